// CppAD at GradBench's objectives: a tape of operations, optimised once.

#include <cppad/cppad.hpp>

#include <algorithm>
#include <memory>

#include "gradbench/tapes.hpp"

namespace bench {
namespace {

template <class Problem>
Replay record(const Problem& problem, std::span<const double> parameters) {
  std::vector<CppAD::AD<double>> x(parameters.begin(), parameters.end()), y(1);
  CppAD::Independent(x);
  y[0] = problem(x.data());
  const auto tape = std::make_shared<CppAD::ADFun<double>>(x, y);
  tape->optimize("no_compare_op");
  return [tape](std::span<const double> at, std::span<double> gradient) {
    const std::vector<double> value = tape->Forward(0, std::vector<double>(at.begin(), at.end()));
    const std::vector<double> reverse = tape->Reverse(1, std::vector<double>{1});
    std::ranges::copy(reverse, gradient.begin());
    return value[0];
  };
}

}  // namespace

Replay record_cppad(const Gmm& problem, std::span<const double> at) { return record(problem, at); }
Replay record_cppad(const Lstm& problem, std::span<const double> at) { return record(problem, at); }
Replay record_cppad(const LeastSquares& problem, std::span<const double> at) { return record(problem, at); }
Replay record_cppad(const LogSumExp& problem, std::span<const double> at) { return record(problem, at); }

}  // namespace bench
