#include <nabla/autodiff/numeric.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace nabla {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double epsilon = std::numeric_limits<double>::epsilon();

/// One Ridders table that starts with step h, a power of 2: so are all its steps, and x + h has no rounding error.
NumericDerivative ridders(const Line& f, double h, double noise) {
  constexpr std::size_t rows = 8;
  NumericDerivative best{0, infinity, h};
  std::array<double, rows> above{}, row{};
  for (std::size_t i = 0; i < rows; ++i, h /= 2) {
    const double ahead = f(h), behind = f(-h);
    row[0] = (ahead - behind) / (2 * h);
    if (!std::isfinite(row[0])) break;
    const double rounding = std::max(noise, epsilon * std::max(std::abs(ahead), std::abs(behind)));
    double factor = 4;
    for (std::size_t j = 1; j <= i; ++j, factor *= 4) {
      row[j] = (row[j - 1] * factor - above[j - 1]) / (factor - 1);
      // The neighbours' disagreement bounds what extrapolation leaves; every difference carries the noise over its
      // step.
      const double spread = std::max(std::abs(row[j] - row[j - 1]), std::abs(row[j] - above[j - 1]));
      const double error = spread + 4 * rounding / h;
      if (error < best.error) best = {row[j], error, h};
    }
    if (i > 0 && std::abs(row[i] - above[i - 1]) >= 2 * best.error) break;  // rounding has taken over
    above = row;
  }
  return best;
}

}  // namespace

NumericDerivative differentiate(const Line& f, double scale, double noise) {
  NumericDerivative best{0, infinity, scale};
  double h = std::exp2(std::floor(std::log2(scale / 8)));
  for (int attempt = 0; attempt < 6; ++attempt, h /= 32) {
    if (best.error <= std::max(4 * noise / h, 1e-12 * std::abs(best.value))) break;  // a smaller step cannot do better
    const NumericDerivative found = ridders(f, h, noise);
    if (found.error < best.error) best = found;
  }
  return best;
}

double evaluation_noise(const Line& f, double scale) {
  constexpr std::size_t points = 9;
  std::array<double, points> differences{};
  const double step = 1e-10 * scale;
  double largest = 0;
  for (std::size_t i = 0; i < points; ++i) {
    differences[i] = f((static_cast<double>(i) - 4) * step);
    largest = std::max(largest, std::abs(differences[i]));
  }
  // The k-th differences of independent errors of size s have size s*sqrt((2k)! / (k!)^2); smooth parts vanish fast.
  double binomial = 1, noise = infinity;
  for (std::size_t k = 1; k <= 6; ++k) {
    binomial *= static_cast<double>(2 * (2 * k - 1)) / static_cast<double>(k);
    double sum = 0;
    for (std::size_t i = 0; i + k < points; ++i) {
      differences[i] = differences[i + 1] - differences[i];
      sum += differences[i] * differences[i];
    }
    if (k >= 3) noise = std::min(noise, std::sqrt(sum / static_cast<double>(points - k) / binomial));
  }
  if (!std::isfinite(largest)) return epsilon;
  return std::max(noise, epsilon * largest);
}

Kink find_kink(const Line& f, double scale, double noise) {
  const double centre = f(0);
  const auto slopes = [&](double h) { return Kink{true, (centre - f(-h)) / h, (f(h) - centre) / h}; };
  const auto jump = [](const Kink& k) { return std::abs(k.right - k.left); };
  for (double h = scale / 100; h > 1e-10 * scale; h /= 10) {
    const Kink wide = slopes(h), middle = slopes(h / 2), narrow = slopes(h / 4);
    const double first = jump(middle) / jump(wide), second = jump(narrow) / jump(middle);
    const bool clear = jump(narrow) > 100 * noise / (h / 4);
    const bool smooth = (first > 0.4 && first < 0.6) || (second > 0.4 && second < 0.6);
    if (clear && !smooth) return narrow;
  }
  return {};
}

}  // namespace nabla
