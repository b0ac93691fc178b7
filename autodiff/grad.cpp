#include <nabla/autodiff/grad.hpp>

#include <nabla/autodiff/answer.hpp>
#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/factory.hpp>

namespace nabla {
namespace {

void check_cost(const Expr& cost, const GradOptions& options, Where where) {
  if (!cost && !options.known_gradients.empty()) return;
  if (!cost) throw Error(where, "grad: the cost is empty, and no gradients are known");
  if (cost.rank() != 0 || !is_float(cost.dtype()))
    throw Error(where, "grad: the cost must be a float of rank 0, not " + to_string(cost.type()) +
                           (is_float(cost.dtype()) ? ": take its mean() or sum()" : "") + describe(Exprs{cost}));
}

detail::Seeds seeds_of(const Expr& cost, const GradOptions& options) {
  detail::Seeds seeds{{}, options.known_gradients, options.consider_constant};
  if (!cost) return seeds;
  const Provenance from(cost);
  seeds.outputs.emplace_back(cost, detail::full(cost.type(), 1));
  return seeds;
}

/// Names a result as in Theano, if this call made it and nobody has named it: x itself may be the gradient of w*x.
void name_result(const Expr& gradient, const Expr& cost, const Expr& x, std::uint64_t first_id) {
  if (!gradient || x.name().empty() || gradient->id() < first_id || !gradient.name().empty()) return;
  const std::string of = cost && !cost.name().empty() ? cost.name() : "loss";
  NodeFactory::set_name(gradient, "d" + of + "/d" + x.name());
}

}  // namespace

std::vector<Expr> grad(const Expr& cost, const Exprs& wrt, const GradOptions& options, Where where) {
  check_cost(cost, options, where);
  detail::require_floats(wrt, "grad", where);
  detail::require_types(options.known_gradients, "grad", "known gradient", where);
  const std::uint64_t first_id = NodeFactory::next_id();
  const detail::Sweep sweep(seeds_of(cost, options), wrt);
  std::vector<Expr> gradients;
  for (const Expr& x : wrt) {
    gradients.push_back(detail::answer(sweep, x, options.unreached, {"grad", cost, where}));
    name_result(gradients.back(), cost, x, first_id);
  }
  return gradients;
}

}  // namespace nabla
