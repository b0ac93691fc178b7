#pragma once

#include <array>
#include <concepts>
#include <span>
#include <type_traits>
#include <vector>

#include <nabla/graph/expr.hpp>
#include <nabla/graph/tensor.hpp>
#include <nabla/rewrite/explain.hpp>
#include <nabla/rewrite/options.hpp>
#include <nabla/runtime/memory_report.hpp>
#include <nabla/runtime/nan_guard.hpp>
#include <nabla/runtime/profile.hpp>
#include <nabla/runtime/updates.hpp>

namespace nabla {

struct FunctionOptions {
  /// Take inputs that neither outputs nor updates need, instead of an Error. They are fed and ignored.
  bool allow_unused_inputs = false;
  /// Which rewriting is done, and whether it is checked.
  RewriteOptions rewrite = {};
  /// The most threads that work on one call, the caller's among them; 0: what the environment variable NABLA_THREADS
  /// says, or else one for each processor that the process may use. Large operations are divided; the results are the
  /// same bits for any number. The threads belong to the process and help one call at a time: one that finds them taken
  /// goes on alone.
  std::size_t threads = 0;
  /// Ends a call at the first NaN or infinity, with the node that gives it; see NanGuard.
  NanGuard nan_guard = NanGuard::off;
};

/// What a Function can be fed: a number, or what converts to a Tensor.
template <class T>
concept Feedable = std::is_arithmetic_v<T> || std::convertible_to<const T&, Tensor>;

/// A graph compiled to a flat plan, called like a function: `Function f({x, t}, {loss}, updates)`, then `f(images,
/// labels)`. It reads the present values of the parameters and gives them those of the updates. Symbolic sizes are
/// bound by the feeds; the plans of the latest 32 combinations of sizes are kept. A handle: copies share everything.
/// Several threads may call it at once: calls read parameters together, and a call that updates some has these for
/// itself. When a call fails, parameters stay as they were.
class Function {
 public:
  /// Error at the Function's line for an entry of `inputs` that is not an input(), comes twice or shares its name with
  /// another; for an input that is needed but missing, or not needed; for a symbolic size that is no input's axis; and
  /// for rewriting that there is not.
  Function(Exprs inputs, Exprs outputs, Updates updates = {}, FunctionOptions options = {},
           Where where = Where::here());
  Function(const Function& other);
  Function(Function&& other) noexcept;
  Function& operator=(Function other) noexcept;
  ~Function();

  /// The outputs, for feeds in the order of the inputs. A C++ number takes the dtype of its input. Error, naming the
  /// input, for a feed that does not fit its type, and with the user's line for an operation that fails (a label out of
  /// range).
  template <Feedable... Values>
  std::vector<Tensor> operator()(const Values&... values) const {
    [[maybe_unused]] std::size_t position = 0;
    const std::array<Tensor, sizeof...(Values)> tensors{feed(position++, values)...};
    return call(tensors);
  }
  /// The same with the feeds in a list.
  std::vector<Tensor> call(std::span<const Tensor> feeds) const;

  /// The same into the caller's memory: tensors of the outputs' dtypes and sizes, for instance from Tensor::borrow or
  /// an earlier call. Allocates nothing once a call with these sizes has been made, unless somebody holds a copy of an
  /// output tensor, or of an updated parameter's value, and so keeps its memory; print() and the decompositions of
  /// matrices (solve, inv, det, cholesky) apart. Error for outputs that do not fit, or that overlap another output's or
  /// a feed's memory.
  void run(std::span<const Tensor> feeds, std::span<Tensor> outputs) const;

  const Exprs& inputs() const;
  const Exprs& outputs() const;
  /// The number of evaluations in a call: nodes left by rewriting, without leaves and views.
  std::size_t instructions() const;
  /// The memory of a call, with the sizes of the latest; all 0 before the first. Prints as text.
  MemoryReport memory_report() const;
  /// Runs some calls with these feeds and tells where their time went: real calls, which update parameters, but for the
  /// outputs, which are dropped, and the NaN guard, which does not look. Prints as tables; see Profile. Each
  /// instruction takes the time of one look at the clock more (some 30 ns); other calls cost nothing more. Error as for
  /// a call.
  Profile profile(std::span<const Tensor> feeds, const ProfileOptions& options = {}) const;

  /// What rewriting has made of the outputs and the updates: it is done once more for that. Prints as text.
  friend RewriteLog explain(const Function& function);

 private:
  struct State;

  template <class T>
  Tensor feed(std::size_t position, const T& value) const {
    if constexpr (Entry<T>)
      return number(position, Tensor::scalar(value));
    else if constexpr (std::is_integral_v<T>)
      return number(position, Tensor::scalar(static_cast<std::int64_t>(value)));
    else if constexpr (std::is_arithmetic_v<T>)
      return number(position, Tensor::scalar(static_cast<double>(value)));
    else
      return value;
  }
  Tensor number(std::size_t position, Tensor value) const;

  Ref<State> state_;
};

RewriteLog explain(const Function& function);

}  // namespace nabla
