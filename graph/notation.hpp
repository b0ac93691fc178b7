#pragma once
// Private: how an operation on operands is written.

#include <cstdint>
#include <span>
#include <string>

#include <nabla/graph/expr.hpp>

namespace nabla::detail {

/// How tightly the parts of a formula hold together: Python's levels.
enum class Level : std::uint8_t { Or, And, Not, Comparison, Sum, Product, Sign, Power, Atom };

struct Formula {
  std::string text;
  Level level = Level::Atom;
};

/// A way to write formulas.
class Notation {
 public:
  virtual ~Notation() = default;
  /// A name; of several nodes with the same one each has a number, from 1.
  virtual std::string name(const std::string& name, std::size_t number) const = 0;
  virtual Formula constant(const Expr& x) const = 0;
  virtual Formula size(const std::string& dim) const = 0;
  /// An operation on what its operands are written as.
  virtual Formula operation(const Expr& x, std::span<const Formula> operands) const = 0;
};

const Notation& text_notation();
const Notation& latex_notation();

/// An operation of two operands that stands between them.
struct Infix {
  const char* text;
  const char* latex;
  Level level;
};
/// Null for an operation that is written as a call.
const Infix* infix_of(const Expr& x);

/// `a op b`; both sides in parentheses where they are looser, the right side also where it is as loose.
Formula join(const Formula& a, const std::string& infix, const Formula& b, Level level,
             std::string (*parenthesized)(const std::string&));

/// Does the operation swap the axes of a matrix, and nothing else?
bool is_matrix_transpose(const Expr& x);
/// Is the flag among its attributes true?
bool has_flag(const Expr& x, const char* name);
bool is_identifier(const std::string& name);

}  // namespace nabla::detail
