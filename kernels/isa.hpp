#pragma once
// What one instruction set's translation units define for its table (table.cpp). The formulas are in kernels.hpp.

#include <nabla/kernels/kernels.hpp>
#include <nabla/kernels/vec.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

// reduce.cpp
template <class T>
void sum(const T* x, T* y, size_t outer, size_t n, size_t inner);
template <class T>
void max(const T* x, T* y, size_t outer, size_t n, size_t inner);
template <class T>
void min(const T* x, T* y, size_t outer, size_t n, size_t inner);

// fold.cpp; of f32, f64, i32 and i64
extern const Fold fold_sum[4];
extern const Fold fold_max[4];
extern const Fold fold_min[4];

// softmax.cpp
template <class T>
void softmaxes(const Softmaxes<T>& what, size_t first, size_t last);

// cross_entropy.cpp
template <class T>
void cross_entropies(const CrossEntropies<T>& what, size_t first, size_t last);

// random.cpp
void random_uniform(const Stream& stream, std::uint64_t first, double* y, size_t n, double a);
void random_normal(const Stream& stream, std::uint64_t first, double* y, size_t n, double a);
void random_gumbel(const Stream& stream, std::uint64_t first, double* y, size_t n, double a);

// product.cpp
template <class T>
size_t product_parts(size_t m, size_t k, size_t n, bool transpose_a, bool transpose_b);
template <class T>
void multiply(const Product<T>& product, size_t first, size_t last);

// product_large.cpp; `columns` columns of c from `column` on: c = alpha op(a) op(b) + beta addend, or + bias where
// there is no addend, or c = op(a) op(b) where there is neither. False where there is no memory to pack into, and
// nothing is done.
template <class T>
bool multiply_large(const Product<T>& product, size_t column, size_t columns);

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
