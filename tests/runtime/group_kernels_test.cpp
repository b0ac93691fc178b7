#include <nabla/runtime/group_kernels.hpp>

#include <nabla/nabla.hpp>
#include <nabla/runtime/plan.hpp>

#include <set>

#include "catch.hpp"
#include "support/evaluate.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

/// Steps that no group takes two of.
Expr recurrence(Expr h, const Expr& w, int steps) {
  for (int i = 0; i < steps; ++i) h = cumsum(tanh(h * w), 0);
  return h;
}

std::size_t kernels_of(const detail::Plan& plan) {
  std::set<const detail::Kernel*> kernels;
  for (const detail::Instruction& instruction : plan.instructions)
    if (plan.values[plan.results_of(instruction)[0]].node->op().name() != "cumsum")
      kernels.insert(instruction.kernel.get());
  return kernels.size();
}

}  // namespace

TEST_CASE("the steps of an unrolled loop share a kernel") {
  const Expr x = input("x", f64, {5}), w = input("w", f64, {5});
  const detail::Plan plan = detail::make_plan(std::array{x, w}, std::array{recurrence(x, w, 20)});
  CHECK(plan.instructions.size() == 40);
  CHECK(kernels_of(plan) == 1);
}

TEST_CASE("groups that differ in an operation, an attribute, a dtype or an extent share no kernel") {
  const Expr x = input("x", f64, {5}), y = input("y", f64, {3, 5}), z = input("z", f32, {5});
  const std::vector<Expr> all{cumsum(exp(x) + 1, 0),
                              cumsum(exp(x) - 1, 0),
                              cumsum(leaky_relu(x, 0.1) + 1, 0),
                              cumsum(leaky_relu(x, 0.2) + 1, 0),
                              cumsum(exp(z) + 1, 0),
                              cumsum(exp(y) + x, 0),
                              cumsum(exp(y) + y, 0)};
  const detail::Plan plan = detail::make_plan(std::array{x, y, z}, all);
  CHECK(plan.instructions.size() == 14);
  CHECK(kernels_of(plan) == 7);
}

TEST_CASE("groups with one kernel compute what they should, each under its own sizes") {
  const Dim n{"n"};
  const Expr x = input("x", f64, {n}), w = input("w", f64, {n}), y = input("y", f64, {7}), v = input("v", f64, {7});
  const Expr value = sum(recurrence(x, w, 3)) + sum(recurrence(y, v, 3)) + sum(recurrence(w, x, 2));
  const Function f({x, w, y, v}, {value});
  for (const std::int64_t size : {4, 1, 0, 9}) {
    const Tensor a = Tensor::full(f64, {size}, 0.3), b = Tensor::full(f64, {size}, -0.8);
    const Tensor c = Tensor::full(f64, {7}, 0.1), d = Tensor::full(f64, {7}, 1.5);
    CHECK(f(a, b, c, d)[0].item<double>() ==
          Approx(evaluate(value, {{x, a}, {w, b}, {y, c}, {v, d}}).item<double>()).epsilon(1e-14));
  }
}
