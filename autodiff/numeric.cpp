#include <nabla/autodiff/numeric.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace nabla {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double epsilon = std::numeric_limits<double>::epsilon();

double power_of_2_below(double x) { return std::exp2(std::floor(std::log2(x))); }

struct Difference {
  double slope = 0;
  double largest = 0;  // of the two values
};

Difference differences(const Line& f, double h, Side side) {
  const double up = side == Side::left ? 0 : h, down = side == Side::right ? 0 : -h;
  const double ahead = f(up), behind = f(down);
  return {(ahead - behind) / (up - down), std::max(std::abs(ahead), std::abs(behind))};
}

/// Of an extrapolated difference, with a wide margin: much less than this is never needed, and a right gradient must
/// not fail where f is noisier than its values show. One-sided extrapolation amplifies more.
double rounding_error(double noise, double h, Side side) { return (side == Side::both ? 16 : 64) * noise / h; }

/// One Ridders table that starts with step h, a power of 2: so are all its steps, and x + h has no rounding error.
NumericDerivative ridders(const Line& f, double h, double noise, Side side) {
  constexpr std::size_t rows = 8;
  const double growth = side == Side::both ? 4 : 2;  // the error of central differences has the even powers of h only
  NumericDerivative best{0, infinity, h};
  std::array<double, rows> above{}, row{};
  std::size_t i = 0;  // the row
  for (std::size_t halvings = 0; halvings < rows; ++halvings, h /= 2) {
    const Difference difference = differences(f, h, side);
    row[0] = difference.slope;
    if (!std::isfinite(row[0])) {
      if (i == 0) continue;  // still outside the domain
      break;
    }
    const double rounding = std::max(noise, epsilon * difference.largest);
    double factor = growth;
    for (std::size_t j = 1; j <= i; ++j, factor *= growth) {
      row[j] = (row[j - 1] * factor - above[j - 1]) / (factor - 1);
      // The neighbours' disagreement bounds what extrapolation leaves; every difference carries the noise over its
      // step.
      double spread = std::max(std::abs(row[j] - row[j - 1]), std::abs(row[j] - above[j - 1]));
      if (j < i) spread = std::max(spread, std::abs(row[j] - above[j]));
      const double error = 4 * spread + rounding_error(rounding, h, side);
      if (error < best.error) best = {row[j], error, h};
    }
    if (i > 0 && std::abs(row[i] - above[i - 1]) >= 2 * best.error) break;  // rounding has taken over
    above = row;
    ++i;
  }
  return best;
}

}  // namespace

NumericDerivative differentiate(const Line& f, double scale, double noise, Side side) {
  const double unit = power_of_2_below(scale);
  const double close = differences(f, 0x1p-20 * unit, side).slope;  // not precise, but not from far away either
  const auto plausible = [&](const NumericDerivative& d) {
    return !(std::abs(d.value - close) > 1e-6 * std::abs(close) + 8 * noise / (0x1p-20 * unit));
  };
  NumericDerivative best{0, infinity, scale};
  double h = unit / 8;
  for (int attempt = 0; attempt < 6; ++attempt, h /= 32) {
    const bool no_better = best.error <= std::max(rounding_error(noise, h, side), 1e-12 * std::abs(best.value));
    if (no_better && plausible(best)) break;
    const NumericDerivative found = ridders(f, h, noise, side);
    const bool refuted = std::abs(found.value - best.value) > 4 * (found.error + best.error);
    if (found.error < best.error || refuted) best = found;
  }
  if (best.value == 0) best.error = std::max(best.error, epsilon / scale);  // f may be too large inside to move
  return best;
}

namespace {

/// Values of f at equal steps around 0.
struct Samples {
  static constexpr std::size_t points = 9;

  Samples(const Line& f, double step) {
    for (std::size_t i = 0; i < points; ++i) values[i] = f((static_cast<double>(i) - 4) * step);
  }

  double largest() const {
    double size = 0;
    for (const double v : values) size = std::isfinite(v) ? std::max(size, std::abs(v)) : infinity;
    return size;
  }

  std::array<double, points> values{};
};

/// The error of the values, if their differences are those of a smooth function and rounding.
double noise_of(const Samples& samples) {
  std::array<double, Samples::points> differences = samples.values;
  double noise = 0, binomial = 1;
  for (std::size_t k = 1; k <= 6; ++k) {
    const std::size_t count = Samples::points - k;
    binomial *= static_cast<double>(2 * (2 * k - 1)) / static_cast<double>(k);
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
      differences[i] = differences[i + 1] - differences[i];
      sum += differences[i] * differences[i];
    }
    // The k-th differences of independent errors of size s have size s*sqrt((2k)! / (k!)^2); smooth parts vanish fast.
    if (k >= 4) noise = std::max(noise, std::sqrt(sum / static_cast<double>(count) / binomial));
  }
  return noise;
}

/// The values as stairs: f moves by less than its rounding error from one to the next, mostly not at all.
struct Stairs {
  explicit Stairs(const Samples& samples) {
    std::size_t changes = 0, flat = 0;
    bool was_flat = false;
    for (std::size_t i = 0; i + 1 < Samples::points; ++i) {
      const double rise = std::abs(samples.values[i + 1] - samples.values[i]);
      height = std::max(height, rise);
      flat += rise == 0;
      changes += i > 0 && was_flat != (rise == 0);
      was_flat = rise == 0;
    }
    mostly_flat = flat > 2;
    found = mostly_flat && changes >= 3;  // where f is constant beside a kink it changes but once, between two twice
  }

  bool mostly_flat = false;
  bool found = false;
  double height = 0;
};

}  // namespace

double evaluation_noise(const Line& f, double scale) {
  double largest = std::numeric_limits<double>::min();
  for (double step = 0x1p-33; step <= 0x1p-5; step *= 2) {
    const Samples samples(f, step * power_of_2_below(scale));
    if (!std::isfinite(samples.largest())) break;
    largest = std::max(largest, samples.largest());
    const Stairs stairs(samples);
    if (stairs.found) return std::max(stairs.height, epsilon * largest);
    if (!stairs.mostly_flat) return step > 0x1p-19 ? epsilon * largest : std::max(noise_of(samples), epsilon * largest);
  }
  return epsilon * largest;
}

bool Kink::is_edge() const { return found && !(std::isfinite(left.error) && std::isfinite(right.error)); }

std::optional<NumericDerivative> Kink::refutes(double value, double error) const {
  const auto differs = [&](const NumericDerivative& d) { return std::abs(d.value - value) > 4 * (d.error + error); };
  NumericDerivative nearer = left.error < right.error ? left : right;
  nearer.error += std::abs(left.value - right.value);
  const bool better = nearer.error < error || (differs(left) && differs(right));
  return found || !better ? std::nullopt : std::optional(nearer);
}

Kink find_kink(const Line& f, double scale, double noise) {
  const NumericDerivative left = differentiate(f, scale, noise, Side::left);
  const NumericDerivative right = differentiate(f, scale, noise, Side::right);
  const bool exist = std::isfinite(left.error) || std::isfinite(right.error);
  const bool differ = !(std::abs(left.value - right.value) <= 4 * (left.error + right.error));
  const bool both = std::isfinite(left.error) && std::isfinite(right.error);
  return {exist && (!both || differ), left, right};
}

}  // namespace nabla
