// What differentiating a naive spelling, or a where(), leaves behind: products with slopes that are infinite, or 0 / 0,
// where they do not count. Of gradients alone, and of gradients by definition: such a rule may lose a NaN of an operand
// that its right-hand side does without.

#include <algorithm>

#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rule.hpp>

namespace nabla::detail {
namespace {

const Attr<int> k = Attr<int>::variable(1);
const Attr<int> place = Attr<int>::variable(2), shared = Attr<int>::variable(3);

/// A cotangent that a where() has masked is 0 in the entries of the branch not taken. The slopes it meets on its way
/// down may be infinite or NaN there, and 0 times these is NaN: so the mask is applied after the product (Theano's
/// local_mul_switch_sink). A where() of the model itself stays where it is.
bool masks_a_gradient(const Expr& x, const Match&) {
  return std::ranges::any_of(x->operands(),
                             [](const Expr& operand) { return op_as<Select>(operand) && operand->is_gradient(); });
}

}  // namespace

const Rules& gradients() {
  static const Expr c = any("c", b8), f = any("f"), x = any("x"), y = any("y"), u = any("u");
  // A softmax is above 0, though it may be rounded to it.
  static const Expr s = node(Softmax{{k}}, x);
  // The cotangent of entries picked from s before their logarithm is taken, and the same without s.
  static const Expr zero = any("zero"), i = any("i", i64);
  static const Expr picked = node(ScatterAdd{place, shared}, zero, i, u / node(Gather{place, shared}, s, i));
  // u may be one number for all entries, as a sum's cotangent is.
  static const auto picked_times_s = [](const Match& found) {
    int axis = 0, batch_axes = 0;
    parse_attr(found.attrs.at(place.variable()), axis);
    parse_attr(found.attrs.at(shared.variable()), batch_axes);
    return scatter_add(found[zero], found[i], found[u], axis, batch_axes);
  };
  static const auto s_times_y = [](const Match& found) {
    int axis = 0;
    parse_attr(found.attrs.at(k.variable()), axis);
    return softmax(found[x], axis) * found[y];
  };
  const auto zero_elsewhere = [](const Expr&, const Match& found) { return uniform_value(found[zero]) == 0.0; };
  // clang-format off
  static const Rules rules{
      {"mask-mul",         where(c, f, 0) * y,  where(c, f * y, 0),        masks_a_gradient},
      {"mask-mul-else",    where(c, 0, f) * y,  where(c, 0, f * y),        masks_a_gradient},
      {"mask-div",         where(c, f, 0) / y,  where(c, f / y, 0),        masks_a_gradient},
      {"mask-div-else",    where(c, 0, f) / y,  where(c, 0, f / y),        masks_a_gradient},
      {"mask-neg",         -where(c, f, 0),     where(c, -f, 0),           masks_a_gradient},
      {"mask-neg-else",    -where(c, 0, f),     where(c, 0, -f),           masks_a_gradient},

      {"softmax-in-out",   (u / s) * s,         u},
      {"softmax-out-in",   (s * u) / s,         u},
      {"softmax-sum-out",  (s * u + s * y) / s, u + y},
      {"softmax-difference-out", (s * u - s * y) / s, u - y},
      {"softmax-slope",    s * (u / s - y),     u - s * y},
      {"softmax-slope-plus", s * (u / s + y),   u + s * y},
      {"picked-in-out",    picked * s,          {}, zero_elsewhere,
       [](const Expr&, const Match& found) { return picked_times_s(found); }},
      {"picked-slope",     s * (picked - y),    {}, zero_elsewhere,
       [](const Expr&, const Match& found) { return picked_times_s(found) - s_times_y(found); }},
      {"picked-slope-plus", s * (picked + y),   {}, zero_elsewhere,
       [](const Expr&, const Match& found) { return picked_times_s(found) + s_times_y(found); }},
  };
  // clang-format on
  return rules;
}

}  // namespace nabla::detail
