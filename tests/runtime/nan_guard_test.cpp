#include <nabla/runtime/nan_guard.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};
constexpr Where here{"f.cpp", 12};
const FunctionOptions guarded{.nan_guard = NanGuard::non_finite};

Expr in(const char* name = "x") { return input(name, f64, {batch}, Where{"m.cpp", 3}); }
nabla::Function make(Exprs inputs, Exprs outputs, const FunctionOptions& options = guarded,
                     const Updates& updates = {}) {
  return nabla::Function(std::move(inputs), std::move(outputs), updates, options, here);
}
Operand at(const Expr& x, unsigned line) { return {x, Where{"m.cpp", line}}; }

}  // namespace

TEST_CASE("the guard names the node inside a fused instruction, its line, its operands and the way", "[nan_guard]") {
  const Expr x = in(), shifted = at(x, 4) - 1.0, y = log(at(shifted, 5)), loss = sum(at(named(y * y, "square"), 7));
  const nabla::Function f = make({x}, {loss});
  CHECK(f.instructions() == 1);
  CHECK(f(tensor(f64, {2}, {2, 3}))[0].item<double>() > 0);
  CHECK_THROWS_WITH(
      f(tensor(f64, {4}, {2, 0, 1, 3})),
      "m.cpp:5: nan_guard: log gives 1 NaN, 1 inf in 4 entries, the first at [1]: nan\n"
      "  result    : f64[4] = log  m.cpp:5  min 0, mean 0.3466, max 0.6931, 25 % zeros, 25 % NaN, 25 % inf\n"
      "  operand 1 : f64[4] = sub  m.cpp:4  min -1, mean 0.5, max 2, 25 % zeros\n"
      "  x (m.cpp:3) -> sub (m.cpp:4) -> log (m.cpp:5)");
  CHECK(f(tensor(f64, {2}, {2, 3}))[0].item<double>() > 0);  // the next call is as if nothing had been
}

TEST_CASE("the guard names what was fed, and a parameter", "[nan_guard]") {
  const Expr x = input("x", f32, {batch, 3}, Where{"m.cpp", 3});
  const Parameter w("w", tensor(f32, {}, {1}), Where{"m.cpp", 4});
  const nabla::Function f = make({x}, {x * w});
  CHECK_THROWS_WITH(f(tensor(f32, {2, 3}, {1, 2, 3, 4, 5, -inf})),
                    "f.cpp:12: nan_guard: input \"x\" has 1 inf in 6 entries, the first at [1, 2]: -inf\n"
                    "  x : f32[2, 3] = input  m.cpp:3  min 1, mean 3, max 5, 16.7 % inf");
  w.set_value(tensor(f32, {}, {NaN}));
  CHECK_THROWS_WITH(f(Tensor::ones(f32, {2, 3})),
                    "f.cpp:12: nan_guard: parameter \"w\" has 1 NaN in 1 entry: nan\n"
                    "  w : f32[] = parameter  m.cpp:4  100 % NaN");
}

TEST_CASE("the guard says when it is a gradient that fails", "[nan_guard]") {
  const Expr x = in(), loss = sum(sqrt(at(x, 4)));
  try {
    make({x}, {grad(loss, x)})(tensor(f64, {2}, {4, 0}));
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.where().line == 4);
    CHECK(error.message().find(", in a gradient, gives 1 inf in 2 entries, the first at [1]: inf") !=
          std::string::npos);
  }
}

