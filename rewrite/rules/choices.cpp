// Conditions that are known, choices between equals, and casts that undo or follow one another.

#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rule.hpp>

namespace nabla::detail {
namespace {

const Attr<DType> to = Attr<DType>::variable(8), between = Attr<DType>::variable(9);

/// Does every value of `from` exist in `wide`?
bool holds(DType wide, DType from) {
  if (wide == from || from == b8) return true;
  return (wide == f64 && (from == f32 || from == i32)) || (wide == i64 && from == i32);
}

bool loses_nothing_between(const Expr& x, const Match&) {
  const Expr& middle = x->operands()[0];
  return holds(middle.dtype(), middle->operands()[0].dtype());
}
bool has_that_dtype(const Expr& x, const Match&) { return x->operands()[0].dtype() == x.dtype(); }

Expr cast_at_once(const Expr& x, const Match&) { return cast(x->operands()[0]->operands()[0], x.dtype()); }
Expr operand_itself(const Expr& x, const Match&) { return x->operands()[0]; }

bool is_whole_number(const Expr& x, const Match&) { return !is_float(x->operands()[0].dtype()); }

}  // namespace

const Rules& choices() {
  static const Expr c = any("c", b8), x = any("x"), y = any("y"), n = any("n", i64);
  static const Expr yes = full(b8, {}, 1), no = full(b8, {}, 0);
  // clang-format off
  static const Rules rules{
      {"where-true",        where(yes, x, y),            x},
      {"where-false",       where(no, x, y),             y},
      {"where-either",      where(c, x, x),              x},
      {"where-not",         where(logical_not(c), x, y), where(c, y, x)},

      {"not-twice",         logical_not(logical_not(c)), c},
      {"not-equal",         logical_not(equal(x, y)),    not_equal(x, y)},
      {"not-not-equal",     logical_not(not_equal(x, y)), equal(x, y)},
      {"and-true",          logical_and(c, yes),         c},
      {"and-false",         logical_and(c, no),          no},
      {"and-itself",        logical_and(c, c),           c},
      {"or-true",           logical_or(c, yes),          yes},
      {"or-false",          logical_or(c, no),           c},
      {"or-itself",         logical_or(c, c),            c},
      {"xor-false",         logical_xor(c, no),          c},
      {"xor-true",          logical_xor(c, yes),         logical_not(c)},

      // also of NaN, which is not less than itself, nor equal to it
      {"less-than-itself",    less(x, x),                no},
      {"greater-than-itself", greater(x, x),             no},
      {"equal-to-itself",     equal(n, n),               yes, is_whole_number},
      {"unequal-to-itself",   not_equal(n, n),           no,  is_whole_number},

      {"maximum-of-itself", maximum(x, x),               x},
      {"minimum-of-itself", minimum(x, x),               x},

      {"cast-to-itself",    node(Cast{to}, n),           {}, has_that_dtype, operand_itself},
      {"cast-twice",        node(Cast{to}, node(Cast{between}, c)), {}, loses_nothing_between, cast_at_once},
  };
  // clang-format on
  return rules;
}

}  // namespace nabla::detail
