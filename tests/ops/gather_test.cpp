#include <nabla/ops/gather.hpp>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/argmax.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/sqrt.hpp>

#include "catch.hpp"
#include "support/counted.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"}, words{"words"};

Expr indices(DType dtype, const Sizes& sizes, const Numbers& entries) {
  return constant(tensor(dtype, sizes, entries));
}

}  // namespace

TEST_CASE("gather reads rows along an axis, in every dtype, from both ends") {
  for (const DType dtype : {f32, f64, i32, i64})
    for (const DType index : {i32, i64}) {
      const Expr x = counting(dtype, {3, 2});
      CHECK(gather(x, indices(index, {2}, {2, 0})).type() == Type{dtype, {2, 2}});
      CHECK(numbers(evaluate(gather(x, indices(index, {3}, {2, 0, -1})))) == Numbers{4, 5, 0, 1, 4, 5});
      CHECK(numbers(evaluate(gather(x, indices(index, {3}, {1, 1, -2}), 1))) == Numbers{1, 1, 0, 3, 3, 2, 5, 5, 4});
      CHECK(numbers(evaluate(gather(x, indices(index, {}, {1}), -1))) == Numbers{1, 3, 5});
    }
  const Expr b = constant(tensor(b8, {3}, {1, 0, 1}));
  CHECK(numbers(evaluate(gather(b, indices(i32, {2}, {1, 2})))) == Numbers{0, 1});
  CHECK(numbers(evaluate(gather(b, -2))) == Numbers{0});
}

TEST_CASE("the indices' axes stand where the axis stood") {
  const Expr table = input("table", f32, {words, 8}), text = input("text", i32, {batch, 5});
  CHECK(gather(table, text).type() == Type{f32, {batch, 5, 8}});
  CHECK(gather(table, text, 1).shape() == Shape{words, batch, 5});
  const Expr x = counting(f64, {2, 3, 2});
  const Expr y = gather(x, indices(i64, {2, 2}, {0, 2, 1, 1}), 1);
  CHECK(y.shape() == Shape{2, 2, 2, 2});
  CHECK(numbers(evaluate(y)) == Numbers{0, 1, 4, 5, 2, 3, 2, 3, 6, 7, 10, 11, 8, 9, 8, 9});
  CHECK(evaluate(gather(x, constant(Tensor::zeros(i32, {0, 4})), 1)).sizes() == Sizes{2, 0, 4, 2});
}

TEST_CASE("axes in common: each row of indices reads its own part") {
  const Expr x = counting(f64, {2, 3});
  CHECK(numbers(evaluate(gather(x, indices(i32, {2, 2}, {0, 2, 1, -1}), 1, 1))) == Numbers{0, 2, 4, 5});
  CHECK(numbers(evaluate(gather(x, indices(i32, {2}, {2, 0}), 1, 1))) == Numbers{2, 3});
  const Expr z = counting(f64, {2, 2, 2});
  CHECK(numbers(evaluate(gather(z, indices(i32, {2, 1}, {1, 0}), 2, 1))) == Numbers{1, 3, 4, 6});
}

TEST_CASE("scatter_add adds what stands twice twice") {
  for (const DType dtype : {f32, f64, i32, i64}) {
    const Expr x = counting(dtype, {3, 2});
    const Expr more = constant(tensor(dtype, {3, 2}, {10, 20, 30, 40, 50, 60}));
    CHECK(numbers(evaluate(scatter_add(x, indices(i64, {3}, {1, 1, -1}), more))) == Numbers{0, 1, 42, 63, 54, 65});
    CHECK(numbers(evaluate(scatter_add(x, indices(i32, {3}, {0, 0, 0}), 1, 1))) == Numbers{3, 1, 5, 3, 7, 5});
    CHECK(numbers(evaluate(scatter_add(x, indices(i32, {3, 1}, {1, 0, 1}), 100, 1, 1))) ==
          Numbers{0, 101, 102, 3, 4, 105});
  }
  const Expr large = constant(tensor(i32, {1}, {2147483647}));
  CHECK(numbers(evaluate(scatter_add(large, indices(i32, {2}, {0, 0}), 1))) == Numbers{-2147483647});
}

TEST_CASE("take_along_axis picks entry by entry, and add_along_axis goes back") {
  const Expr x = counting(f64, {2, 3});
  CHECK(numbers(evaluate(take_along_axis(x, indices(i64, {2, 2}, {2, 0, -1, 1})))) == Numbers{2, 0, 5, 4});
  CHECK(numbers(evaluate(take_along_axis(x, indices(i64, {2, 3}, {1, 0, 1, 0, 0, 0}), 0))) ==
        Numbers{3, 1, 5, 0, 1, 2});
  CHECK(numbers(evaluate(take_along_axis(x, indices(i64, {1, 3}, {1, 0, -1}), 0))) == Numbers{3, 1, 5});
  const Expr most = constant(tensor(f64, {2, 3}, {1, 9, 4, 8, 2, 3}));
  CHECK(numbers(evaluate(take_along_axis(most, argmax(most, 1, keepdims), 1))) == Numbers{9, 8});
  CHECK(numbers(evaluate(add_along_axis(x, indices(i64, {2, 2}, {0, 0, 2, 1}), 10))) == Numbers{20, 1, 2, 3, 14, 15});
  CHECK(numbers(evaluate(add_along_axis(x, indices(i64, {1, 3}, {1, 0, 1}), constant(tensor(f64, {3}, {5, 6, 7})),
                                        0))) == Numbers{0, 7, 2, 8, 4, 12});
}

