#pragma once

#include <string>

#include <nabla/graph/op.hpp>

namespace nabla {

/// The first operand, once the last, a b8 of any shape, has been found true everywhere. With one operand it is both.
struct Check {
  static constexpr auto name = "check";
  static constexpr bool elementwise = true;
  Attr<std::string> message;
  auto attrs() const { return named_attrs("message", message); }

  Type infer(Types operands) const;
  void eval(Views operands, const Out& y) const;
  Cotangents pullback(Operands operands, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const;
};

/// The condition, a b8 of any shape, which must hold: an Error with the user's line, the message and the index of the
/// first entry that is false when it is computed. Only what is computed is checked, so the result belongs among a
/// Function's outputs, or in the graph by the form below.
Expr check(const Operand& condition, std::string message);
/// x itself, of any type, computed after the condition has held: `log(check(x, greater(x, 0), "x is positive"))`. The
/// gradient passes as it is. In contrast to barriers it is an evaluation of its own in a compiled Function, left out
/// only where nothing needs its result; equal checks of the same values are one.
Expr check(const Operand& x, const Operand& condition, std::string message);

}  // namespace nabla
