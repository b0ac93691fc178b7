#include <nabla/rewrite/rewrite.hpp>

#include <array>

#include <nabla/rewrite/absorb_transposes.hpp>
#include <nabla/rewrite/cse.hpp>
#include <nabla/rewrite/remove_identities.hpp>

namespace nabla {
namespace {

using Pass = std::vector<Expr> (*)(std::span<const Expr>);
constexpr std::array<Pass, 3> passes{remove_identities, absorb_transposes, merge_common_subexpressions};

}  // namespace

std::vector<Expr> rewrite(std::span<const Expr> outputs) {
  std::vector<Expr> now(outputs.begin(), outputs.end());
  for (const Pass pass : passes) now = pass(now);
  return now;
}

}  // namespace nabla
