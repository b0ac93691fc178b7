#include <nabla/rewrite/pattern.hpp>

#include <algorithm>
#include <stdexcept>

#include <nabla/graph/factory.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/ops/broadcast.hpp>

namespace nabla::detail {
namespace {

struct Wildcard final : Leaf {
  Wildcard(Type type, bool only_numbers) : Leaf(std::move(type)), of_numbers(only_numbers) {}
  std::string_view name() const override { return of_numbers ? "number" : "any"; }

  bool of_numbers;
};

bool match_operands(std::span<const Expr> patterns, std::span<const Expr> operands, Match& found) {
  for (std::size_t i = 0; i < patterns.size(); ++i)
    if (!match(patterns[i], operands[i], found)) return false;
  return true;
}

}  // namespace

Expr any(const char* name, DType dtype, const Shape& shape) {
  return NodeFactory::make(make_ref<const Wildcard>(Type{dtype, shape}, false), {}, {}, name);
}
Expr number(const char* name) { return NodeFactory::make(make_ref<const Wildcard>(Type{f64, {}}, true), {}, {}, name); }

bool Match::bind(const Expr& wildcard, const Expr& x) {
  for (const auto& [known, bound] : exprs_)
    if (known == wildcard) return bound == x;
  exprs_.emplace_back(wildcard, x);
  return true;
}

const Expr& Match::operator[](const Expr& wildcard) const {
  for (const auto& [known, bound] : exprs_)
    if (known == wildcard) return bound;
  throw std::logic_error("a wildcard on a rule's right-hand side is not on its left");
}

std::optional<double> uniform_value(const Expr& x) {
  if (op_as<BroadcastTo>(x)) return uniform_value(x->operands()[0]);
  const auto* const constant = x->operands().empty() ? leaf_as<Constant>(x) : nullptr;
  constexpr std::size_t most = 4096;  // a larger constant is data
  if (!constant || constant->value().elements() == 0 || constant->value().elements() > most) return std::nullopt;
  const Tensor value = constant->value().cast(f64);
  const std::span<const double> entries = value.span<double>();
  const bool uniform = std::ranges::all_of(entries, [&](double entry) { return entry == entries[0]; });
  return uniform ? std::optional(entries[0]) : std::nullopt;
}

bool match(const Expr& pattern, const Expr& x, Match& found) {
  if (pattern->operands().empty()) {
    if (const auto* const wildcard = leaf_as<Wildcard>(pattern))
      return (!wildcard->of_numbers || uniform_value(x)) && found.bind(pattern, x);
    if (const auto* const number = leaf_as<Constant>(pattern))
      return uniform_value(x) == number->value().cast(f64).item<double>();
  }
  const std::span<const Expr> patterns = pattern->operands(), operands = x->operands();
  if (patterns.size() != operands.size()) return false;
  Match attempt = found;
  if (!x->op().match(pattern->op(), attempt.attrs)) return false;
  Match swapped = attempt;
  if (match_operands(patterns, operands, attempt)) return found = std::move(attempt), true;
  if (!x->op().is_commutative() || patterns.size() != 2) return false;
  const Expr reversed[] = {operands[1], operands[0]};
  if (!match_operands(patterns, reversed, swapped)) return false;
  return found = std::move(swapped), true;
}

}  // namespace nabla::detail
