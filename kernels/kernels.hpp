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
/// x has the layout [outer, n, inner], y [outer, inner].
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
/// Lines of n entries x, [outer, n, inner], and any of logsumexp = log(sum(exp(x))), [outer, inner], and
/// softmax = exp(x) / sum(exp(x)) and log_softmax = log(softmax), both as x. Either may be the very array of x; softmax
/// not where log_softmax is wanted.
template <class T>
struct Softmaxes {
  const T* x;
  std::size_t n, inner;
  T* logsumexp = nullptr;  // null: not wanted
  T* softmax = nullptr;
  T* log_softmax = nullptr;
};
/// The lines first, ..., last - 1: line i is that of entry i of logsumexp.
template <class T>
using SoftmaxesFn = void (*)(const Softmaxes<T>& what, std::size_t first, std::size_t last);
/// Rows of n logits against the label of each, or against n probabilities: losses -log(softmax(x))[label], or
/// -sum(p log(softmax(x))) where a p of 0 counts 0, and slopes (softmax(x) - one_hot(label)) scale, or
/// (softmax(x) sum(p) - p) scale. The slopes may be the very array of the logits.
template <class T>
struct CrossEntropies {
  const T* logits;
  std::size_t n;
  // Of these three, one is not null; labels are in [0, n).
  const std::int32_t* labels32 = nullptr;
  const std::int64_t* labels64 = nullptr;
  const T* probabilities = nullptr;
  T* losses = nullptr;         // null: not wanted
  T* slopes = nullptr;         // likewise
  const T* scale = nullptr;    // of the slopes, scale[row * scale_step]
  std::size_t scale_step = 0;  // 0 (one number for all rows) or 1
};
/// The rows first, ..., last - 1.
template <class T>
using CrossEntropiesFn = void (*)(const CrossEntropies<T>& what, std::size_t first, std::size_t last);
/// What random words a draw is made of: Philox4x32-10's of the key {seed} and the counter {block, number, step}.
struct Stream {
  std::uint64_t seed;
  std::uint64_t step;
  std::uint32_t number;
};
/// y[i] = entry first + i of the draw, below 2^33, from 64 bits of its own: a part of a draw is the same wherever it
/// begins. `a` is random_normal's: the mass that is kept of the distribution, 1 for all.
using DrawFn = void (*)(const Stream& stream, std::uint64_t first, double* y, std::size_t n, double a);

/// An elementwise kernel under one signature, whatever its operands' dtypes are and however many it has (up to three;
/// the others are not looked at): result[i] = f(x[i], y[i], z[i]; a), where bit k of `steps` is operand k's step, 0
/// (one value, repeated) or 1.
using TileFn = void (*)(const void* x, const void* y, const void* z, void* result, std::size_t n, unsigned steps,
                        double a);
struct Tile {
  TileFn run = nullptr;
  double a = 0;
};
inline constexpr unsigned all_steps = 7;

/// A reduction in pieces. What a result is made of so far is a state of two numbers of `size` bytes, at most 8; the
/// second is `apart` numbers behind the first, so that those of neighbouring results are neighbours.
struct Fold {
  std::size_t size;
  /// n states of no entries.
  void (*start)(void* states, std::size_t apart, std::size_t n);
  /// x is [rows, n]: state i takes in the entries of row i.
  void (*rows)(const void* x, std::size_t rows, std::size_t n, void* states, std::size_t apart);
  /// x is [rows, n]: state j takes in the entries of column j.
  void (*columns)(const void* x, std::size_t rows, std::size_t n, void* states, std::size_t apart);
  /// n states take in what n others have.
  void (*merge)(const void* from, std::size_t from_apart, void* states, std::size_t apart, std::size_t n);
  void (*finish)(const void* states, std::size_t apart, void* y, std::size_t n);
};
inline constexpr std::size_t state_bytes = 16;

struct Unary {  // of floats
  UnaryFn<float> f32;
  UnaryFn<double> f64;
  TileFn tile_f32, tile_f64;
};
struct UnaryAny {  // of any number
  UnaryFn<float> f32;
  UnaryFn<double> f64;
  UnaryFn<std::int32_t> i32;
  UnaryFn<std::int64_t> i64;
  TileFn tile_f32, tile_f64, tile_i32, tile_i64;
};
struct Binary {
  BinaryFn<float> f32;
  BinaryFn<double> f64;
  BinaryFn<std::int32_t> i32;  // null where a function is for floats only
  BinaryFn<std::int64_t> i64;
  TileFn tile_f32, tile_f64, tile_i32, tile_i64;
};
struct Compare {
  BinaryFn<float, bool> f32;
  BinaryFn<double, bool> f64;
  BinaryFn<std::int32_t, bool> i32;
  BinaryFn<std::int64_t, bool> i64;
  TileFn tile_f32, tile_f64, tile_i32, tile_i64;
};
struct Select {
  SelectFn<float> f32;
  SelectFn<double> f64;
  SelectFn<std::int32_t> i32;
  SelectFn<std::int64_t> i64;
  SelectFn<bool> b8;
  TileFn tile_f32, tile_f64, tile_i32, tile_i64, tile_b8;
};
struct Fused {  // of floats, only on tiles
  TileFn tile_f32, tile_f64;
};
struct Folds {
  const Fold *f32, *f64, *i32, *i64;
};
/// Entries of 1, 4 or 8 bytes.
struct Copies {
  /// result[i] = x[i], or x[0] where bit 0 of `steps` is 0.
  TileFn b1, b4, b8;
};
using SpreadFn = void (*)(const void* x, void* y, std::size_t rows, std::size_t n);
struct Spreads {  // y is [rows, n]: row i is x[i], n times
  SpreadFn b1, b4, b8;
};
template <class From>
struct CastFrom {
  CastFn<From, float> f32;
  CastFn<From, double> f64;
  CastFn<From, std::int32_t> i32;
  CastFn<From, std::int64_t> i64;
  CastFn<From, bool> b8;
  TileFn tile_f32, tile_f64, tile_i32, tile_i64, tile_b8;
};
struct Cast {
  CastFrom<float> f32;
  CastFrom<double> f64;
  CastFrom<std::int32_t> i32;
  CastFrom<std::int64_t> i64;
  CastFrom<bool> b8;
};
struct AxisAny {
  AxisFn<float> f32;
  AxisFn<double> f64;
  AxisFn<std::int32_t> i32;
  AxisFn<std::int64_t> i64;
};
struct Lines {
  SoftmaxesFn<float> f32;
  SoftmaxesFn<double> f64;
};
struct Losses {
  CrossEntropiesFn<float> f32;
  CrossEntropiesFn<double> f64;
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
  Unary exp2, log2, asin, acos, atan;
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

  // What two or three steps of a group do at once, a product with one rounding.
  Fused mul_add, mul_sub, sub_mul;                    // x y + z, x y - z, z - x y
  Fused tanh_add, sigmoid_add, relu_add;              // f(x + y)
  Fused tanh_mul_add, sigmoid_mul_add, relu_mul_add;  // f(x y + z)
  Fused tanh_slope, sigmoid_slope;                    // y (z - x x), y x (z - x)
  Copies copy;
  Spreads spread;
  Folds fold_sum, fold_max, fold_min;

  AxisAny sum, max, min;
  Lines softmaxes;
  Losses cross_entropies;

  Products product;

  DrawFn random_uniform, random_normal, random_gumbel;  // the same bits in every set
};

/// The set picked for this processor. NABLA_ISA=v2|v3|v4 in the environment forces one that the processor runs.
const Kernels& kernels();

}  // namespace nabla::kernels
