#pragma once
// Private: digamma and its derivatives of one number, to almost the precision they are computed in.

namespace nabla::detail {

double digamma_of(double x);
long double digamma_of(long double x);

/// The nth derivative of digamma, n >= 1.
double polygamma_of(int n, double x);
long double polygamma_of(int n, long double x);

}  // namespace nabla::detail
