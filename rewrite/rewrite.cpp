#include <nabla/rewrite/rewrite.hpp>

#include <array>

#include <nabla/rewrite/absorb_transposes.hpp>
#include <nabla/rewrite/cse.hpp>

namespace nabla {
namespace {

using Pass = std::vector<Expr> (*)(std::span<const Expr>);
constexpr std::array<Pass, 2> passes{absorb_transposes, merge_common_subexpressions};

}  // namespace

std::vector<Expr> rewrite(std::span<const Expr> outputs) {
  std::vector<Expr> now(outputs.begin(), outputs.end());
  for (const Pass pass : passes) now = pass(now);
  return now;
}

}  // namespace nabla
