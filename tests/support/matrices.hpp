#pragma once
// Matrices for the tests of linear algebra.

#include <nabla/graph/rng.hpp>
#include <nabla/ops/ops.hpp>

#include "support/pointwise.hpp"

namespace nabla::test {

/// Entries in (-1, 1).
inline Tensor random_tensor(const Sizes& sizes, std::uint64_t seed) {
  Rng rng(seed);
  Tensor values = Tensor::empty(f64, sizes);
  for (double& v : values.mutable_span<double>()) v = 2 * rng.uniform() - 1;
  return values;
}

inline Expr eye_of(const Expr& matrices) { return eye(matrices.shape()[matrices.rank() - 1], matrices.dtype()); }

/// With `extra` more on the diagonal.
inline Tensor random_matrices(const Sizes& sizes, std::uint64_t seed, double extra = 0) {
  const Expr x = constant(random_tensor(sizes, seed));
  return evaluate(x + extra * eye_of(x));
}

/// Symmetric and positive definite.
inline Tensor random_definite(const Sizes& sizes, std::uint64_t seed) {
  const Expr x = constant(random_tensor(sizes, seed));
  return evaluate(matmul(x, matrix_transpose(x)) + 0.5 * eye_of(x));
}

/// A product of two factors with this inner size: the rank of every matrix.
inline Tensor random_of_rank(std::int64_t n, std::int64_t rank, std::uint64_t seed) {
  return evaluate(matmul(constant(random_tensor({n, rank}, seed)), constant(random_tensor({rank, n}, seed + 1))));
}

/// The largest absolute value of an entry.
inline double largest(const Expr& x) {
  double most = 0;
  for (const double v : numbers(evaluate(x))) most = std::isnan(v) ? v : std::max(most, std::abs(v));
  return most;
}

}  // namespace nabla::test
