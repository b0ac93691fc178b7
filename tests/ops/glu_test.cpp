#include <nabla/ops/glu.hpp>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/arithmetic.hpp>

#include "catch.hpp"
#include "support/message.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

double gate(double b) { return 1 / (1 + std::exp(-b)); }

}  // namespace

TEST_CASE("glu gates the first half of an axis by the second") {
  const Numbers x{1, 2, 3, 4, 5, 6, 7, 8};
  const Expr e = constant(tensor(f64, {2, 2, 2}, x));
  const auto at = [&](int axis) { return numbers(evaluate(glu(e, axis))); };
  CHECK(difference(at(0), {gate(5), 2 * gate(6), 3 * gate(7), 4 * gate(8)}, 1e-15) == "");
  CHECK(difference(at(1), {gate(3), 2 * gate(4), 5 * gate(7), 6 * gate(8)}, 1e-15) == "");
  CHECK(difference(at(-1), {gate(2), 3 * gate(4), 5 * gate(6), 7 * gate(8)}, 1e-15) == "");
  CHECK(glu(e, 0).shape() == Shape{1, 2, 2});
}

TEST_CASE("glu halves a symbolic size that is twice something") {
  const Dim n{"n"}, batch{"batch"};
  CHECK(glu(input("x", f32, {batch, 2 * n})).shape() == Shape{batch, n});
  CHECK(glu(input("x", f32, {2 * n * batch, 3}), 0).shape() == Shape{n * batch, 3});
  CHECK(evaluate(glu(constant(Tensor::zeros(f32, {0, 4})))).sizes() == Sizes{0, 2});
  CHECK(evaluate(glu(constant(Tensor::zeros(f32, {3, 0})))).sizes() == Sizes{3, 0});
}

TEST_CASE("a size that is not provably even is an error") {
  const auto first_line = [](const std::string& text) {
    return text.substr(text.find("glu: "), text.find('\n') - text.find("glu: "));
  };
  CHECK(first_line(message_of([] { glu(input("x", f32, {2, 5})); })) == "glu: axis 1 is 5, not an even size");
  CHECK(first_line(message_of([] { glu(input("x", f32, {Dim("n"), 4}), 0); })) == "glu: axis 0 is n, not an even size");
  CHECK(first_line(message_of([] { glu(input("x", f32, {})); })) ==
        "glu: axis -1 is out of range: a value of rank 0 has no axes");
  CHECK(first_line(message_of([] { glu(input("x", i32, {4})); })) == "glu: wants f32 or f64, not i32: cast() converts");
}

TEST_CASE("glu's gradients reach both halves, in their tails too") {
  const Expr x = constant(tensor(f64, {4}, {2, 3, 60, -60}));
  CHECK(difference(numbers(evaluate(grad(sum(glu(x)), x))), {1, std::exp(-60.), 2 * std::exp(-60.), 3 * std::exp(-60.)},
                   1e-15) == "");
  const Expr w = input("w", f64, {3, 4});
  const Tensor value = tensor(f64, {3, 4}, {1, -2, .5, .3, -1, 2, .7, -.4, 0, 1, -.2, 2});
  for (const int order : {1, 2}) CHECK(verify_gradient(sum(glu(w) * glu(w)), {w}, {{w, value}}, {.order = order}).ok());
}

TEST_CASE("NaN in either half stays in its place") {
  const Expr x = constant(tensor(f64, {6}, {NaN, 1, 2, 0, NaN, 0}));
  CHECK(difference(numbers(evaluate(glu(x))), {NaN, NaN, 1}) == "");
  CHECK(difference(numbers(evaluate(grad(sum(glu(x)), x))), {0.5, NaN, 0.5, NaN, NaN, 0.5}) == "");
}
