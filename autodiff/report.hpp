#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include <nabla/graph/shape.hpp>

namespace nabla {

/// One derivative computed both ways.
struct GradientCheck {
  Sizes index;             // the entry; empty for a rank 0, or for a direction
  bool direction = false;  // along a random direction through all entries
  double analytic = 0;
  double numeric = 0;
  double error_estimate = 0;  // the numeric method's own bound of its error
  double relative_error = 0;  // |analytic - numeric| / max(|analytic|, |numeric|, error_estimate / tolerance)

  double absolute_error() const;
};

/// An entry where the cost has a kink: its one-sided derivatives differ, and any value between them is as good.
struct KinkFound {
  GradientCheck check;
  double left = 0;
  double right = 0;
};

/// The checks of one parameter.
struct ParameterReport {
  std::string name;
  std::int64_t entries = 0;  // that it has
  std::int64_t checked = 0;  // of those, one by one
  std::int64_t directions = 0;
  double max_absolute_error = 0;
  double max_relative_error = 0;
  double max_error_estimate = 0;
  GradientCheck worst;  // the check with the largest relative error
  std::vector<KinkFound> kinks;
  std::int64_t failures = 0;  // checks whose relative error exceeds the tolerance; kinks are not counted
};

/// What verify_gradient found; prints as a table.
struct GradientReport {
  std::vector<ParameterReport> parameters;
  double tolerance = 0;
  int order = 1;
  std::uint64_t seed = 0;

  /// Does the gradient agree with the numeric derivative everywhere it was checked?
  bool ok() const;
  /// The largest of all parameters; kinks are not counted.
  double max_relative_error() const;
};

std::string to_string(const GradientReport& report);
std::ostream& operator<<(std::ostream& out, const GradientReport& report);

}  // namespace nabla
