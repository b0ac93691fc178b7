#include <nabla/autodiff/jvp.hpp>

#include <nabla/autodiff/answer.hpp>
#include <nabla/autodiff/vjp.hpp>
#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>

namespace nabla {
namespace {

/// What of {x, dx} has an x that is there.
Replacements without_empty(const Exprs& xs, const Exprs& dxs) {
  Replacements pairs;
  for (std::size_t i = 0; i < xs.size(); ++i)
    if (xs[i]) pairs.emplace_back(xs[i], dxs[i]);
  return pairs;
}

void require_outputs(const Exprs& outputs, Where where) {
  for (const Expr& y : outputs)
    if (y && !is_float(y.dtype()))
      throw Error(where, "jvp: an output that is not a float has no derivative" + describe(Exprs{y}));
}

}  // namespace

std::vector<Expr> jvp(const Exprs& outputs, const Exprs& wrt, const Exprs& tangents, Unreached unreached, Where where) {
  static_cast<void>(detail::paired(wrt, tangents, "jvp", "tangent", where));
  require_outputs(outputs, where);
  Exprs cotangents;
  Replacements at_zero;  // what is linear in the cotangents has the same derivative everywhere
  for (const Expr& y : outputs) {
    cotangents.push_back(input("cotangent", y.dtype(), y.shape(), where));
    at_zero.emplace_back(cotangents.back(), detail::full(y.type(), 0));
  }
  const detail::Sweep pullback({detail::paired(outputs, cotangents, "jvp", "cotangent", where)}, wrt);
  Exprs products;
  for (const Expr& x : wrt)
    products.push_back(detail::answer(pullback, x, Unreached::report, {"jvp", outputs[0], where}));
  const detail::Sweep transposed({without_empty(products, tangents)}, cotangents);
  std::vector<Expr> results;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!transposed.cotangent(cotangents[i]) && unreached == Unreached::raise)
      throw Error(where,
                  "jvp: disconnected: an output depends on none of the expressions that move "
                  "({.unreached = Unreached::zeros} gives zeros)" +
                      describe(Exprs{outputs[i]}));
    const Expr result = detail::answer(transposed, cotangents[i], unreached, {"jvp", outputs[i], where});
    results.push_back(result ? replace(result, at_zero) : result);
  }
  return results;
}

std::vector<Expr> hvp(const Expr& cost, const Exprs& wrt, const Exprs& vectors, Where where) {
  static_cast<void>(detail::paired(wrt, vectors, "hvp", "vector", where));
  const std::vector<Expr> gradient = grad(cost, wrt, {}, where);
  return vjp(gradient, wrt, vectors, Unreached::zeros, where);
}

}  // namespace nabla
