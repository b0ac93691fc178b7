#pragma once

#include <cstddef>

namespace limit::f64 {

/// log(sum(exp(x))) and its gradient, with the largest x subtracted. At least 8 entries.
double logsumexp(const double* x, std::size_t n, double* gradient);

/// |s - A x|^2 / 2 and its gradient with respect to x; A is [n, m], m at most 256 and a multiple of 8.
double least_squares(const double* A, const double* s, std::size_t n, std::size_t m, const double* x, double* gradient);

}  // namespace limit::f64
