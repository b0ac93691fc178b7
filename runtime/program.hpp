#pragma once

#include <memory>
#include <span>
#include <vector>

#include <nabla/graph/expr.hpp>
#include <nabla/graph/tensor.hpp>
#include <nabla/rewrite/options.hpp>
#include <nabla/runtime/binding.hpp>
#include <nabla/runtime/locks.hpp>
#include <nabla/runtime/plan.hpp>
#include <nabla/runtime/schedule.hpp>
#include <nabla/runtime/updates.hpp>

namespace nabla::detail {

/// A compiled graph: the plan, its bindings, and the parameters that a call reads and updates. What a Function is
/// behind its handle. Safe to run from several threads.
class Program {
 public:
  /// When updated parameters may be written.
  enum class Write : std::uint8_t {
    Early,  ///< in place, once all is done that can fail by itself
    Last,   ///< when all instructions are done: any of them may be the last
  };

  /// The inputs are all that outputs and updates need. Up to so many threads work on a call.
  Program(std::span<const Expr> inputs, std::span<const Expr> outputs, std::span<const Updates::Update> updates,
          const RewriteOptions& rewriting, std::size_t threads, Write write = Write::Early);

  const Plan& plan() const { return plan_; }

  /// What a call needs for feeds of these sizes, to be given to run(). Error at `where` for wrong feeds.
  Session::Open open(std::span<const Tensor> feeds, Where where);
  /// Computes the outputs, tensors of the right dtype and sizes, then gives the updated parameters their new values. A
  /// watch, which may end the call by an exception if parameters are written last, is told of each instruction.
  void run(Session::Open session, std::span<const Tensor> feeds, std::span<Tensor> outputs, Watch* watch = nullptr);
  /// The binding of the latest call, or null.
  std::shared_ptr<Binding> latest_binding();

 private:
  /// How a parameter gets its next value: computed in its own memory, or in a spare that is then swapped with the
  /// present one; guarded by the parameter's lock.
  struct Renewed {
    ParameterState* state;
    std::uint32_t overwritten;  // its number among Plan::parameters, or not_overwritten
    Tensor spare;
  };
  void set_pointers(Workspace& workspace, std::span<const Tensor> feeds, std::span<Tensor> outputs);
  std::byte* memory_for(Renewed& renewed);
  void commit();

  std::vector<Expr> inputs_;
  std::vector<Expr> updated_;  // keeps the parameters alive
  Plan plan_;
  std::vector<const ParameterState*> read_;  // as Plan::parameters
  std::vector<Renewed> renewed_;
  ParameterLocks locks_;
  std::size_t threads_;
  BindingCache bindings_;
  LatestSession latest_;
};

}  // namespace nabla::detail
