#include <nabla/autodiff/custom_gradient.hpp>

#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/barrier.hpp>

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

}  // namespace

Expr custom_gradient(const Operand& forward, const Exprs& x, CustomPullback pullback) {
  Exprs operands{forward.expr()};
  operands.insert(operands.end(), x.begin(), x.end());
  return make(make_ref<const CustomGradient>(std::move(pullback)), operands, forward.where());
}

}  // namespace nabla
