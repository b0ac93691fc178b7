#include <nabla/ops/polygamma.hpp>

#include <cmath>
#include <limits>
#include <numbers>

// Both are series that converge fast for large x, from where they are carried down to x by recurrence.

namespace nabla::detail {
namespace {

template <class R>
constexpr R infinity = std::numeric_limits<R>::infinity();
template <class R>
constexpr R nan = std::numeric_limits<R>::quiet_NaN();

// The Bernoulli numbers B_2, B_4, ... B_20.
constexpr int terms = 10;
constexpr long double bernoulli[terms] = {1.L / 6,       -1.L / 30, 1.L / 42,      -1.L / 30,     5.L / 66,
                                          -691.L / 2730, 7.L / 6,   -3617.L / 510, 43867.L / 798, -174611.L / 330};

/// digamma(x) for x >= 10: log(x) - 1 / (2x) - sum of B_2k / (2k x^2k).
template <class R>
R asymptotic_digamma(R x) {
  const R z = 1 / (x * x);
  R sum = 0;
  for (int k = terms; k >= 1; --k) sum = (sum + static_cast<R>(bernoulli[k - 1] / (2 * k))) * z;
  return std::log(x) - 1 / (2 * x) - sum;
}

/// digamma(x) for x near its positive root r, as digamma(x) - digamma(r), all of whose terms have x - r as a factor.
template <class R>
R digamma_near_root(R x) {
  constexpr R whole = R(0x1.762d86356be3fp+0);  // the root, as far as it is exact in every R, and the rest of it
  constexpr R rest = static_cast<R>(0xdc353910cbc149e1p-117L);
  constexpr int steps = 12;
  const R d = (x - whole) - rest, root = whole + rest;
  R sum = 0;
  for (int k = 0; k < steps; ++k) sum += 1 / ((k + x) * (k + root));
  const R a = x + steps, b = root + steps;
  // What follows is asymptotic_digamma(a) - asymptotic_digamma(b), divided by d. u^k - v^k grows by a recurrence.
  const R u = 1 / (a * a), v = 1 / (b * b), first = -(a + b) * u * v;
  sum += std::log1p(d / b) / d + 1 / (2 * a * b);
  R difference = first, power = 1;  // (u^k - v^k) / d and v^(k-1)
  for (int k = 1; k <= terms; ++k) {
    sum -= static_cast<R>(bernoulli[k - 1] / (2 * k)) * difference;
    power *= v;
    difference = u * difference + power * first;
  }
  return d * sum;
}

template <class R>
R positive_digamma(R x) {
  if (x > R(1.2) && x < R(1.8)) return digamma_near_root(x);
  R carried = 0;
  for (; x < 12; x += 1) carried += 1 / x;
  return asymptotic_digamma(x) - carried;
}

/// pi cot(pi x), right to the last digits also near its roots, which are half-way between the whole numbers.
template <class R>
R scaled_cotangent(R x) {
  constexpr R pi = std::numbers::pi_v<R>;
  const R fraction = x - std::round(x);  // exact, in [-1/2, 1/2]
  const R to_root = R(0.5) - std::abs(fraction);
  return to_root < R(0.25) ? std::copysign(pi * std::tan(pi * to_root), fraction) : pi / std::tan(pi * fraction);
}

template <class R>
R digamma(R x) {
  if (x == 0) return -std::copysign(infinity<R>, x);
  if (x > 0) return x == infinity<R> ? x : positive_digamma(x);
  if (x == std::round(x) || x != x) return nan<R>;
  return positive_digamma(1 - x) - scaled_cotangent(x);
}

template <class R>
R power(R x, int n) {
  R result = 1;
  for (; n > 0; n /= 2, x *= x)
    if (n % 2 != 0) result *= x;
  return result;
}

/// n! zeta(n + 1, a) = n! * sum of (a + k)^-(n + 1) over k >= 0, for a > 0, by Euler and Maclaurin's formula.
template <class R>
R scaled_zeta(int n, R a) {
  const R s = R(n) + 1;
  R scale = 1 / a;  // n! / a^(n + 1)
  for (int i = 1; i <= n; ++i) scale *= i / a;
  if (scale == 0 || scale == infinity<R>) return scale;
  R sum = 0;  // in units of `scale`
  R b = a;
  for (; b < 16 + 2 * s; b += 1) sum += power(a / b, n + 1);
  R term = s / b, tail = b / n + R(0.5);  // term is s (s + 1) ... (s + 2k - 2) / b^(2k - 1) / (2k)!, times 2k!
  R factorial = 2;
  for (int k = 1; k <= terms; ++k) {
    tail += static_cast<R>(bernoulli[k - 1]) * term / factorial;
    term *= (s + (2 * k - 1)) * (s + 2 * k) / (b * b);
    factorial *= R(2 * k + 1) * R(2 * k + 2);
  }
  return scale * (sum + power(a / b, n + 1) * tail);
}

/// For x < 0 the terms of n! * sum of (x + k)^-(n + 1) below 0 are those of another zeta function, up to a sign.
template <class R>
R polygamma(int n, R x) {
  const bool odd = n % 2 != 0;
  if (x == infinity<R>) return 0;
  if (x > 0) return odd ? scaled_zeta(n, x) : -scaled_zeta(n, x);
  if (x == 0) return odd ? infinity<R> : -std::copysign(infinity<R>, x);
  const R above = x - std::floor(x), below = std::ceil(x) - x;  // NaN of an infinity
  if (above == 0 || below == 0) return odd ? infinity<R> : nan<R>;
  if (above != above) return nan<R>;
  const R positive = scaled_zeta(n, above), negative = scaled_zeta(n, below) - scaled_zeta(n, 1 - x);
  return odd ? positive + negative : negative - positive;
}

}  // namespace

double digamma_of(double x) { return digamma(x); }
long double digamma_of(long double x) { return digamma(x); }
double polygamma_of(int n, double x) { return polygamma(n, x); }
long double polygamma_of(int n, long double x) { return polygamma(n, x); }

}  // namespace nabla::detail
