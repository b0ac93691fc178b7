#include <nabla/ops/pad.hpp>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/slice.hpp>

#include "catch.hpp"
#include "support/counted.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"}, more{"more"};

}  // namespace

TEST_CASE("pad surrounds with a value, by default 0, in every dtype") {
  for (const DType dtype : {f32, f64, i32, i64}) {
    const Expr x = counting(dtype, {2, 2});
    CHECK(pad(x, {{1, 0}, {0, 2}}).type() == Type{dtype, {3, 4}});
    CHECK(numbers(evaluate(pad(x, {{1, 0}, {0, 2}}))) == Numbers{0, 0, 0, 0, 0, 1, 0, 0, 2, 3, 0, 0});
    CHECK(numbers(evaluate(pad(x, {{0, 0}, {1, 1}}, 7))) == Numbers{7, 0, 1, 7, 7, 2, 3, 7});
    CHECK(pad(x, {{0, 0}, {0, 0}}) == x);
  }
  CHECK(numbers(evaluate(pad(constant(tensor(b8, {1}, {0})), {{1, 1}}, 1))) == Numbers{1, 0, 1});
  CHECK(numbers(evaluate(pad(constant(Tensor::zeros(f32, {0})), {{1, 2}}, -1))) == Numbers{-1, -1, -1});
  CHECK(numbers(evaluate(pad(constant(tensor(f32, {1}, {1})), {{0, 1}}, -inf))) == Numbers{1, -inf});
}

TEST_CASE("pad_edge repeats the ends, pad_reflect mirrors at them") {
  const Expr x = counting(f64, {4}), m = counting(f64, {2, 2});
  CHECK(numbers(evaluate(pad_edge(x, {{2, 1}}))) == Numbers{0, 0, 0, 1, 2, 3, 3});
  CHECK(numbers(evaluate(pad_reflect(x, {{3, 2}}))) == Numbers{3, 2, 1, 0, 1, 2, 3, 2, 1});
  CHECK(numbers(evaluate(pad_edge(m, {{0, 1}, {1, 0}}))) == Numbers{0, 0, 1, 2, 2, 3, 2, 2, 3});
  CHECK(numbers(evaluate(pad_reflect(m, {{1, 0}, {0, 1}}))) == Numbers{2, 3, 2, 0, 1, 0, 2, 3, 2});
  CHECK(pad_edge(x, {{0, 0}}) == x);
}

TEST_CASE("axes and paddings of symbolic sizes") {
  const Expr x = input("x", f64, {batch}), y = input("y", f64, {more});
  CHECK(pad(x, {{1, 2}}).shape() == Shape{batch + 3});
  CHECK(pad(x, {{more, 0}}).shape() == Shape{batch + more});
  const Feeds feeds{{x, tensor(f64, {3}, {1, 2, 3})}, {y, tensor(f64, {2}, {0, 0})}};
  CHECK(numbers(evaluate(pad(x, {{more, 1}}) + sum(y), feeds)) == Numbers{0, 0, 1, 2, 3, 0});
  CHECK(numbers(evaluate(pad_edge(x, {{1, 2}}), feeds)) == Numbers{1, 1, 2, 3, 3, 3});
  CHECK(numbers(evaluate(pad_reflect(x, {{1, 2}}), feeds)) == Numbers{2, 1, 2, 3, 2, 1});
}

TEST_CASE("the gradient of a padding is that of its entries, mirrored ones add up") {
  const Expr x = input("x", f64, {3});
  const Feeds feeds{{x, tensor(f64, {3}, {0.5, -1, 2})}};
  const Expr w = counting(f64, {6});
  CHECK(numbers(evaluate(grad(sum(pad(x, {{2, 1}}, 3) * w), x), feeds)) == Numbers{2, 3, 4});
  CHECK(numbers(evaluate(grad(sum(pad_edge(x, {{2, 1}}) * w), x), feeds)) == Numbers{0 + 1 + 2, 3, 4 + 5});
  CHECK(numbers(evaluate(grad(sum(pad_reflect(x, {{2, 1}}) * w), x), feeds)) == Numbers{2, 3 + 1 + 5, 4 + 0});
  for (const Expr& y : {pad(x, {{2, 1}}, 3), pad_edge(x, {{2, 1}}), pad_reflect(x, {{2, 1}})})
    for (const int order : {1, 2}) CHECK(verify_gradient(sum(w * y * y * y), {x}, feeds, {.order = order}).ok());
}

TEST_CASE("paddings that do not fit are errors") {
  const Expr x = input("x", i32, {batch, 3});
  const std::string place = "pad_test.cpp: ", table = "\n  x : i32[batch, 3] = input  pad_test.cpp";
  CHECK(message_without_lines([&] { pad(x, {{1, 1}}); }) == place + "pad: 1 paddings for rank 2" + table);
  CHECK(message_without_lines([&] { pad(x, {{1, 1}, {0, -1}}); }) == place + "pad: a padding is negative: -1" + table);
  CHECK(message_without_lines([&] { pad(x, {{1, 1}, {0, 1}}, 0.5); }) == place + "pad: 0.5 is not an i32");
  CHECK(message_without_lines([&] {
          pad_reflect(x, {{0, 0}, {3, 0}});
        }) == place + "pad_reflect: a padding of 3 does not mirror axis 1, which has 3" + table);
  CHECK(message_without_lines([&] {
          pad_edge(slice(x, 1, {0, 0}), {{0, 0}, {1, 0}});
        }).starts_with(place + "pad_edge: axis 1 has no entry that could be repeated"));
}
