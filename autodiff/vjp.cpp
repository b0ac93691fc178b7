#include <nabla/autodiff/vjp.hpp>

#include <nabla/autodiff/answer.hpp>
#include <nabla/graph/error.hpp>

namespace nabla {

std::vector<Expr> vjp(const Exprs& outputs, const Exprs& wrt, const Exprs& cotangents, Unreached unreached,
                      Where where) {
  const Replacements seeds = detail::paired(outputs, cotangents, "vjp", "cotangent", where);
  detail::require_floats(wrt, "vjp", where);
  const detail::Sweep sweep({seeds}, wrt);
  std::vector<Expr> products;
  for (const Expr& x : wrt) products.push_back(detail::answer(sweep, x, unreached, {"vjp", outputs[0], where}));
  return products;
}

}  // namespace nabla
