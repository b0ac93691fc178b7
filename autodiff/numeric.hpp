#pragma once

#include <functional>
#include <optional>

namespace nabla {

/// A cost along a line, as a function of the step from where the gradient is checked. Not finite outside its domain.
using Line = std::function<double(double)>;

/// From where a derivative at 0 is approached.
enum class Side { both, left, right };

/// A numeric derivative at 0 with its own opinion of its error.
struct NumericDerivative {
  double value = 0;
  double error = 0;  // bound: extrapolation and rounding together
  double step = 0;   // the smallest step used
};

/// f'(0) by differences, central ones for both sides, with Ridders' extrapolation (C. Ridders, Adv. Eng. Software 4
/// (1982) 75): differences with steps h, h/2, h/4, ... are extrapolated to 0, and the best entry of the table is the
/// one whose neighbours agree. The first step is tried at several sizes from `scale`/8 down, since a kink or the end of
/// f's domain may lie within; the one with the smallest error wins, unless smaller steps refute it: far from 0 a
/// bounded function looks flat. `noise` is the error of one evaluation of f. The error is infinite if no step works.
NumericDerivative differentiate(const Line& f, double scale, double noise, Side side = Side::both);

/// The error of one evaluation of f near 0, from the differences of values at small, equal steps: where f is smooth
/// they hold nothing but rounding (J. Moré, S. Wild, "Estimating computational noise", SIAM J. Sci. Comput. 33 (2011)
/// 1292). The steps start at 1e-10 of `scale` and grow where they are too small to change f, as when it computes in
/// f32.
double evaluation_noise(const Line& f, double scale);

/// The one-sided derivatives: at a kink they differ, at the edge of f's domain only one of them exists.
struct Kink {
  bool found = false;
  NumericDerivative left;
  NumericDerivative right;

  bool is_edge() const;
  /// Where no kink is found: the derivative, if both sides say that `value` with its `error` is wrong. Close beside a
  /// kink they are nearer to the truth than central differences, which see it on both sides.
  std::optional<NumericDerivative> refutes(double value, double error) const;
};

/// Does f have a kink at 0, or nearer than can be told from there? That is: do the one-sided derivatives differ by more
/// than their errors, or is there but one?
Kink find_kink(const Line& f, double scale, double noise);

}  // namespace nabla
