#pragma once

#include <nabla/ops/softmax.hpp>

namespace nabla {

struct Glu : AlongAxis<Glu> {
  static constexpr auto name = "glu";
  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// a * sigmoid(b), where a and b are the first and the second half of x along the axis, whose size is halved; of floats
/// (Dauphin et al., 2016). Error for a size that is not provably even: `Dim n{"n"}; input("x", f32, {2 * n})`.
Expr glu(const Operand& x, int axis = -1);

}  // namespace nabla
