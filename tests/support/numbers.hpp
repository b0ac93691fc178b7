#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

#include <nabla/graph/tensor.hpp>

namespace nabla::test {

/// The largest |a - b| / max(1, |b|) of entries in the same place; NaN against NaN and equal infinities are no
/// difference; infinite where one is NaN and the other is not, or where dtypes or sizes differ.
inline double worst_difference(const Tensor& a, const Tensor& b) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (a.dtype() != b.dtype() || a.sizes() != b.sizes()) return infinity;
  const Tensor wide_a = a.cast(DType::f64), wide_b = b.cast(DType::f64);
  const std::span<const double> x = wide_a.span<double>(), y = wide_b.span<double>();
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x[i] == y[i] || (std::isnan(x[i]) && std::isnan(y[i]))) continue;
    const double difference = std::abs(x[i] - y[i]) / std::max(1.0, std::abs(y[i]));
    worst = std::isnan(difference) ? infinity : std::max(worst, difference);
  }
  return worst;
}

}  // namespace nabla::test
