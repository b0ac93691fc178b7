#include <nabla/runtime/interpreter.hpp>

#include <algorithm>
#include <vector>

#include <nabla/graph/error.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/runtime/locate.hpp>

namespace nabla::detail {

Tensor Interpreter::evaluate(const Expr& node, std::span<const Tensor> operands) const {
  if (dynamic_cast<const Leaf*>(&node->op())) return leaf(node);
  std::vector<View> views;
  views.reserve(operands.size());
  for (const Tensor& operand : operands) views.push_back(operand.view());
  try {
    Tensor result = Tensor::empty(node.dtype(), node.shape().evaluate(symbols_));
    node->op().eval(views, result.out());
    return result;
  } catch (const Error& error) {
    throw locate(error, node);
  }
}

Tensor Interpreter::leaf(const Expr& node) const {
  if (const auto* const constant = leaf_as<Constant>(node)) return constant->value();
  if (const auto* const parameter = leaf_as<ParameterState>(node)) return parameter->value;
  if (const auto* const size = leaf_as<SizeOf>(node))
    return Tensor::full(node.dtype(), {}, static_cast<double>(size->dim().evaluate(symbols_)));
  return feeds_[static_cast<std::size_t>(std::ranges::find(inputs_, node) - inputs_.begin())];
}

}  // namespace nabla::detail
