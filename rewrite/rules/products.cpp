// Products of matrices: factors that are one number stand in front, where a product scales by them at no cost, and what
// sums up products of all pairs is a product of matrices.

#include <algorithm>

#include <nabla/ops/contraction.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rule.hpp>

namespace nabla::detail {
namespace {

const Attr<bool> transpose_a = Attr<bool>::variable(15), transpose_b = Attr<bool>::variable(16),
                 kept = Attr<bool>::variable(3);
const Attr<std::vector<int>> axes = Attr<std::vector<int>>::variable(2);

/// Has a at least as many entries, as far as the sizes tell?
bool is_as_large(const Expr& a, const Expr& b) {
  const std::vector<Dim::Term> many = a.shape().elements().terms(), few = b.shape().elements().terms();
  if (many.size() != 1 || few.size() != 1) return few.empty();
  return many[0].symbols == few[0].symbols && many[0].coefficient >= few[0].coefficient;
}

/// Is one factor of operand `side` a number, and scaling the result no more work than scaling the operand?
bool is_scaled(const Expr& x, std::size_t side) {
  const Expr& product = x->operands()[side];
  const std::span<const Expr> factors = product->operands();
  return (factors[0].rank() == 0 || factors[1].rank() == 0) && is_as_large(product, x);
}

Expr scale_result(const Expr& x, std::size_t side) {
  const std::span<const Expr> factors = x->operands()[side]->operands();
  const std::size_t number = factors[0].rank() == 0 ? 0 : 1;
  std::vector<Expr> operands(x->operands().begin(), x->operands().end());
  operands[side] = factors[1 - number];
  return factors[number] * make(x->shared_op(), operands, {});
}

bool left_is_larger(const Expr& x, const Match&) { return is_as_large(x->operands()[0], x); }
bool right_is_larger(const Expr& x, const Match&) { return is_as_large(x->operands()[1], x); }

const Expr& operand(const Expr& x) { return x->operands()[0]; }
bool is_one(const Dim& size) { return size == Dim(1); }

/// The axes of a sum of products: those that the factors are not repeated along, and those that stay.
struct Contraction {
  Labels x, y, kept;

  explicit Contraction(const Expr& sum) {
    const auto rank = static_cast<int>(operand(sum).rank());
    const std::vector<int> over = Axes(*op_as<Sum>(sum)->axes).normalized(operand(sum).rank());
    const Expr &a = operand(sum)->operands()[0], &b = operand(sum)->operands()[1];
    for (int axis = 0; axis < rank; ++axis) {
      if (varies(a, rank - axis)) x.push_back(axis);
      if (varies(b, rank - axis)) y.push_back(axis);
      if (!contains(over, axis)) kept.push_back(axis);
    }
  }

  bool keeps_one_of(const Labels& of, const Labels& other) const {
    return std::ranges::any_of(kept, [&](int axis) { return contains(of, axis) && !contains(other, axis); });
  }

 private:
  /// Along an axis, counted from 1 at the end.
  static bool varies(const Expr& factor, int from_end) {
    const auto rank = static_cast<int>(factor.rank());
    return from_end <= rank && !is_one(factor.shape()[static_cast<std::size_t>(rank - from_end)]);
  }
};

/// A factor without its axes of size 1, which are not among these.
Labelled labelled(const Expr& factor, const Labels& labels) {
  std::vector<Dim> sizes = factor.shape().dims();
  std::erase_if(sizes, is_one);
  return {reshape(factor, Shape(std::move(sizes))), labels};
}

/// Are all products of rows of one factor and columns of the other summed up? They would be more than the factors'
/// entries; a sum of as many products as there are entries is one pass without this.
bool is_of_all_pairs(const Expr& x, const Match&) {
  if (!is_float(x.dtype())) return false;
  const Contraction sum(x);
  const auto is_summed = [&](int axis) { return contains(sum.y, axis) && !contains(sum.kept, axis); };
  return sum.keeps_one_of(sum.x, sum.y) && sum.keeps_one_of(sum.y, sum.x) && std::ranges::any_of(sum.x, is_summed);
}
Expr as_product(const Expr& x, const Match&) {
  const Contraction sum(x);
  const std::span<const Expr> factors = operand(x)->operands();
  const Labelled product = contracted(labelled(factors[0], sum.x), labelled(factors[1], sum.y), sum.kept);
  Labels order = product.labels;
  std::ranges::sort(order);
  return reshape(ordered(product, order).value, x.shape());
}

}  // namespace

const Rules& products() {
  const Shape matrix{Dim("any"), Dim("any")};
  static const Expr x = any("x", f64, matrix), y = any("y", f64, matrix), m = any("m", f64, matrix);
  static const Expr first = any("x"), second = any("y");
  static const Matmul matmul{transpose_a, transpose_b};
  static const Sum over{{axes, kept}};
  // clang-format off
  static const Rules rules{
      {"product-of-scaled", node(matmul, x * y, m), {},
       [](const Expr& e, const Match&) { return is_scaled(e, 0); },
       [](const Expr& e, const Match&) { return scale_result(e, 0); }},
      {"product-by-scaled", node(matmul, m, x * y), {},
       [](const Expr& e, const Match&) { return is_scaled(e, 1); },
       [](const Expr& e, const Match&) { return scale_result(e, 1); }},
      {"product-of-negated", node(matmul, -x, m),   -node(matmul, x, m), left_is_larger},
      {"product-by-negated", node(matmul, m, -x),   -node(matmul, m, x), right_is_larger},
      {"sum-of-products",    node(over, first * second),           {}, is_of_all_pairs, as_product},
  };
  // clang-format on
  return rules;
}

}  // namespace nabla::detail
