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

// softmax.cpp
template <class T>
void logsumexp(const T* x, T* y, size_t outer, size_t n, size_t inner);
template <class T>
void softmax(const T* x, T* y, size_t outer, size_t n, size_t inner);
template <class T>
void log_softmax(const T* x, T* y, size_t outer, size_t n, size_t inner);

// random.cpp
void random_uniform(const Stream& stream, std::uint64_t first, double* y, size_t n, double a);
void random_normal(const Stream& stream, std::uint64_t first, double* y, size_t n, double a);
void random_gumbel(const Stream& stream, std::uint64_t first, double* y, size_t n, double a);

// matmul.cpp
template <class T>
void matmul(const T* a, bool transpose_a, const T* b, bool transpose_b, T* c, size_t m, size_t k, size_t n);

// matmul_large.cpp; false where there is no memory to pack into, and nothing is done
template <class T>
bool matmul_large(const T* a, bool transpose_a, const T* b, bool transpose_b, T* c, size_t m, size_t k, size_t n);

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
