#pragma once
// Private, and for .cpp files: stacks of matrices as Eigen's.

#include <cstddef>

#include <Eigen/Core>

#include <nabla/graph/view.hpp>
#include <nabla/ops/strided.hpp>

namespace nabla::detail {

/// What decompositions work on, also for f32: so an f32 result loses nothing but its last rounding, up to matrices
/// whose condition would leave an f32 decomposition no digits. Column-major, as Eigen prefers it.
using Matrix = Eigen::MatrixXd;

/// Matrix i of a stack. The transpose is as cheap.
void read(const View& stack, std::size_t i, Matrix& matrix);
void read_transposed(const View& stack, std::size_t i, Matrix& matrix);
void write(const Matrix& matrix, const Out& stack, std::size_t i);
/// Number i of an array of floats.
void write(double number, const Out& numbers, std::size_t i);

/// The number of matrices, and the rows of each.
std::size_t count_of(const View& stack);
inline std::size_t rows_of(const View& stack) { return static_cast<std::size_t>(stack.sizes[stack.rank() - 2]); }

/// Throws "the matrix at [2] is singular: ...", with the place of matrix i in a stack.
[[noreturn]] void fail(const View& stack, std::size_t i, const std::string& what);
/// Error where a pivot is 0: there is no inverse.
void require_regular(const View& stack, std::size_t i, const Matrix& factor);

inline void fill_nan(Matrix& matrix) { matrix.fill(std::numeric_limits<double>::quiet_NaN()); }

/// Calls body(a, b, c) for each matrix c of the results, with the numbers of the matrices of two stacks, of which it is
/// made as they broadcast. Allocates nothing.
template <class Body>
void each_pair(const View& a, const View& b, const Out& results, Body&& body) {
  const auto stack = [](const auto& x) { return x.sizes.first(x.rank() - 2); };
  BroadcastLoop<2>(stack(results), {stack(a), stack(b)})
      .run([&](const auto& offsets, std::size_t at, std::size_t n, const auto& steps) {
        for (std::size_t i = 0; i < n; ++i) body(offsets[0] + i * steps[0], offsets[1] + i * steps[1], at + i);
      });
}

}  // namespace nabla::detail
