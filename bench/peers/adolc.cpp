// ADOL-C at GradBench's objectives: the interpretation of a tape.

#include <adolc/adolc.h>

#include <stdexcept>

#include "gradbench/tapes.hpp"

namespace bench {
namespace {

constexpr short kTape = 1;

template <class Problem>
Replay record(const Problem& problem, std::span<const double> parameters) {
  const int n = static_cast<int>(parameters.size());
  constexpr unsigned buffer = 1U << 24;  // entries: all in memory, nothing in files
  trace_on(kTape, 0, buffer, buffer, buffer, buffer);
  std::vector<adouble> x(parameters.size());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] <<= parameters[i];
  double value = 0;
  problem(x.data()) >>= value;
  trace_off();
  return [n](std::span<const double> at, std::span<double> gradient) {
    double y = 0, one = 1;
    if (zos_forward(kTape, 1, n, 1, at.data(), &y) < 0 || fos_reverse(kTape, 1, n, &one, gradient.data()) < 0)
      throw std::runtime_error("ADOL-C: a comparison came out otherwise than on the tape");
    return y;
  };
}

}  // namespace

Replay record_adolc(const Gmm& problem, std::span<const double> at) { return record(problem, at); }
Replay record_adolc(const Lstm& problem, std::span<const double> at) { return record(problem, at); }
Replay record_adolc(const LeastSquares& problem, std::span<const double> at) { return record(problem, at); }
Replay record_adolc(const LogSumExp& problem, std::span<const double> at) { return record(problem, at); }

}  // namespace bench
