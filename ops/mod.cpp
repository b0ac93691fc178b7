#include <nabla/ops/mod.hpp>

#include <cmath>
#include <concepts>

#include <nabla/graph/error.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/each.hpp>

namespace nabla {
namespace {

double modulo(double x, double y) {
  const double rest = std::fmod(x, y);  // exact, with the sign of x
  if (rest == 0) return std::copysign(rest, y);
  return (rest < 0) != (y < 0) ? rest + y : rest;
}

double floored_quotient(double x, double y) {
  if (y == 0) return x / y;
  const double rest = std::fmod(x, y);
  const double whole = (x - rest) / y;  // almost: the quotient of two roundings
  if (rest != 0 && (rest < 0) != (y < 0)) return std::rint(whole) - 1;
  return whole == 0 ? std::copysign(0, x / y) : std::rint(whole);
}

template <std::integral T>
void check(T y) {
  if (y == 0) throw Error("an integer is divided by 0");
}

template <std::integral T>
T modulo(T x, T y) {
  check(y);
  if (y == -1) return 0;  // of the smallest number, too, where % overflows
  const T rest = x % y;
  return rest != 0 && (rest < 0) != (y < 0) ? static_cast<T>(rest + y) : rest;
}

template <std::integral T>
T floored_quotient(T x, T y) {
  check(y);
  using Unsigned = std::make_unsigned_t<T>;
  if (y == -1) return static_cast<T>(Unsigned{0} - static_cast<Unsigned>(x));  // wraps around
  const T whole = x / y;
  return x % y != 0 && (x < 0) != (y < 0) ? static_cast<T>(whole - 1) : whole;
}

}  // namespace

void Mod::eval(const View& x, const View& y, const Out& z) const {
  detail::each_number(x, y, z, [](auto a, auto b) { return modulo(a, b); });
}
std::array<Expr, 2> Mod::partials(const Expr& x, const Expr& y, const Expr&, const Expr& dz) {
  return {dz, -dz * floor_divide(x, y)};
}

void FloorDivide::eval(const View& x, const View& y, const Out& z) const {
  detail::each_number(x, y, z, [](auto a, auto b) { return floored_quotient(a, b); });
}

Expr mod(const Operand& x, const Operand& y) { return detail::apply_meeting(Mod{}, x, y); }
Expr floor_divide(const Operand& x, const Operand& y) { return detail::apply_meeting(FloorDivide{}, x, y); }

}  // namespace nabla
