#include <nabla/autodiff/custom_gradient.hpp>

#include <nabla/autodiff/vmap.hpp>
#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/barrier.hpp>
#include <nabla/ops/batch.hpp>

namespace nabla {
namespace {

/// Operand 0, the forward value; the others are what the pullback answers for. A Model<T> holds attributes that can be
/// read from text, this one a callable: the object itself tells two of them apart.
class CustomGradient final : public Op {
 public:
  explicit CustomGradient(CustomPullback pullback) : pullback_(std::move(pullback)) {}

  std::string_view name() const override { return "custom_gradient"; }
  std::size_t arity() const override { return any_arity; }

  Type infer(Types operands) const override { return operands[0]; }
  void eval(Views operands, const Out& result) const override { detail::copy_entries(operands[0], result); }
  Cotangents pullback(Operands operands, const Expr& result, const Expr& cotangent) const override;

  Expr batch(const Batch& x) const override;

  bool equals(const Op& other) const override { return this == &other; }
  bool is_view() const override { return true; }
  bool is_identity() const override { return true; }

 private:
  CustomPullback pullback_;
};

Cotangents CustomGradient::pullback(Operands operands, const Expr& result, const Expr& cotangent) const {
  const Exprs x(std::vector<Expr>(operands.begin() + 1, operands.end()));
  Cotangents answers = pullback_(x, result, cotangent);
  if (answers.size() != x.size())  // the engine's own text would count the forward value too
    throw Error(result->where(), "custom_gradient: its pullback gives " + std::to_string(answers.size()) +
                                     " cotangents for " + std::to_string(x.size()) + " operands" + describe(x));
  answers.insert(answers.begin(), disconnected);
  return answers;
}

/// The pullback of the node without the further axis, mapped over it.
CustomPullback mapped(const CustomPullback& pullback, const Expr& node) {
  return [pullback, node](const Exprs& xs, const Expr& ys, const Expr& dys) {
    Exprs x;
    Replacements inputs;
    const auto stand_in = [&](const char* name, const Type& type, const Expr& with_axis) {
      const Expr without = input(name, type.dtype, type.shape);
      inputs.emplace_back(without, with_axis);
      return without;
    };
    for (std::size_t i = 0; i < xs.size(); ++i) x.push_back(stand_in("x", node->operands()[i + 1].type(), xs[i]));
    const Expr y = stand_in("y", node.type(), ys), dy = stand_in("dy", node.type(), dys);
    Cotangents answers = pullback(x, y, dy);
    for (Cotangent& answer : answers)
      if (answer.kind() == Cotangent::Kind::Expression && answer.expr()) answer = vmap(answer.expr(), inputs);
    return answers;
  };
}

Expr CustomGradient::batch(const Batch& x) const {
  Exprs operands;
  for (std::size_t i = 0; i < x.size(); ++i) operands.push_back(with_axis(x, i));
  return make(make_ref<const CustomGradient>(mapped(pullback_, x.node())), operands, x.node()->where());
}

}  // namespace

Expr custom_gradient(const Operand& forward, const Exprs& x, CustomPullback pullback) {
  Exprs operands{forward.expr()};
  operands.insert(operands.end(), x.begin(), x.end());
  return make(make_ref<const CustomGradient>(std::move(pullback)), operands, forward.where());
}

}  // namespace nabla
