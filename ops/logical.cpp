#include <nabla/ops/logical.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/ops/each.hpp>

namespace nabla {
namespace {

const Type& booleans(const Type& type) {
  if (type.dtype != b8)
    throw Error("wants b8, not " + std::string(to_string(type.dtype)) + ": compare it with something");
  return type;
}

}  // namespace

Type Logical::infer(const Type& x, const Type& y) const {
  return {b8, broadcast(booleans(x).shape, booleans(y).shape)};
}
Type LogicalNot::infer(const Type& x) const { return booleans(x); }

void LogicalAnd::eval(const View& x, const View& y, const Out& z) const {
  detail::each_pair<bool>(x, y, z, [](bool a, bool b) { return a && b; });
}
void LogicalOr::eval(const View& x, const View& y, const Out& z) const {
  detail::each_pair<bool>(x, y, z, [](bool a, bool b) { return a || b; });
}
void LogicalXor::eval(const View& x, const View& y, const Out& z) const {
  detail::each_pair<bool>(x, y, z, [](bool a, bool b) { return a != b; });
}
void LogicalNot::eval(const View& x, const Out& y) const {
  detail::each_entry<bool, bool, bool>(x, y, [](bool a) { return !a; });
}

Expr logical_and(const Operand& x, const Operand& y) { return detail::apply_meeting(LogicalAnd{}, x, y); }
Expr logical_or(const Operand& x, const Operand& y) { return detail::apply_meeting(LogicalOr{}, x, y); }
Expr logical_xor(const Operand& x, const Operand& y) { return detail::apply_meeting(LogicalXor{}, x, y); }
Expr logical_not(const Operand& x) { return apply(LogicalNot{}, x.where(), x.expr()); }

}  // namespace nabla
