#include <nabla/rewrite/rewrite.hpp>

#include <array>

#include <nabla/rewrite/absorb_transposes.hpp>
#include <nabla/rewrite/apply_rules.hpp>
#include <nabla/rewrite/broadcasts.hpp>
#include <nabla/rewrite/cse.hpp>
#include <nabla/rewrite/fold_constants.hpp>
#include <nabla/rewrite/remove_identities.hpp>

namespace nabla {
namespace {

using Pass = std::vector<Expr> (*)(std::span<const Expr>);
// Merged first, so that rules see equal operands as one node; and once more for what they have made. Constants are
// folded after stabilisation, and what they have become may be another rule's operand.
constexpr std::array<Pass, 8> passes{
    remove_identities, merge_common_subexpressions, absorb_broadcasts,          apply_rules, fold_constants,
    apply_rules,       absorb_transposes,           merge_common_subexpressions};

}  // namespace

std::vector<Expr> rewrite(std::span<const Expr> outputs) {
  std::vector<Expr> now(outputs.begin(), outputs.end());
  for (const Pass pass : passes) now = pass(now);
  return now;
}

}  // namespace nabla
