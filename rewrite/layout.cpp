#include <nabla/rewrite/layout.hpp>

#include <algorithm>

#include <nabla/graph/factory.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/graph/tensor.hpp>
#include <nabla/ops/gather.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/slice.hpp>
#include <nabla/ops/transpose.hpp>
#include <nabla/rewrite/pattern.hpp>

namespace nabla::detail {
namespace {

/// Operand 0 is what they lay out; the others say where.
bool is_layout(const Expr& x) {
  return op_as<Reshape>(x) || op_as<Transpose>(x) || op_as<Slice>(x) || op_as<Gather>(x);
}

/// The constant without the shape it is repeated to.
Expr as_scalar(const Expr& number) {
  return number.rank() == 0 ? number : constant(Tensor::full(number.dtype(), {}, *uniform_value(number)));
}

}  // namespace

std::optional<Lifted> lift_layout(const Expr& x) {
  if (!x->op().is_elementwise() || std::ranges::none_of(x->operands(), is_layout)) return std::nullopt;
  const Expr* laid_out = nullptr;
  for (const Expr& operand : x->operands()) {
    if (uniform_value(operand)) continue;
    if (laid_out || !is_layout(operand) || operand.shape() != x.shape()) return std::nullopt;
    laid_out = &operand;
  }
  if (!laid_out) return std::nullopt;
  Lifted lifted;
  Expr inner = *laid_out;
  for (; is_layout(inner); inner = inner->operands()[0]) lifted.layouts.push_back(inner);
  std::vector<Expr> operands;
  for (const Expr& operand : x->operands()) operands.push_back(&operand == laid_out ? inner : as_scalar(operand));
  lifted.inner = make(x->shared_op(), operands, {});
  return lifted;
}

Expr lay_out(const Expr& y, const std::vector<Expr>& layouts) {
  Expr result = y;
  for (auto layout = layouts.rbegin(); layout != layouts.rend(); ++layout) {
    std::vector<Expr> operands((*layout)->operands().begin(), (*layout)->operands().end());
    operands[0] = result;
    result = NodeFactory::with_operands(*layout, operands);
  }
  return result;
}

}  // namespace nabla::detail