TEST_CASE("parameters stay as they were where the guard ends a call, those updated in place too", "[nan_guard]") {
  const Expr x = input("x", f32, {});
  const Parameter a("a", tensor(f32, {2}, {1, 2})), b("b", tensor(f32, {2}, {3, 4}));
  Updates updates;
  updates.set(a, a + 1.0);
  updates.set(b, b * exp(x));
  std::vector<Tensor> memory{Tensor::empty(f32, {})};
  const nabla::Function f = make({x}, {x * 2.0}, guarded, updates);
  CHECK_THROWS_AS(f(1000), Error);
  CHECK_THROWS_AS(f.run(std::vector{tensor(f32, {}, {1000})}, memory), Error);
  CHECK(numbers(a.value().cast(f64)) == Numbers{1, 2});
  CHECK(numbers(b.value().cast(f64)) == Numbers{3, 4});
  f(0);
  CHECK(numbers(a.value().cast(f64)) == Numbers{2, 3});
  CHECK(numbers(b.value().cast(f64)) == Numbers{3, 4});
}

TEST_CASE("the guard looks for NaN, infinities or both", "[nan_guard]") {
  const Expr x = in(), inf_here = exp(x), nan_here = inf_here - inf_here;
  const Tensor large = tensor(f64, {1}, {1000});
  const auto says = [&](NanGuard guard, const Expr& y) -> std::string {
    try {
      make({x}, {y}, {.rewrite = {.sets = {}}, .nan_guard = guard})(large);
    } catch (const Error& error) {
      return error.message().substr(0, error.message().find(','));
    }
    return "";
  };
  CHECK(says(NanGuard::off, nan_here).empty());
  CHECK(says(NanGuard::nan, inf_here).empty());
  CHECK(says(NanGuard::nan, nan_here) == "nan_guard: sub gives 1 NaN in 1 entry");
  CHECK(says(NanGuard::inf, nan_here).empty());  // it lives in the instruction only
  CHECK(says(NanGuard::inf, inf_here) == "nan_guard: exp gives 1 inf in 1 entry");
  CHECK(says(NanGuard::non_finite, nan_here) == "nan_guard: exp gives 1 inf in 1 entry");
}

TEST_CASE("constants and what is not used may be infinite, and so may what a fused instruction makes good",
          "[nan_guard]") {
  const Expr x = in(), unused = in("unused");
  const nabla::Function f =
      make({x, unused}, {sum(minimum(exp(x), 2.0)), maximum(x, constant(tensor(f64, {}, {-inf})))},
           {.allow_unused_inputs = true, .nan_guard = NanGuard::non_finite});
  CHECK(numbers(f(tensor(f64, {2}, {1000, 0}), tensor(f64, {2}, {NaN, NaN}))[0]) == Numbers{3});
}

TEST_CASE("a guarded network trains to the same bits", "[nan_guard]") {
  const auto train = [](const FunctionOptions& options) {
    const Expr x = input("x", f32, {batch, 4}), t = input("t", i32, {batch});
    const Parameter W("W", Tensor::full(f32, {4, 3}, 0.25)), b("b", Tensor::zeros(f32, {3}));
    const Expr loss = mean(sparse_softmax_cross_entropy(add_bias(matmul(tanh(x), W), b), t));
    Updates updates;
    updates.set(W, W - 0.5 * grad(loss, W.expr()));
    updates.set(b, b - 0.5 * grad(loss, b.expr()));
    const nabla::Function step = make({x, t}, {loss}, options, updates);
    const Tensor images = tensor(f32, {3, 4}, {1, 2, 3, 4, -1, -2, 0, 5, 0.5, 0, 0, 1});
    for (int i = 0; i < 5; ++i) step(images, tensor(f64, {3}, {0, 1, 2}).cast(i32));
    return W.value();
  };
  CHECK(same_bits(train(guarded), train({})));
}

TEST_CASE("the guard finds what a kernel of several nodes makes of large logits", "[nan_guard]") {
  const Expr x = input("x", f32, {batch, 3}, Where{"m.cpp", 3}), t = input("t", i32, {batch});
  const Expr large = named(at(x, 4) * 1e30, "large");
  const nabla::Function f = make({x, t}, {mean(sparse_softmax_cross_entropy(large, t)), grad(sum(large * large), x)});
  try {
    f(Tensor::full(f32, {2, 3}, 1e9), Tensor::zeros(i32, {2}));
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.where().line == 4);
  }
}
