// Products of matrices: factors that are one number stand in front, where a product scales by them at no cost.

#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rule.hpp>

namespace nabla::detail {
namespace {

const Attr<bool> transpose_a = Attr<bool>::variable(15), transpose_b = Attr<bool>::variable(16);

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

}  // namespace

const Rules& products() {
  const Shape matrix{Dim("any"), Dim("any")};
  static const Expr x = any("x", f64, matrix), y = any("y", f64, matrix), m = any("m", f64, matrix);
  static const Matmul matmul{transpose_a, transpose_b};
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
  };
  // clang-format on
  return rules;
}

}  // namespace nabla::detail
