#include <nabla/ops/pow.hpp>

#include <optional>

#include <nabla/graph/leaf.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/abs.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/log.hpp>
#include <nabla/ops/maximum.hpp>
#include <nabla/ops/sqrt.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {
namespace {

std::optional<double> number_of(const Expr& y) {
  const auto* const constant = leaf_as<Constant>(y);
  if (!constant || y.rank() != 0) return std::nullopt;
  return constant->value().cast(f64).item<double>();
}

/// y x^(y-1)
Expr slope_in_base(const Expr& x, const Expr& y) {
  const std::optional<double> number = number_of(y);
  if (number && *number != 0) return *number * pow(x, *number - 1);
  // 0^0 is 1 all around y = 0 where it matters, but 0 * 0^-1 would be NaN.
  const Expr both_zero = equal(maximum(abs(x), abs(y)), 0);
  return y * pow(where(both_zero, 1, x), y - 1);
}

/// x^y log(x)
Expr slope_in_exponent(const Expr& x, const Expr& z) {
  const Expr base_zero = equal(x, 0);
  // The inner where keeps the derivative of the logarithm finite, too, where it does not count.
  return where(base_zero, 0, z * log(where(base_zero, 1, x)));
}

}  // namespace

Type Pow::infer(const Type& x, const Type& y) const { return detail::floats(broadcast(x, y)); }

void Pow::eval(const View& x, const View& y, const Out& z) const { detail::eval(kernels::kernels().pow, x, y, z); }
bool Pow::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().pow, operands, kernel);
}

Cotangents Pow::pullback(const Expr& x, const Expr& y, const Expr& z, const Expr& dz) const {
  return {sum_to(dz * slope_in_base(x, y), x.shape()), sum_to(dz * slope_in_exponent(x, z), y.shape())};
}

Expr pow(const Operand& x, const Operand& y) {
  if (!x.is_number() && y.is_number() && is_float(x.expr().dtype())) {
    if (y.number() == 1) return x.expr();
    if (y.number() == 2) return square(x);
  }
  return detail::apply_meeting(Pow{}, x, y);
}

}  // namespace nabla
