#include <nabla/autodiff/jacobian.hpp>

#include <nabla/autodiff/vjp.hpp>
#include <nabla/autodiff/vmap.hpp>
#include <nabla/ops/arange.hpp>
#include <nabla/ops/eye.hpp>
#include <nabla/ops/one_hot.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/shapes.hpp>

namespace nabla {
namespace {

/// The product for every row of an identity matrix in place of `row`.
Expr rows_at_once(const Expr& product, const Expr& row) {
  const Dim rows = row.shape().elements();
  const Expr basis = reshape(eye(rows, row.dtype()), detail::joined({rows}, row.shape()));
  return vmap(product, {{row, basis}});
}

/// The same, where each turn makes its own row.
Expr rows_in_a_loop(const Expr& product, const Expr& row) {
  const Dim rows = row.shape().elements();
  const Expr turn = input("turn", i64, {});
  const Expr unit = reshape(one_hot(turn, rows, row.dtype()), row.shape());
  return loop(replace(product, {{row, unit}}), {{turn, arange(rows, i64)}});
}

}  // namespace

std::vector<Expr> jacobian(const Expr& y, const Exprs& wrt, const JacobianOptions& options, Where where) {
  if (y && y.rank() == 0 && is_float(y.dtype())) return grad(y, wrt, {options.unreached}, where);
  const Expr row = y ? input("row", y.dtype(), y.shape(), where) : y;
  const std::vector<Expr> products = vjp({y}, wrt, {row}, options.unreached, where);

  const Provenance at(where);
  std::vector<Expr> jacobians;
  for (std::size_t i = 0; i < wrt.size(); ++i) {
    if (!products[i]) {
      jacobians.emplace_back();  // reported as unreached
      continue;
    }
    const Expr all = options.loop ? rows_in_a_loop(products[i], row) : rows_at_once(products[i], row);
    jacobians.push_back(reshape(all, detail::joined(y.shape(), wrt[i].shape())));
  }
  return jacobians;
}

std::vector<std::vector<Expr>> hessian(const Expr& cost, const Exprs& wrt, const JacobianOptions& options,
                                       Where where) {
  const std::vector<Expr> gradient = grad(cost, wrt, {options.unreached}, where);
  std::vector<std::vector<Expr>> blocks;
  for (std::size_t a = 0; a < wrt.size(); ++a) {
    if (!gradient[a])
      blocks.emplace_back(wrt.size());
    else
      blocks.push_back(jacobian(gradient[a], wrt, {Unreached::zeros, options.loop}, where));
  }
  return blocks;
}

}  // namespace nabla
