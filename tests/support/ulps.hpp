#pragma once
// Errors in units in the last place.

#include <algorithm>
#include <cmath>
#include <limits>

namespace nabla::test {

/// |y - exact| in units in the last place of `exact` rounded to T, denormals included. Infinity unless NaN, infinities
/// and the sign of zero agree; a result may round to infinity where another rounding of `exact` ends just below it.
template <class T>
double ulps(T y, long double exact) {
  constexpr double wrong = std::numeric_limits<double>::infinity();
  const T rounded = static_cast<T>(exact);
  if (std::isnan(y) || std::isnan(exact)) return std::isnan(y) && std::isnan(exact) ? 0 : wrong;
  if (std::isinf(y) || std::isinf(rounded)) {
    constexpr T largest = std::numeric_limits<T>::max();
    if (y == rounded) return 0;
    return !std::isinf(exact) && std::min(std::abs(y), std::abs(rounded)) == largest ? 1 : wrong;
  }
  if (exact == 0) return y == 0 && std::signbit(y) == std::signbit(exact) ? 0 : wrong;
  const int exponent = std::max(std::ilogb(exact), std::numeric_limits<T>::min_exponent - 1);
  const long double unit = std::scalbn(1.0L, exponent - std::numeric_limits<T>::digits + 1);
  return static_cast<double>(std::abs(static_cast<long double>(y) - exact) / unit);
}

}  // namespace nabla::test
