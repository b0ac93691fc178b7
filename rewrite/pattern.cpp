#include <nabla/rewrite/pattern.hpp>

#include <algorithm>
#include <cmath>
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

/// Asked for every leaf of every rule that is tried: by its name, which is several times faster than a dynamic_cast. No
/// other node without operands is called so.
const Constant* as_constant(const Expr& x) {
  const bool is_constant = x->operands().empty() && x->op().name() == "constant";
  return is_constant ? static_cast<const Constant*>(&x->op()) : nullptr;
}
const Wildcard* as_wildcard(const Expr& leaf) {
  const std::string_view name = leaf->op().name();
  return name == "any" || name == "number" ? static_cast<const Wildcard*>(&leaf->op()) : nullptr;
}

bool match_operands(std::span<const Expr> patterns, std::span<const Expr> operands, Match& found) {
  for (std::size_t i = 0; i < patterns.size(); ++i)
    if (!match(patterns[i], operands[i], found)) return false;
  return true;
}

bool match_reversed(std::span<const Expr> patterns, std::span<const Expr> operands, Match& found) {
  return match(patterns[0], operands[1], found) && match(patterns[1], operands[0], found);
}

double first_entry(const Tensor& value) {
  return dispatch(value.dtype(), [&]<class T>() { return static_cast<double>(value.span<T>()[0]); });
}

}  // namespace

Expr any(const char* name, DType dtype, const Shape& shape) {
  return NodeFactory::make(make_ref<const Wildcard>(Type{dtype, shape}, false), {}, {}, name);
}
Expr number(const char* name) { return NodeFactory::make(make_ref<const Wildcard>(Type{f64, {}}, true), {}, {}, name); }

bool Match::bind(const Expr& wildcard, const Expr& x) {
  for (std::size_t i = 0; i < count_; ++i)
    if (bound_[i].wildcard == wildcard.get()) return *bound_[i].expr == x;
  if (count_ == bound_.size()) throw std::logic_error("a rule's left-hand side has too many wildcards");
  bound_[count_++] = {wildcard.get(), &x};
  return true;
}

const Expr& Match::operator[](const Expr& wildcard) const {
  for (std::size_t i = 0; i < count_; ++i)
    if (bound_[i].wildcard == wildcard.get()) return *bound_[i].expr;
  throw std::logic_error("a wildcard on a rule's right-hand side is not on its left");
}

std::optional<double> uniform_value(const Expr& x) {
  if (!x->operands().empty()) return op_as<BroadcastTo>(x) ? uniform_value(x->operands()[0]) : std::nullopt;
  const Constant* const constant = as_constant(x);
  constexpr std::size_t most = 4096;  // a larger constant is data
  if (!constant || constant->value().elements() == 0 || constant->value().elements() > most) return std::nullopt;
  if (constant->value().elements() == 1) {
    const double entry = first_entry(constant->value());
    return std::isnan(entry) ? std::nullopt : std::optional(entry);
  }
  const Tensor value = constant->value().cast(f64);
  const std::span<const double> entries = value.span<double>();
  const bool uniform = std::ranges::all_of(entries, [&](double entry) { return entry == entries[0]; });
  return uniform ? std::optional(entries[0]) : std::nullopt;
}

bool match(const Expr& pattern, const Expr& x, Match& found) {
  if (pattern->operands().empty()) {
    if (const Wildcard* const wildcard = as_wildcard(pattern))
      return (!wildcard->of_numbers || uniform_value(x)) && found.bind(pattern, x);
    if (const Constant* const number = as_constant(pattern)) return uniform_value(x) == first_entry(number->value());
  }
  const std::span<const Expr> patterns = pattern->operands(), operands = x->operands();
  if (patterns.size() != operands.size() || x->op().name() != pattern->op().name()) return false;
  Match attempt = found;
  const bool is_same_object = &x->op() == &pattern->op();  // those without attributes are one
  if (!is_same_object && !x->op().match(pattern->op(), attempt.attrs)) return false;
  if (patterns.size() != 2 || !x->op().is_commutative())
    return match_operands(patterns, operands, attempt) && (found = std::move(attempt), true);
  Match swapped = attempt;
  if (match_operands(patterns, operands, attempt)) return found = std::move(attempt), true;
  return match_reversed(patterns, operands, swapped) && (found = std::move(swapped), true);
}

}  // namespace nabla::detail
