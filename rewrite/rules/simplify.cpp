// Spellings with more operations than they need. The value stays what it is for NaN and infinities, but for the sign of
// a zero.

#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rule.hpp>

namespace nabla::detail {

const Rules& simplify() {
  static const Expr x = any("x");
  // clang-format off
  static const Rules rules{
      {"add-zero",        x + 0,             x},
      {"sub-zero",        x - 0,             x},
      {"mul-one",         x * 1,             x},
      {"div-one",         x / 1,             x},
      {"double-negation", -(-x),             x},
      {"root-of-square",  sqrt(square(x)),   abs(x)},
  };
  // clang-format on
  return rules;
}

}  // namespace nabla::detail
