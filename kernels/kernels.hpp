#pragma once
// The numeric loops under the operations: plain pointers and sizes, no graph. The leftmost layer: it includes nothing
// of nabla, so that an operation's eval() and the runtime can both reach it. Every kernel is compiled once for each
// instruction set (kernels/CMakeLists.txt) and the best set that the processor runs is picked at load.
//
// Conventions: arrays are contiguous and row-major; an output may be the very array of an input in elementwise kernels;
// NaN in, NaN out; nothing here allocates in a steady state, throws or keeps state that a caller could see.

#include <cstddef>
#include <cstdint>

namespace nabla::kernels {

/// y[i] = f(x[i]; a). `a` is the function's own parameter (elu's alpha, hard_sigmoid's slope), unused by most.
template <class T>
using UnaryFn = void (*)(const T* x, T* y, std::size_t n, double a);
/// z[i] = f(x[i * dx], y[i * dy]), with steps dx and dy of 0 (one value, repeated) or 1.
template <class T, class R = T>
using BinaryFn = void (*)(const T* x, std::size_t dx, const T* y, std::size_t dy, R* z, std::size_t n);
/// z[i] = c[i * dc] ? x[i * dx] : y[i * dy].
template <class T>
using SelectFn = void (*)(const bool* c, std::size_t dc, const T* x, std::size_t dx, const T* y, std::size_t dy, T* z,
                          std::size_t n);
/// y[i] = x[i] as another type.
template <class From, class To>
using CastFn = void (*)(const From* x, To* y, std::size_t n);
/// x has the layout [outer, n, inner]; a reduction's y has [outer, inner], a row function's y that of x.
template <class T>
using AxisFn = void (*)(const T* x, T* y, std::size_t outer, std::size_t n, std::size_t inner);
/// c = alpha op(a) op(b) + beta addend + bias, where op(a) is [m, k], op(b) is [k, n], and c and the addend are [m, n];
/// with a transpose flag the array holds the transpose. The addend may be c itself, which then accumulates; c must not
/// overlap anything else.
template <class T>
struct Product {
  const T* a;
  bool transpose_a;
  const T* b;
  bool transpose_b;
  T* c;
  std::size_t m, k, n;
  T alpha = 1;
  const T* addend = nullptr;  // null: nothing is added
  T beta = 1;
  const T* bias = nullptr;  // [n], added to each row; null: nothing is added
  /// Unless null, called once for each rectangle of c, as soon as its entries are final and while they are in the
  /// cache; the rectangles cover c once. It may change the entries.
  void (*finish)(void* context, std::size_t row, std::size_t rows, std::size_t column, std::size_t columns) = nullptr;
  void* context = nullptr;
};
/// Into how many parts the product is divided, by its sizes alone: 1 for small ones.
using ProductPartsFn = std::size_t (*)(std::size_t m, std::size_t k, std::size_t n, bool transpose_a, bool transpose_b);
/// Computes the parts first, ..., last - 1. They are independent of each other, for threads to share in any way: every
/// entry is summed in the same order.
template <class T>
using ProductFn = void (*)(const Product<T>& product, std::size_t first, std::size_t last);
template <class T>
struct ProductKernel {
  ProductPartsFn parts;
  ProductFn<T> run;
};
/// What random words a draw is made of: Philox4x32-10's of the key {seed} and the counter {block, number, step}.
struct Stream {
  std::uint64_t seed;
  std::uint64_t step;
  std::uint32_t number;
};
/// y[i] = entry first + i of the draw, below 2^33, from 64 bits of its own: a part of a draw is the same wherever it
/// begins. `a` is random_normal's: the mass that is kept of the distribution, 1 for all.
using DrawFn = void (*)(const Stream& stream, std::uint64_t first, double* y, std::size_t n, double a);

struct Unary {  // of floats
  UnaryFn<float> f32;
  UnaryFn<double> f64;
};
struct UnaryAny {  // of any number
  UnaryFn<float> f32;
  UnaryFn<double> f64;
  UnaryFn<std::int32_t> i32;
  UnaryFn<std::int64_t> i64;
};
struct Binary {
  BinaryFn<float> f32;
  BinaryFn<double> f64;
  BinaryFn<std::int32_t> i32;  // null where a function is for floats only
  BinaryFn<std::int64_t> i64;
};
struct Compare {
  BinaryFn<float, bool> f32;
  BinaryFn<double, bool> f64;
  BinaryFn<std::int32_t, bool> i32;
  BinaryFn<std::int64_t, bool> i64;
};
struct Select {
  SelectFn<float> f32;
  SelectFn<double> f64;
  SelectFn<std::int32_t> i32;
  SelectFn<std::int64_t> i64;
  SelectFn<bool> b8;
};
template <class From>
struct CastFrom {
  CastFn<From, float> f32;
  CastFn<From, double> f64;
  CastFn<From, std::int32_t> i32;
  CastFn<From, std::int64_t> i64;
  CastFn<From, bool> b8;
};
struct Cast {
  CastFrom<float> f32;
  CastFrom<double> f64;
  CastFrom<std::int32_t> i32;
  CastFrom<std::int64_t> i64;
  CastFrom<bool> b8;
};
struct Axis {  // over one axis, floats
  AxisFn<float> f32;
  AxisFn<double> f64;
};
struct AxisAny {
  AxisFn<float> f32;
  AxisFn<double> f64;
  AxisFn<std::int32_t> i32;
  AxisFn<std::int64_t> i64;
};
struct Products {
  ProductKernel<float> f32;
  ProductKernel<double> f64;
};

/// All kernels of one instruction set.
struct Kernels {
  const char* isa;  // "v4", "v3", "v2" or "plain"

  UnaryAny neg, abs, square;
  Unary exp, expm1, log, log1p, sqrt;
  Unary sin, cos, tan, erf, erfc, sinh, cosh;
  Unary floor, ceil, round, trunc, log1mexp, log_cosh;
  UnaryAny sign;
  Unary sigmoid, tanh, relu, elu, selu, softplus, softsign, hard_sigmoid;
  Unary leaky_relu, celu, hard_tanh, hard_silu, hard_shrink, soft_shrink, tanh_shrink, silu, gelu, gelu_tanh, mish;
  Unary log_sigmoid, sparse_plus, sparse_sigmoid, squareplus, normal_cdf, normal_pdf;
  Binary prelu;

  Binary add, sub, mul, div, pow, maximum, minimum, logaddexp, xlogy, xlog1py;
  Compare equal, not_equal, less, less_equal, greater, greater_equal;
  Select select;
  Cast cast;

  AxisAny sum, max, min;
  Axis logsumexp, softmax, log_softmax;

  Products product;

  DrawFn random_uniform, random_normal, random_gumbel;  // the same bits in every set
};

/// The set picked for this processor. NABLA_ISA=v2|v3|v4 in the environment forces one that the processor runs.
const Kernels& kernels();

}  // namespace nabla::kernels
