#include <nabla/ops/contraction.hpp>

#include <algorithm>

#include <nabla/graph/error.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/matmul.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/transpose.hpp>

namespace nabla::detail {
namespace {

Labels operator+(Labels a, const Labels& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

template <class Predicate>
Labels select(const Labels& labels, Predicate&& wanted) {
  Labels selected;
  std::copy_if(labels.begin(), labels.end(), std::back_inserter(selected), wanted);
  return selected;
}

std::size_t axis_of(const Labelled& x, int label) {
  return static_cast<std::size_t>(std::find(x.labels.begin(), x.labels.end(), label) - x.labels.begin());
}

const Dim& size_of(const Labelled& x, int label) { return x.value.shape()[axis_of(x, label)]; }

std::vector<Dim> sizes_of(const Labelled& x, const Labels& labels) {
  std::vector<Dim> sizes;
  for (const int label : labels) sizes.push_back(size_of(x, label));
  return sizes;
}

Dim count_of(const Labelled& x, const Labels& labels) {
  Dim count(1);
  for (const Dim& size : sizes_of(x, labels)) count = count * size;
  return count;
}

/// How the labels of two operands, that are kept or in both, take part in their product.
struct Roles {
  Labels stack;        // in both, kept
  Labels inner;        // in both, summed over
  Labels left, right;  // in one
};

Roles roles_of(const Labelled& x, const Labelled& y, const Labels& kept) {
  const auto in_both = [&](int label) { return contains(x.labels, label) && contains(y.labels, label); };
  return {select(x.labels, [&](int label) { return in_both(label) && contains(kept, label); }),
          select(x.labels, [&](int label) { return in_both(label) && !contains(kept, label); }),
          select(x.labels, [&](int label) { return !in_both(label); }),
          select(y.labels, [&](int label) { return !in_both(label); })};
}

/// x under sizes of 1 where it lacks a label.
Expr spread(const Labelled& x, const Labels& labels) {
  std::vector<Dim> sizes;
  for (const int label : labels) sizes.push_back(contains(x.labels, label) ? size_of(x, label) : Dim(1));
  return reshape(x.value, Shape(std::move(sizes)));
}

Labelled multiplied(const Labelled& x, const Labelled& y) {
  if (y.labels.size() > x.labels.size()) return multiplied(y, x);  // the larger one is not to be transposed
  const Labels all = x.labels + select(y.labels, [&](int label) { return !contains(x.labels, label); });
  const Labels order = select(all, [&](int label) { return contains(y.labels, label); });
  return {spread(x, all) * spread(ordered(y, order), all), all};
}

/// The axes of `rows` as one, and those of `columns`: a matrix for each index of the axes of `stack`. Where the memory
/// holds its transpose it is a matrix_transpose(), which a product reads without a copy.
Expr as_matrices(const Labelled& x, const Labels& stack, const Labels& rows, const Labels& columns) {
  const bool flipped = !rows.empty() && !columns.empty() && x.labels == stack + columns + rows;
  std::vector<Dim> sizes = sizes_of(x, stack);
  sizes.push_back(count_of(x, flipped ? columns : rows));
  sizes.push_back(count_of(x, flipped ? rows : columns));
  const Expr matrices = reshape(ordered(x, flipped ? x.labels : stack + rows + columns).value, Shape(sizes));
  return flipped ? matrix_transpose(matrices) : matrices;
}

Labelled matrix_product(const Labelled& x, const Labelled& y, const Roles& roles) {
  const auto& [stack, inner, left, right] = roles;
  const Expr product = matmul(as_matrices(x, stack, left, inner), as_matrices(y, stack, inner, right));
  std::vector<Dim> sizes = sizes_of(x, stack + left);
  for (const Dim& size : sizes_of(y, right)) sizes.push_back(size);
  return {reshape(product, Shape(std::move(sizes))), stack + left + right};
}

/// Should the factors of a matrix product change places? Those with axes in the result stand in their order there.
bool better_swapped(const Roles& roles, const Labels& kept) {
  for (const int label : kept) {
    if (contains(roles.left, label)) return false;
    if (contains(roles.right, label)) return true;
  }
  return false;
}

}  // namespace

bool contains(const Labels& labels, int label) {
  return std::find(labels.begin(), labels.end(), label) != labels.end();
}

Labelled ordered(const Labelled& x, const Labels& labels) {
  std::vector<int> order;
  for (const int label : labels) order.push_back(static_cast<int>(axis_of(x, label)));
  return {transpose(x.value, order), labels};
}

Labelled summed_to(const Labelled& x, const Labels& kept) {
  std::vector<int> axes;
  for (std::size_t axis = 0; axis < x.labels.size(); ++axis)
    if (!contains(kept, x.labels[axis])) axes.push_back(static_cast<int>(axis));
  if (axes.empty()) return x;
  return {sum(x.value, axes), select(x.labels, [&](int label) { return contains(kept, label); })};
}

Labelled contracted(const Labelled& x, const Labelled& y, const Labels& kept) {
  const Labelled a = summed_to(x, kept + y.labels), b = summed_to(y, kept + x.labels);
  const Roles roles = roles_of(a, b, kept);
  if (roles.inner.empty()) return multiplied(a, b);
  return better_swapped(roles, kept) ? matrix_product(b, a, roles_of(b, a, kept)) : matrix_product(a, b, roles);
}

void require_floats(const Exprs& operands) {
  for (const Expr& x : operands) {
    static_cast<void>(floats(x.type()));
    if (x.dtype() != operands[0].dtype())
      throw Error(std::string(to_string(operands[0].dtype())) + " and " + std::string(to_string(x.dtype())) +
                  ": cast() one of them");
  }
}

}  // namespace nabla::detail
