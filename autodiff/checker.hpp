#pragma once

#include <functional>
#include <random>
#include <span>
#include <string>

#include <nabla/autodiff/numeric.hpp>
#include <nabla/autodiff/report.hpp>

namespace nabla::detail {

/// How hard, and how often, a gradient is looked at; see VerifyOptions.
struct CheckOptions {
  double tolerance = 0;
  std::int64_t max_entries = 0;
  std::int64_t directions = 0;
};

/// A function of some numbers, and what is claimed to be its gradient where they are now.
struct Claim {
  std::string name;
  Sizes sizes;
  std::span<double> point;  // moved for each evaluation, and put back
  std::span<const double> gradient;
  std::function<double()> evaluate;  // at the point as it is
};

/// Numbers in [0, 1) that are the same everywhere: the standard's distributions are not.
inline double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

/// The claim's gradient against numeric derivatives, entry by entry or by samples and directions.
ParameterReport check_gradient(const Claim& claim, const CheckOptions& options, std::mt19937_64& random);

/// One derivative that was compared with the numeric one.
struct Judgement {
  GradientCheck check;
  bool passes = false;
  Kink kink;  // found only where the two differ
};

/// Compares check.analytic with f'(0).
Judgement judge(GradientCheck check, const Line& f, double scale, double noise, double tolerance);

/// f, not a number where it throws a std::exception: there the step has left the domain. Running out of memory is none.
Line within_domain(Line f);

}  // namespace nabla::detail
