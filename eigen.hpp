#pragma once
// Tensors from Eigen's dense arrays, and back, without a copy. The one header of nabla that includes Eigen:
// <nabla/nabla.hpp> does not. Include it before the first Tensor is made of an Eigen array.

#include <Eigen/Core>

#include <nabla/graph/error.hpp>
#include <nabla/graph/tensor.hpp>

namespace nabla {

/// A matrix, array, map, block or expression of Eigen with entries that tensors hold.
template <class T>
concept EigenDense = Entry<typename T::Scalar> && requires(const T& x) {
  []<class D>(const Eigen::DenseBase<D>&) {}(x);
};

/// An Eigen matrix whose memory is a tensor's: row-major, at any address.
template <class T>
using RowMajorMatrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

namespace detail {

/// Columns: a vector is one column, as everywhere in Eigen; so is a scalar.
inline std::pair<Eigen::Index, Eigen::Index> eigen_sizes(const Tensor& tensor) {
  if (tensor.rank() > 2)
    throw Error("eigen_map: a tensor of size " + to_string(tensor.sizes()) + " is no matrix or vector");
  const Sizes& sizes = tensor.sizes();
  return {sizes.empty() ? 1 : sizes[0], sizes.size() < 2 ? 1 : sizes[1]};
}

}  // namespace detail

/// The tensor's entries as an Eigen matrix, rank 2, or column, rank 1 and 0; not copied, so the tensor must outlive the
/// map. Error for other ranks and when T is not the tensor's dtype.
template <Entry T>
Eigen::Map<const RowMajorMatrix<T>> eigen_map(const Tensor& tensor) {
  const auto [rows, cols] = detail::eigen_sizes(tensor);
  return {tensor.span<T>().data(), rows, cols};
}
/// The same to write. A tensor that shares its memory gets its own first.
template <Entry T>
Eigen::Map<RowMajorMatrix<T>> mutable_eigen_map(Tensor& tensor) {
  const auto [rows, cols] = detail::eigen_sizes(tensor);
  return {tensor.mutable_span<T>().data(), rows, cols};
}

/// What Eigen knows at compile time to be a vector has rank 1, everything else rank 2. Row-major contiguous arrays are
/// borrowed and must outlive the tensor; others, column-major ones above all, and expressions are copied.
template <EigenDense T>
struct TensorAdapter<T> {
  using Scalar = typename T::Scalar;

  static Tensor borrow(const T& x) {
    if constexpr ((T::Flags & Eigen::DirectAccessBit) != 0) {
      const auto step = [&](bool along_rows) {
        return along_rows == bool(T::IsRowMajor) ? x.outerStride() : x.innerStride();
      };
      const bool contiguous = (x.cols() <= 1 || step(false) == 1) && (x.rows() <= 1 || step(true) == x.cols());
      if (contiguous) return Tensor::borrow(std::span(x.data(), static_cast<std::size_t>(x.size())), sizes(x));
    }
    Tensor copy = Tensor::empty(dtype_of<Scalar>, sizes(x));
    Eigen::Map<RowMajorMatrix<Scalar>>(copy.mutable_span<Scalar>().data(), x.rows(), x.cols()) = x.derived().matrix();
    return copy;
  }

 private:
  static Sizes sizes(const T& x) {
    if constexpr (T::IsVectorAtCompileTime)
      return {x.size()};
    else
      return {x.rows(), x.cols()};
  }
};

}  // namespace nabla
