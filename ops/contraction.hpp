#pragma once
// Private: products of values whose axes have labels, which tensordot() and einsum() are made of.

#include <vector>

#include <nabla/graph/expr.hpp>

namespace nabla::detail {

/// Stand for axes: axes of one label, of two operands, run together.
using Labels = std::vector<int>;

/// A value with a label for each axis, no two alike.
struct Labelled {
  Expr value;
  Labels labels;
};

bool contains(const Labels& labels, int label);

/// The axes in this order, which has the same labels.
Labelled ordered(const Labelled& x, const Labels& labels);
/// The sum over the axes whose labels are not kept.
Labelled summed_to(const Labelled& x, const Labels& kept);
/// The product, summed over the axes whose labels are not kept. Axes of one label have one size. Where no label of both
/// is summed over it is a multiplication, else a matrix product: of one matrix each, unless a label of both is kept.
Labelled contracted(const Labelled& x, const Labelled& y, const Labels& kept);

/// Error unless all are of one float dtype.
void require_floats(const Exprs& operands);

}  // namespace nabla::detail
