#include <nabla/autodiff/loop.hpp>

#include <mutex>
#include <unordered_map>

#include <nabla/autodiff/closure.hpp>
#include <nabla/autodiff/sweep.hpp>
#include <nabla/autodiff/vmap.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/rebuild.hpp>
#include <nabla/ops/batch.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/expand_dims.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/runtime/function.hpp>

namespace nabla::detail {
namespace {

/// What a turn reads, or writes, of an array: the index-th part along the leading axis, as a tensor that borrows it.
Tensor part(const View& x, std::int64_t index, bool mapped) {
  const Sizes sizes(x.sizes.begin() + (mapped ? 1 : 0), x.sizes.end());
  return dispatch(x.dtype, [&]<class T>() {
    const auto n = static_cast<std::size_t>(elements(sizes));
    const T* const from = x.as<T>() + (mapped ? static_cast<std::size_t>(index) * n : 0);
    return Tensor::borrow(std::span<const T>(from, n), sizes);
  });
}

Tensor part(const Out& y, std::int64_t index) {
  const Sizes sizes(y.sizes.begin() + 1, y.sizes.end());
  return dispatch(y.dtype, [&]<class T>() {
    const auto n = static_cast<std::size_t>(elements(sizes));
    return Tensor::borrow(std::span<T>(y.as<T>() + static_cast<std::size_t>(index) * n, n), sizes);
  });
}

}  // namespace

struct Loop::Compiled {
  std::once_flag once;
  std::unique_ptr<Function> function;
};

Loop::Loop(Exprs parameters, Expr body, std::vector<bool> mapped)
    : parameters_(std::move(parameters)),
      body_(std::move(body)),
      mapped_(std::move(mapped)),
      compiled_(std::make_unique<Compiled>()) {}
Loop::~Loop() = default;

const Function& Loop::function() const {
  std::call_once(compiled_->once, [&] {
    compiled_->function =
        std::make_unique<Function>(parameters_, Exprs{body_}, Updates{}, FunctionOptions{.allow_unused_inputs = true});
  });
  return *compiled_->function;
}

Type Loop::infer(Types operands) const {
  std::optional<Dim> count;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const Type& wants = parameters_[i].type();
    if (mapped_[i] && operands[i].rank() == wants.rank() + 1 && !count) count = operands[i].shape[0];
    const Shape shape = mapped_[i] && count ? prepended(*count, wants.shape) : wants.shape;
    if (operands[i] != Type{wants.dtype, shape})
      throw Error("operand " + std::to_string(i + 1) + " is " + to_string(operands[i]) + ", not " +
                  to_string(Type{wants.dtype, shape}));
  }
  if (!count) throw Error("no operand has the axis to go along");
  return {body_.dtype(), prepended(*count, body_.shape())};
}

void Loop::eval(Views operands, const Out& y) const {
  const std::int64_t count = y.sizes[0];
  std::vector<Tensor> feeds(operands.size());
  for (std::int64_t k = 0; k < count; ++k) {
    for (std::size_t i = 0; i < operands.size(); ++i)
      if (k == 0 || mapped_[i]) feeds[i] = part(operands[i], k, mapped_[i]);
    Tensor result = part(y, k);
    function().run(feeds, std::span(&result, 1));
  }
}

Cotangents Loop::pullback(Operands operands, const Expr&, const Expr& dy) const {
  const Expr cotangent = input("cotangent", body_.dtype(), body_.shape());
  Exprs wrt;
  for (const Expr& parameter : parameters_)
    if (is_float(parameter.dtype())) wrt.push_back(parameter);
  const Sweep sweep({{{body_, cotangent}}}, wrt);

  Replacements fixed, moving{{cotangent, dy}};
  for (std::size_t i = 0; i < operands.size(); ++i)
    (mapped_[i] ? moving : fixed).emplace_back(parameters_[i], operands[i]);
  Cotangents answers;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const std::optional<Cotangent> bar = sweep.cotangent(parameters_[i]);
    if (!bar || !is_float(parameters_[i].dtype())) {
      answers.push_back(disconnected);
    } else if (bar->kind() != Cotangent::Kind::Expression) {
      answers.push_back(*bar);
    } else {
      const Expr terms = make_loop(replace(bar->expr(), fixed), moving, {});
      answers.push_back(mapped_[i] ? terms : sum(terms, 0));
    }
  }
  return answers;
}

Expr Loop::batch(const Batch& x) const {
  Replacements further, moving;
  Replacements fixed;
  for (std::size_t i = 0; i < x.size(); ++i) {
    Expr parameter = parameters_[i];
    if (x.has_axis(i)) {
      parameter = input(parameters_[i].name(), parameters_[i].dtype(), prepended(x.count(), parameters_[i].shape()));
      further.emplace_back(parameters_[i], parameter);
    }
    const Expr operand = x.has_axis(i) && mapped_[i] ? swap_axes(x[i], 0, 1) : x[i];
    (mapped_[i] ? moving : fixed).emplace_back(parameter, operand);
  }
  const Expr body = replace(vmap(body_, further), fixed);
  return swap_axes(make_loop(body, moving, {}), 0, 1);
}

std::vector<AttrText> Loop::attrs() const {
  std::string mapped = "[";
  for (std::size_t i = 0; i < mapped_.size(); ++i)
    if (mapped_[i]) mapped += (mapped.size() > 1 ? ", " : "") + std::to_string(i);
  return {{"body", std::string(body_->op().name())}, {"mapped", mapped + "]"}};
}

Ref<const Op> Loop::with_dtype(DType from, DType to) const {
  const auto moved = [&](DType dtype) { return dtype == from ? to : dtype; };
  Exprs parameters;
  std::unordered_map<std::uint64_t, Expr> fresh;
  for (const Expr& parameter : parameters_) {
    parameters.push_back(input(parameter.name(), moved(parameter.dtype()), parameter.shape(), parameter->where()));
    fresh.emplace(parameter->id(), parameters.back());
  }
  const Expr body = rebuild(Exprs{body_}, [&](const Expr& node, std::span<const Expr> operands) {
    if (const auto known = fresh.find(node->id()); known != fresh.end()) return known->second;
    return nabla::with_dtype(node, operands, from, to);
  })[0];
  return make_ref<const Loop>(std::move(parameters), body, mapped_);
}

Expr make_loop(const Expr& output, const Replacements& inputs, Where where) {
  Closure closure(output, inputs);
  if (!closure.depends()) {
    const Shape& mapped = inputs[0].second.shape();
    return broadcast_to(output, prepended(mapped[0], output.shape()));
  }
  const Expr body = closure.body();
  return make(make_ref<const Loop>(closure.parameters, body, closure.mapped), closure.operands, where);
}

}  // namespace nabla::detail
