#include <nabla/graph/replace.hpp>

#include <unordered_map>

#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/factory.hpp>
#include <nabla/graph/rebuild.hpp>

namespace nabla {

std::vector<Expr> replace(const Exprs& outputs, const Replacements& replacements, Where where) {
  std::unordered_map<std::uint64_t, Expr> fresh;  // by the old node's id
  for (const auto& [old, now] : replacements) {
    if (!old || !now) throw Error(where, "replace: an expression is empty: nothing was assigned to it");
    if (old.type() != now.type())
      throw Error(where, "replace: " + to_string(old.type()) + " cannot be replaced by " + to_string(now.type()) +
                             describe(Exprs{old, now}));
    if (!fresh.emplace(old->id(), now).second)
      throw Error(where, "replace: an expression is replaced twice" + describe(Exprs{old}));
  }
  return rebuild(outputs, [&](const Expr& node, std::span<const Expr> operands) {
    const auto found = fresh.find(node->id());
    return found != fresh.end() ? found->second : reuse(node, operands);
  });
}

Expr replace(const Expr& output, const Replacements& replacements, Where where) {
  return replace(Exprs{output}, replacements, where)[0];
}

std::vector<Expr> clone(const Exprs& outputs) {
  return rebuild(outputs, [](const Expr& node, std::span<const Expr> operands) {
    return operands.empty() ? node : NodeFactory::with_operands(node, operands);
  });
}

Expr clone(const Expr& output) { return clone(Exprs{output})[0]; }

}  // namespace nabla
