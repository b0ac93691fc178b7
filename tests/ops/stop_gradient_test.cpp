#include <nabla/ops/stop_gradient.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("a stopped gradient does not flow") {
  const auto first = [](const Expr& x) { return x * stop_gradient(x); };
  const auto second = [](const Expr& x) { return x * stop_gradient(exp(x)); };
  const auto third = [](const Expr& x) { return square(x) * stop_gradient(x); };
  CHECK(slopes(first, f64, {2, -3}) == Numbers{2, -3});
  CHECK(difference(slopes(second, f64, {0, 1}), {1, std::exp(1)}, 1e-15) == "");
  CHECK(slopes(third, f64, {2, -3}) == Numbers{8, 18});
  CHECK(values(stop_gradient, f32, {1, NaN, -inf})[0] == 1);
}

TEST_CASE("what only a stopped gradient leads to is unreached, a zero gradient reaches it") {
  const Expr x = input("x", f64, {3});
  CHECK_THROWS_WITH(grad(sum(stop_gradient(x)), x), Catch::Matchers::Contains("grad: disconnected"));
  const std::vector<Expr> zeros = grad(sum(zero_gradient(x)), {x});
  CHECK(numbers(evaluate(zeros[0], {{x, tensor(f64, {3}, {1, 2, 3})}})) == Numbers{0, 0, 0});
  const auto partly = [](const Expr& v) { return square(v) + zero_gradient(exp(v)); };
  CHECK(slopes(partly, f64, {2, -3}) == Numbers{4, -6});
  CHECK(curvatures(partly, f64, {2, -3}) == Numbers{2, 2});
}

TEST_CASE("barriers are for any dtype") {
  const Expr n = input("n", i32, {2}), b = input("b", b8, {2});
  CHECK(zero_gradient(n).type() == n.type());
  CHECK(stop_gradient(b).type() == b.type());
}

TEST_CASE("a compiled Function holds no barrier") {
  const Expr x = input("x", f64, {3});
  const Expr y = zero_gradient(square(stop_gradient(x)));
  const nabla::Function f({x}, {y, stop_gradient(x)});
  CHECK(f.instructions() == 1);
  const std::vector<Tensor> results = f(std::vector<double>{1, 2, 3});
  CHECK(numbers(results[0]) == Numbers{1, 4, 9});
  CHECK(numbers(results[1]) == Numbers{1, 2, 3});
}