TEST_CASE("take_along_axis stretches x and the indices on the other axes") {
  const Expr x = counting(f64, {1, 3}), i = indices(i32, {2, 1}, {2, 0});
  CHECK(numbers(evaluate(take_along_axis(x, i))) == Numbers{2, 0});
  const Expr y = counting(f64, {2, 3});
  CHECK(numbers(evaluate(take_along_axis(y, indices(i32, {1, 2}, {2, 0})))) == Numbers{2, 0, 5, 3});
  CHECK(take_along_axis(input("x", f32, {batch, 3}), input("i", i32, {batch, words})).shape() == Shape{batch, words});
}

TEST_CASE("the gradient of rows read twice adds up") {
  const Expr x = input("x", f64, {3, 2}), u = input("u", f64, {3, 2});
  const Feeds feeds{{x, tensor(f64, {3, 2}, {0.4, -1, 2, 0.3, 1.5, -0.6})},
                    {u, tensor(f64, {3, 2}, {1.1, 0.2, -0.5, 0.9, 0.7, -2})}};
  const Expr i = indices(i32, {3}, {1, 1, -1});
  const Expr w = counting(f64, {3, 2});
  CHECK(numbers(evaluate(grad(sum(gather(x, i) * w), x), feeds)) == Numbers{0, 0, 2, 4, 4, 5});
  CHECK(numbers(evaluate(grad(sum(scatter_add(x, i, u) * w), u), feeds)) == Numbers{2, 3, 2, 3, 4, 5});
  const Expr along = indices(i32, {3, 3}, {0, 1, 1, 0, 0, 0, -1, 0, 1});
  for (const Expr& y :
       {square(gather(x, i)) * gather(u, i), square(scatter_add(x, i, u)) * x, square(take_along_axis(x, along)),
        square(add_along_axis(x, along, reshape(take_along_axis(u, along), {3, 3})))})
    for (const int order : {1, 2})
      CHECK(verify_gradient(sum(y), {x, u}, feeds, {.order = order, .tolerance = 1e-6}).ok());
}

TEST_CASE("an index that is out of range is an error when it is computed, with its place") {
  const Expr x = counting(f32, {3, 2}), i = indices(i32, {2, 2}, {0, 1, 3, 0});
  CHECK(message_without_lines([&] { evaluate(gather(x, i)); }) ==
        "index 3 at [1, 0] is out of range for axis 0, which has 3");
  CHECK(message_without_lines([&] { evaluate(gather(x, -3, 1)); }) ==
        "index -3 is out of range for axis 1, which has 2");
  CHECK(message_without_lines([&] { evaluate(scatter_add(x, i, 1)); }) ==
        "index 3 at [1, 0] is out of range for axis 0, which has 3");
  CHECK(message_without_lines([&] { evaluate(gather(constant(Tensor::zeros(f32, {0})), 0)); }) ==
        "index 0 is out of range for axis 0, which has 0");
}

TEST_CASE("operands that do not fit are errors") {
  const Expr x = input("x", f32, {batch, 3}), i = input("i", f32, {2}), k = input("k", i32, {2});
  const std::string place = "gather_test.cpp: ", row_x = "\n  x : f32[batch, 3] = input  gather_test.cpp";
  const std::string row_i = "\n  i : f32[2]        = input  gather_test.cpp";
  const std::string row_k = "\n  k : i32[2]        = input  gather_test.cpp";
  CHECK(message_without_lines([&] { gather(x, i); }) ==
        place + "gather: the indices are f32, not i32 or i64" + row_x + row_i);
  CHECK(message_without_lines([&] { gather(x, k, 2); }) ==
        place + "gather: axis 2 is out of range for rank 2" + row_x + row_k);
  CHECK(message_without_lines([&] { gather(x, k, 0, 1); }) ==
        place + "gather: 1 axes in common are more than stand before axis 0 of [batch, 3] or in [2]" + row_x + row_k);
  CHECK(message_without_lines([&] { gather(x, k, 1, 1); }) == place + "gather: axis 0 is batch and 2" + row_x + row_k);
  CHECK(message_without_lines([&] { take_along_axis(x, k); }) ==
        place + "take_along_axis: ranks differ: [batch, 3] and [2]" + row_x + row_k);
  CHECK(message_without_lines([&] { scatter_add(x, k, i); }) ==
        place + "scatter_add: cannot broadcast [2] to [2, 3]: axis 1 is 2 and 3" + row_x + row_k + row_i);
  CHECK_THAT(message_without_lines([&] { scatter_add(input("b", b8, {3}), k, input("c", b8, {2})); }),
             Catch::Matchers::Contains("scatter_add: wants numbers, not b8"));
}
