#pragma once

#include <functional>
#include <span>

#include "gradbench/problems.hpp"

namespace bench {

/// The value and the gradient, of an objective that is recorded already: once, outside of what is timed.
using Replay = std::function<double(std::span<const double> parameters, std::span<double> gradient)>;

/// One tape at a time: a further recording ends the one before.
Replay record_adolc(const Gmm& problem, std::span<const double> parameters);
Replay record_adolc(const Lstm& problem, std::span<const double> parameters);
Replay record_adolc(const LeastSquares& problem, std::span<const double> parameters);
Replay record_adolc(const LogSumExp& problem, std::span<const double> parameters);

/// Optimised, as CppAD's manual advises for what runs often.
Replay record_cppad(const Gmm& problem, std::span<const double> parameters);
Replay record_cppad(const Lstm& problem, std::span<const double> parameters);
Replay record_cppad(const LeastSquares& problem, std::span<const double> parameters);
Replay record_cppad(const LogSumExp& problem, std::span<const double> parameters);

}  // namespace bench
