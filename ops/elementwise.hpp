#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/ops/batch.hpp>
#include <nabla/ops/broadcast.hpp>

namespace nabla {

namespace kernels {  // the numeric loops, which only .cpp files see
struct Unary;
struct UnaryAny;
struct Binary;
struct Compare;
}  // namespace kernels

/// The law of y[i] = f(x[i]) on floats: the result has x's type. A member adds its name, kernel and derivative.
struct Unary {
  static constexpr bool elementwise = true;
  Type infer(const Type& x) const;
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

/// The same on floats and integers.
struct UnaryAny {
  static constexpr bool elementwise = true;
  Type infer(const Type& x) const;
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

/// The law of z[i] = f(x[i], y[i]) on floats and integers of one dtype, broadcasting. A member adds its name, kernel
/// and `partials`: what flows from dz to x and to y, in the shape of z. What was stretched is summed up here.
template <class Self>
struct Binary {
  static constexpr bool elementwise = true;
  Type infer(const Type& x, const Type& y) const;
  Cotangents pullback(const Expr& x, const Expr& y, const Expr& z, const Expr& dz) const {
    const auto [dx, dy] = Self::partials(x, y, z, dz);
    return {sum_to(dx, x.shape()), sum_to(dy, y.shape())};
  }
  Expr batch(const Batch& x) const { return batch_broadcasting(x); }
};

/// The law of z[i] = is f(x[i], y[i]) true, a b8: on floats and integers, broadcasting. It is flat wherever it is
/// smooth.
struct Comparison {
  static constexpr bool elementwise = true;
  Type infer(const Type& x, const Type& y) const;
  Cotangents pullback(const Expr&, const Expr&, const Expr&, const Expr&) const { return {zero, zero}; }
  Expr batch(const Batch& x) const { return batch_broadcasting(x); }
};

namespace detail {

/// The type itself; Error unless its entries are floats, or numbers.
const Type& floats(const Type& type);
const Type& numbers(const Type& type);

void eval(const kernels::Unary& kernel, const View& x, const Out& y, double a = 0);
void eval(const kernels::UnaryAny& kernel, const View& x, const Out& y);
void eval(const kernels::Binary& kernel, const View& x, const View& y, const Out& z);
void eval(const kernels::Compare& kernel, const View& x, const View& y, const Out& z);

/// What an operation with such a kernel answers to tile().
bool tile(const kernels::Unary& family, Types operands, kernels::Tile& kernel, double a = 0);
bool tile(const kernels::UnaryAny& family, Types operands, kernels::Tile& kernel);
bool tile(const kernels::Binary& family, Types operands, kernels::Tile& kernel);
bool tile(const kernels::Compare& family, Types operands, kernels::Tile& kernel);

/// A node of `op` on two operands; a bare number takes the other's dtype.
template <class T>
Expr apply_meeting(T op, const Operand& x, const Operand& y) {
  return apply(std::move(op), x.where(), x.meeting(y), y.meeting(x));
}

}  // namespace detail

template <class Self>
Type Binary<Self>::infer(const Type& x, const Type& y) const {
  return detail::numbers(broadcast(x, y));
}

}  // namespace nabla
