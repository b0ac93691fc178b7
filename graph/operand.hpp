#pragma once

#include <concepts>

#include <nabla/graph/expr.hpp>

namespace nabla {

class Parameter;

/// What every operation's function takes: an expression, a parameter or a C++ number, with the line of the user's code
/// where it was written. A number has no dtype yet: it takes that of the expression it meets (`as`).
class Operand {
 public:
  Operand(const Expr& x, Where where = Where::here()) : expr_(x), where_(where) {}
  Operand(const Parameter& parameter, Where where = Where::here());
  template <std::floating_point F>
  Operand(F number, Where where = Where::here()) : number_(number), where_(where) {}
  template <std::integral I>
  Operand(I number, Where where = Where::here())
      : number_(static_cast<double>(number)), integral_(true), where_(where) {}

  bool is_number() const { return !expr_; }
  double number() const { return number_; }
  Where where() const { return where_; }

  /// The expression; a number becomes a constant: f64, or i64 for a C++ integer.
  Expr expr() const;
  /// The expression; a number becomes a constant of `dtype`. Error when `dtype` cannot hold it, like 0.5 in an i32.
  Expr as(DType dtype) const;
  /// Either as() with the dtype of the first of `others` that is an expression, or expr() when all are numbers.
  template <class... Others>
  Expr meeting(const Others&... others) const {
    if (!is_number()) return expr_;
    const Operand* expression = nullptr;
    ((expression = expression || others.is_number() ? expression : &others), ...);
    return expression ? as(expression->expr_.dtype()) : expr();
  }

 private:
  Expr expr_;
  double number_ = 0;
  bool integral_ = false;
  Where where_;
};

}  // namespace nabla
