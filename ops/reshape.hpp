#pragma once

#include <initializer_list>
#include <vector>

#include <nabla/graph/op.hpp>

namespace nabla {

/// The same entries in the same order under other sizes.
struct Reshape {
  static constexpr auto name = "reshape";
  static constexpr bool view = true;
  Attr<Shape> shape;
  auto attrs() const { return named_attrs("shape", shape); }

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const;
};

/// x under other sizes with as many entries, any dtype; x itself where it has them. Error where the numbers of entries
/// are not provably equal.
Expr reshape(const Operand& x, const Shape& shape);
/// The same, where one size may be -1: what the others leave. `reshape(x, {batch, -1})`.
Expr reshape(const Operand& x, std::initializer_list<Dim> sizes);
Expr reshape(const Operand& x, const std::vector<Dim>& sizes);

}  // namespace nabla
