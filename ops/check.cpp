#include <nabla/ops/check.hpp>

#include <algorithm>

#include <nabla/graph/error.hpp>
#include <nabla/ops/barrier.hpp>
#include <nabla/ops/batch.hpp>
#include <nabla/ops/labels.hpp>

namespace nabla {

Type Check::infer(Types operands) const {
  if (operands.empty() || operands.size() > 2)
    throw Error(std::to_string(operands.size()) + " operands, not a condition, or a value and a condition");
  if (operands.back().dtype != b8)
    throw Error("the condition is a b8, not " + std::string(to_string(operands.back().dtype)) +
                ": compare it with something");
  return operands.front();
}

void Check::eval(Views operands, const Out& y) const {
  const View& condition = operands.back();
  const auto entries = condition.span<bool>();
  const auto first = std::ranges::find(entries, false);
  if (first != entries.end()) {
    std::string text = *message;
    if (condition.rank() > 0)
      text += ": false" + detail::index_text(condition, static_cast<std::size_t>(first - entries.begin())) + " (" +
              std::to_string(std::ranges::count(entries, false)) + " of " + std::to_string(entries.size()) +
              " entries)";
    throw Error(text);
  }
  detail::copy_entries(operands.front(), y);
}

Cotangents Check::pullback(Operands operands, const Expr&, const Expr& dy) const {
  if (operands.size() == 1) return {disconnected};
  return {dy, disconnected};
}

// The condition's shape is its own affair, with the further axis or without.
Expr Check::batch(const Batch& x) const {
  std::vector<Expr> operands(x.operands().begin(), x.operands().end());
  operands[0] = with_axis(x, 0);
  return make(x.node()->shared_op(), operands, x.node()->where());
}

Expr check(const Operand& condition, std::string message) {
  return apply(Check{std::move(message)}, condition.where(), condition.expr());
}

Expr check(const Operand& x, const Operand& condition, std::string message) {
  return apply(Check{std::move(message)}, x.where(), x.expr(), condition.expr());
}

}  // namespace nabla
