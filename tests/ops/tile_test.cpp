#include <nabla/ops/tile.hpp>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reduce.hpp>

#include "catch.hpp"
#include "support/counted.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"}, times{"times"};

}  // namespace

TEST_CASE("tile repeats the whole, repeat each entry, in every dtype") {
  for (const DType dtype : {f32, f64, i32, i64, b8}) {
    const Expr x = constant(tensor(dtype, {2}, {0, 1})), m = constant(tensor(dtype, {2, 2}, {0, 1, 1, 1}));
    CHECK(numbers(evaluate(tile(x, {3}))) == Numbers{0, 1, 0, 1, 0, 1});
    CHECK(numbers(evaluate(repeat(x, 3, 0))) == Numbers{0, 0, 0, 1, 1, 1});
    CHECK(numbers(evaluate(tile(m, {1, 2}))) == Numbers{0, 1, 0, 1, 1, 1, 1, 1});
    CHECK(numbers(evaluate(tile(m, {2, 1}))) == Numbers{0, 1, 1, 1, 0, 1, 1, 1});
    CHECK(numbers(evaluate(repeat(m, 2, 0))) == Numbers{0, 1, 0, 1, 1, 1, 1, 1});
    CHECK(numbers(evaluate(repeat(m, 2, -1))) == Numbers{0, 0, 1, 1, 1, 1, 1, 1});
    CHECK(tile(m, {1, 1}) == m);
    CHECK(repeat(m, 1, 0).shape() == m.shape());
  }
}

TEST_CASE("fewer counts are for the last axes, more make new ones") {
  const Expr x = counting(f64, {2, 2});
  CHECK(numbers(evaluate(tile(x, {2}))) == Numbers{0, 1, 0, 1, 2, 3, 2, 3});
  CHECK(tile(x, {3, 1, 1}).shape() == Shape{3, 2, 2});
  CHECK(evaluate(tile(x, {0, 1})).sizes() == Sizes{0, 2});
  const Expr s = input("s", f32, {batch, 3});
  CHECK(tile(s, {times, 2}).shape() == Shape{batch * times, 6});
  CHECK(repeat(s, times, 1).shape() == Shape{batch, 3 * times});
  CHECK(tile(constant(Tensor::scalar(1.0)), {2, 2}).shape() == Shape{2, 2});
}

TEST_CASE("what was repeated adds up in the gradient") {
  const Expr x = input("x", f64, {2}), w = counting(f64, {6});
  const Feeds feeds{{x, tensor(f64, {2}, {0.5, -2})}};
  CHECK(numbers(evaluate(grad(sum(tile(x, {3}) * w), x), feeds)) == Numbers{0 + 2 + 4, 1 + 3 + 5});
  CHECK(numbers(evaluate(grad(sum(repeat(x, 3, 0) * w), x), feeds)) == Numbers{0 + 1 + 2, 3 + 4 + 5});
  for (const Expr& y : {tile(x, {3}), repeat(x, 3, 0)})
    for (const int order : {1, 2}) CHECK(verify_gradient(sum(w * y * y * y), {x}, feeds, {.order = order}).ok());
}

TEST_CASE("a negative count is an error") {
  const Expr x = input("x", f32, {batch});
  const std::string place = "tile_test.cpp: ", table = "\n  x : f32[batch] = input  tile_test.cpp";
  CHECK(message_without_lines([&] { tile(x, {-1}); }) == place + "tile: a count is negative: -1" + table);
  CHECK(message_without_lines([&] { repeat(x, -2, 0); }) == place + "repeat: a count is negative: -2" + table);
  CHECK(message_without_lines([&] { repeat(x, 2, 1); }) == place + "repeat: axis 1 is out of range for rank 1" + table);
}
