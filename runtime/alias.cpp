#include <nabla/runtime/alias.hpp>

#include <algorithm>

#include <nabla/graph/leaf.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/rows.hpp>
#include <nabla/ops/slice.hpp>

namespace nabla::detail {

bool is_leading_slice(const Expr& node) {
  const auto* const slice = op_as<Slice>(node);
  if (!slice || *slice->step != 1) return false;
  const Expr &x = node->operands()[0], &from = node->operands()[1];
  const auto before = static_cast<std::ptrdiff_t>(normalized_axis(slice->axis, x.rank()));
  return (leaf_as<Constant>(from) || leaf_as<SizeOf>(from)) &&
         std::all_of(x.shape().begin(), x.shape().begin() + before, [](const Dim& size) { return size == Dim(1); });
}

bool is_alias(const Expr& node) { return node->op().is_view() || is_leading_slice(node); }

std::size_t slice_offset(const Expr& node, std::span<const std::int64_t> operand_sizes, const Bindings& bindings) {
  const Slice& slice = *op_as<Slice>(node);
  const Expr& from = node->operands()[1];
  const auto* const size = leaf_as<SizeOf>(from);
  const Tensor start = size ? Tensor::full(i64, {}, static_cast<double>(size->dim().evaluate(bindings)))
                            : leaf_as<Constant>(from)->value();
  const Rows rows(operand_sizes, slice.axis);
  const auto count = static_cast<std::size_t>(slice.size->evaluate(bindings));
  const RowSteps steps(start.view(), count, 1, slice.axis, rows.n);
  return static_cast<std::size_t>(steps.first) * rows.inner * size_of(node.dtype());
}

}  // namespace nabla::detail
