#include <nabla/autodiff/answer.hpp>

#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>

namespace nabla::detail {
namespace {

Exprs present(const Expr& x, const Expr& of) { return of ? Exprs{x, of} : Exprs{x}; }

}  // namespace

void require_floats(const Exprs& wrt, std::string_view name, Where where) {
  const std::string who(name);
  for (const Expr& x : wrt) {
    if (!x) throw Error(where, who + ": an expression is empty: nothing was assigned to it");
    if (!is_float(x.dtype()))
      throw Error(where,
                  who + ": there is no gradient with respect to a value that is not a float" + describe(Exprs{x}));
  }
}

void require_types(const Replacements& pairs, std::string_view name, const char* what, Where where) {
  const std::string who(name);
  for (const auto& [y, dy] : pairs) {
    if (!y || !dy) throw Error(where, who + ": an expression is empty: nothing was assigned to it");
    if (!is_float(y.dtype()))
      throw Error(where, who + ": a value that is not a float has no " + what + describe(Exprs{y}));
    if (y.type() != dy.type())
      throw Error(where, who + ": the " + what + " is " + to_string(dy.type()) + ", not " + to_string(y.type()) +
                             describe(Exprs{y, dy}));
  }
}

Replacements paired(const Exprs& ys, const Exprs& dys, std::string_view name, const char* what, Where where) {
  if (ys.empty()) throw Error(where, std::string(name) + ": there is nothing to differentiate");
  if (ys.size() != dys.size())
    throw Error(where, std::string(name) + ": " + std::to_string(dys.size()) + " " + what + "s for " +
                           std::to_string(ys.size()) + " expressions");
  Replacements pairs;
  for (std::size_t i = 0; i < ys.size(); ++i) pairs.emplace_back(ys[i], dys[i]);
  require_types(pairs, name, what, where);
  return pairs;
}

Expr answer(const Sweep& sweep, const Expr& x, Unreached unreached, const Asked& asked) {
  const std::string who(asked.name);
  const std::optional<Cotangent> bar = sweep.cotangent(x);
  if (bar && bar->kind() == Cotangent::Kind::Expression) return bar->expr();
  if (bar && bar->kind() == Cotangent::Kind::Undefined)
    throw Error(asked.where, who + ": there is no derivative: " + bar->why() + describe(present(x, asked.of)));
  if (!bar && unreached == Unreached::raise)
    throw Error(asked.where, who + ": disconnected: the " + (who == "grad" ? "cost does" : "outputs do") +
                                 " not depend on " +
                                 (x.name().empty() ? std::string("operand 1") : "\"" + x.name() + "\"") +
                                 " ({.unreached = Unreached::zeros} gives zeros)" + describe(present(x, asked.of)));
  if (!bar && unreached == Unreached::report) return {};
  const Provenance from(x);
  return full(x.type(), 0);
}

}  // namespace nabla::detail
