#pragma once

#include <string>

#include <nabla/graph/op.hpp>
#include <nabla/ops/batch.hpp>

namespace nabla {

/// x, printed on the way.
struct Print {
  static constexpr auto name = "print";
  static constexpr bool elementwise = true;
  Attr<std::string> label;
  auto attrs() const { return named_attrs("label", label); }

  Type infer(const Type& x) const { return x; }
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr&, const Expr&, const Expr& dy) const { return dy; }
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

/// x itself, of any type. Each time it is computed one line goes to the standard error stream, in one piece also where
/// several threads print: "label: f32[2, 3] [[1, 2, 3], [4, 5, 6]]", many entries shortened. The gradient passes as it
/// is and does not print; print("dx", ...) what grad() gave. In contrast to barriers it is an evaluation of its own in
/// a compiled Function (and allocates), left out only where nothing needs its result; equal labels on the same value
/// print once.
Expr print(std::string label, const Operand& x);

}  // namespace nabla
