#include "peers/eigen.hpp"

#include <Eigen/Core>

namespace bench {

namespace {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class T>
Eigen::Map<const Matrix<T>> matrix(const T* data, std::size_t rows, std::size_t columns) {
  return {data, static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns)};
}

}  // namespace

template <class T>
void eigen_product(const T* a, bool transpose_a, const T* b, bool transpose_b, T* c, std::size_t m, std::size_t k,
                   std::size_t n) {
  Eigen::Map<Matrix<T>> to(c, static_cast<Eigen::Index>(m), static_cast<Eigen::Index>(n));
  if (transpose_a && transpose_b)
    to.noalias() = matrix(a, k, m).transpose() * matrix(b, n, k).transpose();
  else if (transpose_a)
    to.noalias() = matrix(a, k, m).transpose() * matrix(b, k, n);
  else if (transpose_b)
    to.noalias() = matrix(a, m, k) * matrix(b, n, k).transpose();
  else
    to.noalias() = matrix(a, m, k) * matrix(b, k, n);
}

template void eigen_product(const float*, bool, const float*, bool, float*, std::size_t, std::size_t, std::size_t);
template void eigen_product(const double*, bool, const double*, bool, double*, std::size_t, std::size_t, std::size_t);

}  // namespace bench
