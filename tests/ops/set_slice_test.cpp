#include <nabla/ops/set_slice.hpp>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/sqrt.hpp>

#include "catch.hpp"
#include "support/counted.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

}  // namespace

TEST_CASE("set_slice gives x with other entries in the slice, and x stays") {
  for (const DType dtype : {f32, f64, i32, i64}) {
    const Expr x = counting(dtype, {2, 3});
    const Expr y = set_slice(x, {{}, {1, {}}}, constant(tensor(dtype, {2, 2}, {10, 20, 30, 40})));
    CHECK(y.type() == x.type());
    CHECK(numbers(evaluate(y)) == Numbers{0, 10, 20, 3, 30, 40});
    CHECK(numbers(evaluate(x)) == counted(6));
    CHECK(numbers(evaluate(set_slice(x, 0, {-1, {}}, 9))) == Numbers{0, 1, 2, 9, 9, 9});
    CHECK(numbers(evaluate(set_slice(x, {{1, {}}, {{}, {}, -2}}, constant(tensor(dtype, {2}, {7, 8}))))) ==
          Numbers{0, 1, 2, 8, 4, 7});
    CHECK(numbers(evaluate(set_slice(x, {{2, {}}}, 9))) == counted(6));
  }
}

TEST_CASE("add_slice adds to the slice alone") {
  const Expr x = counting(i32, {2, 3});
  CHECK(numbers(evaluate(add_slice(x, {{}, {0, 2}}, constant(tensor(i32, {2, 1}, {10, 20}))))) ==
        Numbers{10, 11, 2, 23, 24, 5});
  CHECK(numbers(evaluate(add_slice(x, 1, {.step = 2}, 100))) == Numbers{100, 1, 102, 103, 4, 105});
}

TEST_CASE("the whole axis is set to the update itself") {
  const Expr x = input("x", f32, {batch, 3}), u = input("u", f32, {batch, 3});
  CHECK(set_slice(x, {{}, {0, 3}}, u) == u);
}

TEST_CASE("symbolic sizes: rows after the first, the first two of a batch") {
  const Expr x = input("x", f64, {batch, 2}), u = input("u", f64, {batch - 1, 2});
  const Feeds feeds{{x, tensor(f64, {3, 2}, counted(6))}, {u, tensor(f64, {2, 2}, {10, 20, 30, 40})}};
  CHECK(numbers(evaluate(set_slice(x, 0, {1, {}}, u), feeds)) == Numbers{0, 1, 10, 20, 30, 40});
  const Expr first = set_slice(x, 0, {0, 2}, -1);
  CHECK(numbers(evaluate(first, feeds)) == Numbers{-1, -1, -1, -1, 4, 5});
  CHECK(message_without_lines([&] {
          evaluate(first, {{x, tensor(f64, {1, 2}, {0, 0})}});
        }) == "entries 0 to 1 of axis 0 are wanted, which has 1");
}

TEST_CASE("the gradient goes to x outside of the slice and to the update inside") {
  const Expr x = input("x", f64, {2, 3}), u = input("u", f64, {2, 1});
  const Feeds feeds{{x, tensor(f64, {2, 3}, {0.1, -0.4, 1.2, 0.8, -1.5, 0.6})}, {u, tensor(f64, {2, 1}, {0.3, 2})}};
  const Expr w = counting(f64, {2, 3});
  const std::vector<Tensor> set = evaluate(grad(sum(set_slice(x, 1, {1, {}}, u) * w), {x, u}), feeds);
  CHECK(numbers(set[0]) == Numbers{0, 0, 0, 3, 0, 0});
  CHECK(numbers(set[1]) == Numbers{3, 9});
  const std::vector<Tensor> add = evaluate(grad(sum(add_slice(x, 1, {1, {}}, u) * w), {x, u}), feeds);
  CHECK(numbers(add[0]) == counted(6));
  CHECK(numbers(add[1]) == Numbers{3, 9});
  for (const Expr& y : {set_slice(x, {{}, {{}, {}, -2}}, square(u)), add_slice(x, {{}, {{}, -1}}, u * u)})
    for (const int order : {1, 2}) CHECK(verify_gradient(sum(y * y * y), {x, u}, feeds, {.order = order}).ok());
}

TEST_CASE("an update that does not fit is an error that shows both") {
  const Expr x = input("x", f32, {batch, 3}), u = input("u", f32, {2}), v = input("v", f64, {});
  const std::string place = "set_slice_test.cpp: ", row_x = "\n  x : f32[batch, 3] = input  set_slice_test.cpp";
  CHECK(message_without_lines([&] {
          set_slice(x, 1, {0, 1}, v);
        }) == place + "set_slice: f32 and f64: cast() one of them" + row_x +
                  "\n  v : f64[]         = input  set_slice_test.cpp");
  CHECK(message_without_lines([&] {
          add_slice(x, {{}, {}}, u);
        }) == place + "add_slice: cannot broadcast [2] to [batch, 3]: axis 1 is 2 and 3" + row_x +
                  "\n  u : f32[2]        = input  set_slice_test.cpp");
  CHECK(message_without_lines([&] {
          add_slice(x, {{}, {}, {}}, u);
        }) == place + "add_slice: 3 ranges for rank 2" + row_x + "\n  u : f32[2]        = input  set_slice_test.cpp");
  CHECK(message_without_lines([&] { set_slice(x, 5, {}, u); }) ==
        place + "set_slice: axis 5 is out of range for rank 2" + row_x);
}
