#include <nabla/autodiff/custom_gradient.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/autodiff/verify.hpp>
#include <nabla/autodiff/vmap.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rewrite.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

/// log(1 + exp(x)), whose plain gradient is NaN where exp(x) overflows.
Expr log1pexp(const Expr& x) {
  return custom_gradient(log(1 + exp(x)), {x},
                         [](const Exprs& in, const Expr&, const Expr& dy) { return dy * sigmoid(in[0]); });
}

/// x * w with its own gradients.
const auto product = custom_gradient([](const Exprs& x) { return x[0] * x[1]; },
                                     [](const Exprs& x, const Expr&, const Expr& dy) {
                                       return Exprs{dy * x[1], dy * x[0]};
                                     });

}  // namespace

TEST_CASE("a custom gradient replaces that of the forward value") {
  CHECK(difference(values(log1pexp, f64, {0, 1}), {std::log(2), std::log(1 + std::exp(1))}, 1e-15) == "");
  CHECK(slopes([](const Expr& x) { return log(1 + exp(x)); }, f64, {1000})[0] != 1);
  CHECK(slopes(log1pexp, f64, {1000, 0}) == Numbers{1, 0.5});
  const auto wrong = [](const Expr& x) {
    return custom_gradient(square(x), {x}, [](const Exprs&, const Expr&, const Expr& dy) { return 7 * dy; });
  };
  CHECK(slopes(wrong, f64, {1, 2}) == Numbers{7, 7});
}

TEST_CASE("a custom gradient is differentiated as it stands") {
  CHECK(difference(curvatures(log1pexp, f64, {0}), {0.25}, 1e-15) == "");
  const Expr x = input("x", f32, {3}), w = input("w", f32, {3});
  const Feeds feeds{{x, tensor(f32, {3}, {0.5, -1, 2})}, {w, tensor(f32, {3}, {1, 2, 3})}};
  for (const int order : {1, 2}) {
    CHECK(verify_gradient(sum(exp(product({x, w}))), {x, w}, feeds, {.order = order}).ok());
    CHECK(verify_gradient(sum(log1pexp(x)), {x}, feeds, {.order = order}).ok());
  }
}

TEST_CASE("the pullback gets the operands, the result and the cotangent") {
  const Expr x = input("x", f64, {}), w = input("w", f64, {}), y = input("y", f64, {});
  const Expr z = custom_gradient(x * w * y, {w, x}, [&](const Exprs& in, const Expr& result, const Expr& dy) {
    CHECK(in == Exprs{w, x});
    CHECK(result->op().name() == "custom_gradient");
    CHECK(dy.type() == result.type());
    return Cotangents{dy * result, zero};
  });
  const Feeds feeds{{x, Tensor(2.0)}, {w, Tensor(3.0)}, {y, Tensor(5.0)}};
  CHECK(numbers(evaluate(grad(2 * z, w), feeds)) == Numbers{60});
  CHECK(numbers(evaluate(grad(2 * z, x), feeds)) == Numbers{0});
  CHECK_THROWS_WITH(grad(z, y), Catch::Matchers::Contains("grad: disconnected"));  // it was not given
}

TEST_CASE("other answers of a custom pullback") {
  const Expr x = input("x", f64, {});
  const auto with = [&](auto answer) {
    return custom_gradient(square(x), {x}, [answer](const Exprs&, const Expr&, const Expr&) { return answer; });
  };
  CHECK(numbers(evaluate(grad(with(zero), x), {{x, Tensor(2.0)}})) == Numbers{0});
  CHECK_THROWS_WITH(grad(with(disconnected), x), Catch::Matchers::Contains("disconnected"));
  CHECK_THROWS_WITH(grad(with(undefined("it is a table")), x), Catch::Matchers::Contains("it is a table"));
}

TEST_CASE("a custom gradient costs nothing in a compiled Function") {
  const Expr x = input("x", f64, {3});
  const Expr y = log1pexp(x);
  const nabla::Function f({x}, {y});
  CHECK(f.instructions() == nabla::Function({x}, {log(1 + exp(x))}).instructions());
  CHECK(to_text({y}).find("custom_gradient") != std::string::npos);
  CHECK(to_text(rewrite(Exprs{y})).find("custom_gradient") == std::string::npos);
  const Expr w = input("w", f64, {3});
  CHECK(nabla::Function({x, w},
                        {custom_gradient(exp(x), {w}, [](const Exprs&, const Expr&, const Expr& dy) { return dy; })})
            .instructions() == 1);
}

TEST_CASE("a pullback that breaks its contract is named") {
  const Expr x = input("x", f32, {3}), w = input("w", f32, {});
  const auto with = [&](auto answer) {
    return custom_gradient(x * w, {x, w}, [answer](const Exprs&, const Expr&, const Expr& dy) { return answer(dy); });
  };
  CHECK(message_without_lines([&] { grad(sum(with([](const Expr& dy) { return dy; })), x); }) ==
        "custom_gradient_test.cpp: custom_gradient: its pullback gives 1 cotangents for 2 operands\n"
        "  x : f32[3] = input  custom_gradient_test.cpp\n"
        "  w : f32[]  = input  custom_gradient_test.cpp");
  CHECK(message_without_lines([&] {
          grad(sum(with([](const Expr& dy) { return Exprs{dy, dy}; })), x);
        }) ==
        "custom_gradient_test.cpp: custom_gradient: its pullback gives f32[3] for operand 3, which is f32[]\n"
        "  operand 1 : f32[3] = mul    custom_gradient_test.cpp\n"
        "  x         : f32[3] = input  custom_gradient_test.cpp\n"
        "  w         : f32[]  = input  custom_gradient_test.cpp");
}

TEST_CASE("a custom gradient is mapped over a further axis with its pullback") {
  const Expr x = input("x", f64, {2}), w = input("w", f64, {2}), xs = input("xs", f64, {Dim("n"), 2});
  const Expr y = custom_gradient(sum(x * w), {x, w}, [](const Exprs& at, const Expr&, const Expr& dy) {
    return std::vector<Expr>{dy * 10 * at[1], dy * 100 * at[0]};
  });
  const Expr mapped = vmap(y, {{x, xs}});
  const test::Feeds feeds{{xs, tensor(f64, {2, 2}, {1, 2, 3, 4})}, {w, tensor(f64, {2}, {5, 7})}};
  CHECK(numbers(evaluate(mapped, feeds)) == Numbers{19, 43});
  CHECK(numbers(evaluate(grad(sum(mapped), xs), feeds)) == Numbers{50, 70, 50, 70});
  CHECK(numbers(evaluate(grad(sum(mapped), w), feeds)) == Numbers{400, 600});
}
