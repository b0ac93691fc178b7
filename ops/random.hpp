#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/ops/random_state.hpp>

namespace nabla {

/// The law of a draw: independent numbers of one distribution, floats. Entry i, in row-major order, depends on (seed,
/// step, stream, i) alone, through 64 bits of Philox4x32-10: the same bits on every machine, instruction set and number
/// of threads, and a longer draw begins with a shorter one. f32 entries are the f64 ones rounded.
///
/// A state that has a further axis under vmap has no rule here: the draws are looped.
template <class Self>
struct RandomDraw {
  Attr<int> stream;
  Attr<Shape> shape;
  Attr<DType> dtype = f32;
  auto attrs() const { return named_attrs("stream", stream, "shape", shape, "dtype", dtype); }

  Type infer(const Type& state) const;
  void eval(const View& state, const Out& y) const;
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return disconnected; }
};

struct RandomUniform : RandomDraw<RandomUniform> {
  static constexpr auto name = "random_uniform";
};
struct RandomNormal : RandomDraw<RandomNormal> {
  static constexpr auto name = "random_normal";
};
struct RandomTruncatedNormal : RandomDraw<RandomTruncatedNormal> {
  static constexpr auto name = "random_truncated_normal";
};
struct RandomGumbel : RandomDraw<RandomGumbel> {
  static constexpr auto name = "random_gumbel";
};

/// Where an option is an expression, its dtype is the draw's, else it is `dtype`. Expressions must stretch to the
/// shape.
struct UniformOptions {
  Operand low = 0;
  Operand high = 1;
  DType dtype = f32;
};
struct NormalOptions {
  Operand mean = 0;
  Operand stddev = 1;
  DType dtype = f32;
};

/// low + (high - low) * u, with u uniform in [0, 1): multiples of 2^-53, in f32 of 2^-24, rounded down so that 1 stays
/// out. (Where low and high differ much in size the sum may round to high.) The gradient reaches low and high, the
/// numbers u being given. f32 or f64, any shape; so with all of these. Error where an option does not stretch to the
/// shape.
Expr random_uniform(const RandomState& state, const Shape& shape, const UniformOptions& options = {},
                    Where where = Where::here());
/// mean + stddev * z, with z standard normal: the inverse of the distribution function at a uniform number, within 8
/// ULP; |z| < 8.3. The gradient reaches mean and stddev, z being given (the reparameterisation trick).
Expr random_normal(const RandomState& state, const Shape& shape, const NormalOptions& options = {},
                   Where where = Where::here());
/// The same with z from the normal distribution cut off at -2 and 2, as Keras's TruncatedNormal: the standard deviation
/// of what is left is 0.88 stddev.
Expr random_truncated_normal(const RandomState& state, const Shape& shape, const NormalOptions& options = {},
                             Where where = Where::here());
/// -log(-log(u)), Gumbel's distribution: argmax(logits + this) draws from softmax(logits).
Expr random_gumbel(const RandomState& state, const Shape& shape, DType dtype = f32, Where where = Where::here());

}  // namespace nabla
