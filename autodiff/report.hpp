#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
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

/// An entry where the cost has a kink: its one-sided derivatives differ, and any value between them is as good. At the
/// edge of the cost's domain one of them is NaN, and the other the derivative.
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
  static constexpr std::int64_t most_wrong = 5;
  std::vector<GradientCheck> wrong;  // the first few failures
  /// Checks that pass for want of a better numeric derivative: its error exceeds the tolerance times the largest entry
  /// of the gradient.
  std::int64_t blunt = 0;
};

/// The derivative J of all outputs at once, along a random tangent v and against a random cotangent u.
struct ForwardCheck {
  double forward = 0;         // <Jv, u>, by jvp()
  double backward = 0;        // <v, J'u>, by vjp()
  double relative_error = 0;  // of one against the other
  bool compared = false;      // with the numeric derivative along v, too: not where kinks were found
  GradientCheck numeric;
  std::string missing;  // why there is no jvp(), if so

  bool ok(double tolerance) const;
};

/// What verify_gradient found; prints as a table.
struct GradientReport {
  std::vector<ParameterReport> parameters;
  double tolerance = 0;
  int order = 1;
  std::uint64_t seed = 0;
  std::optional<ForwardCheck> forward;  // none for plain functions

  /// Do gradient, numeric derivative and jvp() agree everywhere they were checked?
  bool ok() const;
  /// The largest of all parameters; kinks are not counted.
  double max_relative_error() const;
};

std::string to_string(const GradientReport& report);
std::ostream& operator<<(std::ostream& out, const GradientReport& report);

}  // namespace nabla
