// A gradient that where() has masked is 0 in the entries of the branch not taken. The slopes it meets on its way down
// may be infinite or NaN there, and 0 times these is NaN: the mask is applied after the product. (Theano's
// local_mul_switch_sink.) Only for gradients, where the masked entries do not count by definition.

#include <algorithm>

#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rule.hpp>

namespace nabla::detail {
namespace {

bool masks_a_gradient(const Expr& x, const Match&) {
  return std::ranges::any_of(x->operands(),
                             [](const Expr& operand) { return op_as<Select>(operand) && operand->is_gradient(); });
}

}  // namespace

const Rules& sink_masks() {
  static const Expr c = any("c", b8), f = any("f"), y = any("y");
  // clang-format off
  static const Rules rules{
      {"mask-mul",       where(c, f, 0) * y,  where(c, f * y, 0),  masks_a_gradient},
      {"mask-mul-else",  where(c, 0, f) * y,  where(c, 0, f * y),  masks_a_gradient},
      {"mask-div",       where(c, f, 0) / y,  where(c, f / y, 0),  masks_a_gradient},
      {"mask-div-else",  where(c, 0, f) / y,  where(c, 0, f / y),  masks_a_gradient},
      {"mask-neg",       -where(c, f, 0),     where(c, -f, 0),     masks_a_gradient},
      {"mask-neg-else",  -where(c, 0, f),     where(c, 0, -f),     masks_a_gradient},
  };
  // clang-format on
  return rules;
}

}  // namespace nabla::detail
