#pragma once

#include <cstddef>

namespace bench {

/// c = op(a) op(b) by Eigen's own choice of kernel, where op(a) is [m, k] and op(b) [k, n], all row-major; with a flag
/// the array holds the transpose.
template <class T>
void eigen_product(const T* a, bool transpose_a, const T* b, bool transpose_b, T* c, std::size_t m, std::size_t k,
                   std::size_t n);

extern template void eigen_product(const float*, bool, const float*, bool, float*, std::size_t, std::size_t,
                                   std::size_t);
extern template void eigen_product(const double*, bool, const double*, bool, double*, std::size_t, std::size_t,
                                   std::size_t);

}  // namespace bench
