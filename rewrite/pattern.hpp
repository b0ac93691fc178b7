#pragma once
// Private: patterns are ordinary expressions over wildcards, so that every operation can stand in one.

#include <array>
#include <optional>
#include <utility>

#include <nabla/graph/attr.hpp>
#include <nabla/graph/op.hpp>

namespace nabla::detail {

/// A leaf of a pattern that stands for any expression, the same one wherever it stands. It has a type, f64[any], or b8
/// for conditions, so that patterns can be built like graphs; matching does not look at it. Of rank 0 it fits
/// operations with attributes that are sizes or orders of axes, which are empty while they are variables.
Expr any(const char* name, DType dtype = f64, const Shape& shape = {Dim("any")});
/// A leaf of a pattern that stands for any number: a constant whose entries are all the same.
Expr number(const char* name);

/// What the wildcards and the attribute variables of a pattern stand for, while the matched expression lives.
class Match {
 public:
  /// False where the wildcard already stands for another expression.
  bool bind(const Expr& wildcard, const Expr& x);
  const Expr& operator[](const Expr& wildcard) const;
  AttrBindings attrs;

 private:
  /// A wildcard and what it stands for.
  struct Bound {
    const Node* wildcard;
    const Expr* expr;
  };
  // A pattern has a handful, and one is copied for each order of operands that is tried: no references are counted.
  std::array<Bound, 8> bound_;  // only `count_` of them are written
  std::size_t count_ = 0;
};

/// Does x fit the pattern? A number in the pattern fits a constant of that value, of any dtype, also one that is
/// repeated to a shape; the operands of commutative operations fit in either order.
bool match(const Expr& pattern, const Expr& x, Match& found);

/// The value of a constant whose entries are all the same number.
std::optional<double> uniform_value(const Expr& x);

/// The pattern of an operation with attribute variables: `node(Softmax{{k}}, x)`.
template <class T, class... Operands>
Expr node(T op, const Operands&... operands) {
  return apply(std::move(op), Where{}, operands...);
}

}  // namespace nabla::detail
