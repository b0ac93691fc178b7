#pragma once

#include <functional>

namespace nabla {

/// A cost along a line, as a function of the step from where the gradient is checked.
using Line = std::function<double(double)>;

/// A numeric derivative at 0 with its own opinion of its error.
struct NumericDerivative {
  double value = 0;
  double error = 0;  // bound: extrapolation and rounding together
  double step = 0;   // the smallest step used
};

/// f'(0) by central differences with Ridders' extrapolation (C. Ridders, Adv. Eng. Software 4 (1982) 75): differences
/// with steps h, h/2, h/4, ... are extrapolated to 0, and the best entry of the table is the one whose neighbours
/// agree. The first step is tried at several sizes from `scale`/8 down, since a kink or the end of f's domain may lie
/// within; the one with the smallest error wins. `noise` is the error of one evaluation of f. The error is infinite if
/// no step works.
NumericDerivative differentiate(const Line& f, double scale, double noise);

/// The error of one evaluation of f near 0, from the differences of values at tiny, equal steps: where f is smooth they
/// hold nothing but rounding (J. Moré, S. Wild, "Estimating computational noise", SIAM J. Sci. Comput. 33 (2011) 1292).
double evaluation_noise(const Line& f, double scale);

/// The one-sided derivatives at a kink.
struct Kink {
  bool found = false;
  double left = 0;
  double right = 0;
};

/// Does f have a kink at 0, or nearer than `scale` can tell from there? For smooth f the difference of the one-sided
/// slopes halves with the step; at a kink it stays.
Kink find_kink(const Line& f, double scale, double noise);

}  // namespace nabla
