#pragma once

#include <string>
#include <vector>

#include <nabla/graph/expr.hpp>

namespace nabla {

/// "The derivative with respect to this operand is 0 everywhere" (the operand matters, but locally not: floor, argmax).
struct Zero {};
inline constexpr Zero zero{};
/// "The result does not depend on this operand's value": integer labels, a stopped gradient.
struct Disconnected {};
inline constexpr Disconnected disconnected{};
/// "There is no derivative", with the reason; asking for it is an error that quotes the reason.
struct Undefined {
  std::string why;
};
inline Undefined undefined(std::string why) { return {std::move(why)}; }

/// A pullback's answer for one operand: an expression of the operand's type, or one of the three above.
class Cotangent {
 public:
  enum class Kind { Expression, Zero, Disconnected, Undefined };

  Cotangent(Expr expr) : kind_(Kind::Expression), expr_(std::move(expr)) {}
  Cotangent(Zero) : kind_(Kind::Zero) {}
  Cotangent(Disconnected) : kind_(Kind::Disconnected) {}
  Cotangent(Undefined reason) : kind_(Kind::Undefined), why_(std::move(reason.why)) {}

  Kind kind() const { return kind_; }
  const Expr& expr() const { return expr_; }
  const std::string& why() const { return why_; }

 private:
  Kind kind_;
  Expr expr_;
  std::string why_;
};

/// One answer per operand, in their order.
using Cotangents = std::vector<Cotangent>;

}  // namespace nabla
