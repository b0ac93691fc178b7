// Spellings with more operations than they need, and one of several spellings for those that others look for. The value
// stays what it is for NaN and infinities, but for the sign of a zero.

#include <cmath>
#include <limits>

#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rule.hpp>

namespace nabla::detail {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

const Expr& x() {
  static const Expr any_x = any("x");
  return any_x;
}
const Expr& c() {
  static const Expr number_c = number("c");
  return number_c;
}
const Expr& d() {
  static const Expr number_d = number("d");
  return number_d;
}

/// Numbers merge where the result is one that the dtype holds with all digits: neither 0, nor tiny, nor infinite.
bool is_normal(double value, DType dtype) {
  return dtype == f32 ? std::isnormal(static_cast<float>(value)) : dtype == f64 && std::isnormal(value);
}

/// value * x, if the value is a number that may stand for those that were merged.
Expr scaled(double value, const Expr& x) { return is_normal(value, x.dtype()) ? value * x : Expr(); }

double value_of(const Expr& number) { return *uniform_value(number); }

Expr merge_factors(const Expr&, const Match& found) {
  return scaled(value_of(found[c()]) * value_of(found[d()]), found[x()]);
}
Expr merge_quotient(const Expr&, const Match& found) {
  return scaled(value_of(found[c()]) / value_of(found[d()]), found[x()]);
}
Expr merge_divisors(const Expr&, const Match& found) {
  const double both = value_of(found[c()]) * value_of(found[d()]);
  return is_normal(both, found[x()].dtype()) ? found[x()] / both : Expr();
}
/// Of numbers over x.
Expr merge_dividends(const Expr&, const Match& found) {
  const double both = value_of(found[c()]) * value_of(found[d()]);
  return is_normal(both, found[x()].dtype()) ? both / found[x()] : Expr();
}

/// Dividing by a power of two is multiplying by another one, to the last bit.
Expr multiply_instead(const Expr&, const Match& found) {
  int exponent = 0;
  const double divisor = value_of(found[c()]);
  return std::abs(std::frexp(divisor, &exponent)) == 0.5 ? scaled(1 / divisor, found[x()]) : Expr();
}

/// A whole power, or half of one, by multiplying and taking roots, which is several times faster than pow. A root of
/// -inf is NaN, a power of it is not.
Expr multiply_out(const Expr& power, const Match& found) {
  const Expr& base = found[x()];
  const auto root = [&](double of_infinity) {
    return where(equal(base, -inf), of_infinity, of_infinity == 0 ? 1 / sqrt(base) : sqrt(base));
  };
  const double exponent = value_of(found[c()]);
  if (exponent == 0) return full_like(power, 1);  // also of NaN
  if (exponent == 1) return base;
  if (exponent == 2) return square(base);
  if (exponent == 3) return base * square(base);
  if (exponent == 4) return square(square(base));
  if (exponent == -1) return 1 / base;
  if (exponent == -2) return square(1 / base);
  if (exponent == 0.5) return root(inf);
  return {};
}

bool is_whole_number(const Expr& x, const Match&) { return is_integer(x.dtype()); }
/// Not a softmax, which rules for gradients look for below -x.
bool has_a_scalar_divisor(const Expr& x, const Match&) { return x->operands()[1].rank() == 0; }
bool is_float_number(const Expr& x, const Match&) { return is_float(x.dtype()); }

Expr zeros_instead(const Expr& x, const Match&) { return zeros_like(x); }

}  // namespace

const Rules& canonical() {
  static const Expr &x = detail::x(), &c = detail::c(), &d = detail::d();
  static const Expr y = any("y"), n = any("n", i64);
  // clang-format off
  static const Rules rules{
      {"add-zero",           x + 0,             x},
      {"sub-zero",           x - 0,             x},
      {"zero-minus",         0 - x,             -x},
      {"mul-one",            x * 1,             x},
      {"div-one",            x / 1,             x},
      {"mul-minus-one",      x * -1,            -x},
      {"div-minus-one",      x / -1,            -x},

      {"double-negation",    -(-x),             x},
      {"add-negated",        x + -y,            x - y},
      {"sub-negated",        x - -y,            x + y},
      {"mul-negated",        x * -y,            -(x * y)},
      {"div-negated",        -x / y,            -(x / y), has_a_scalar_divisor},
      {"square-negated",     square(-x),        square(x)},
      {"abs-negated",        abs(-x),           abs(x)},

      // wrong for floats: inf - inf is NaN
      {"sub-itself",         n - n,             {},       is_whole_number, zeros_instead},

      {"factor-of-factor",   c * (d * x),       {},       nullptr, merge_factors},
      {"factor-of-quotient", c * (x / d),       {},       nullptr, merge_quotient},
      {"quotient-of-factor", (c * x) / d,       {},       nullptr, merge_quotient},
      {"quotient-twice",     (x / c) / d,       {},       nullptr, merge_divisors},
      {"factor-of-inverse",  c * (d / x),       {},       nullptr, merge_dividends},
      {"div-power-of-two",   x / c,             {},       nullptr, multiply_instead},
      {"reciprocal-twice",   1 / (1 / x),       x},

      {"power",              pow(x, c),         {},       nullptr, multiply_out},
      {"root-of-square",     sqrt(square(x)),   abs(x)},
      {"square-of-root",     square(sqrt(x)),   where(less(x, 0), NaN, x)},
      {"abs-of-square",      abs(square(x)),    square(x), is_float_number},
      {"square-of-abs",      square(abs(x)),    square(x)},
      {"abs-twice",          abs(abs(x)),       abs(x)},
  };
  // clang-format on
  return rules;
}

}  // namespace nabla::detail
