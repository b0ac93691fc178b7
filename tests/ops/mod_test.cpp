#include <nabla/ops/mod.hpp>

#include <nabla/ops/arithmetic.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("mod has the sign of the divisor, and goes with floor_divide") {
  const Numbers x{7, -7, 7, -7, 6, -6}, y{3, 3, -3, -3, 3, 3};
  for (const DType dtype : {f32, f64, i32, i64}) {
    CHECK(values(mod, dtype, x, y) == Numbers{1, 2, -2, -1, 0, 0});
    CHECK(values(floor_divide, dtype, x, y) == Numbers{2, -3, -3, 2, 2, -2});
  }
  CHECK(values(mod, f64, {5.5, -5.5, 0.25}, {2, 2, 1}) == Numbers{1.5, 0.5, 0.25});
  CHECK(values(floor_divide, f64, {5.5, -5.5, 0.25}, {2, 2, 1}) == Numbers{2, -3, 0});
}

TEST_CASE("mod and floor_divide of floats at zeros, infinities and NaN are those of numpy") {
  const Numbers x{1, -1, 0, inf, 5, -5, NaN, 1}, y{0, 0, 0, 2, inf, inf, 2, NaN};
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(mod, dtype, x, y), {NaN, NaN, NaN, NaN, 5, inf, NaN, NaN}) == "");
    CHECK(difference(values(floor_divide, dtype, x, y), {inf, -inf, NaN, NaN, 0, -1, NaN, NaN}) == "");
  }
  CHECK(std::signbit(values(mod, f64, {6}, {-3})[0]));  // a rest of 0 has the divisor's sign, too
}

TEST_CASE("the smallest integer divided by -1 wraps around, as all integers do") {
  const double smallest = std::numeric_limits<std::int32_t>::min();
  CHECK(values(floor_divide, i32, {smallest}, {-1}) == Numbers{smallest});
  CHECK(values(mod, i32, {smallest}, {-1}) == Numbers{0});
}

TEST_CASE("an integer divided by 0 is an error when it is computed") {
  const Expr n = input("n", i32, {2}), m = input("m", i32, {});
  for (const auto f : {mod, floor_divide}) {
    const nabla::Function call({n, m}, {f(n, m)});
    const std::string place = "mod_test.cpp:" + std::to_string(__LINE__ - 1);
    const std::string name = f == mod ? "mod" : "floor_divide";
    const std::string error = message_of([&] { call(tensor(i32, {2}, {1, 2}), tensor(i32, {}, {0})); });
    CHECK(error.find(place + ": " + name + ": an integer is divided by 0") == 0);
    CHECK(numbers(call(tensor(i32, {2}, {1, 5}), tensor(i32, {}, {3}))[0]) ==
          (f == mod ? Numbers{1, 2} : Numbers{0, 1}));
  }
}

TEST_CASE("the slopes of mod are 1 and -floor(x / y)") {
  CHECK(partials(mod, {7.5, -7.5, 6, 5}, {2, 2, 2, inf}) == std::vector<Numbers>{{1, 1, 1, 1}, {-3, 4, -3, -0.}});
  CHECK(partials(floor_divide, {7.5, -7.5}, {2, 2}) == std::vector<Numbers>{{0, 0}, {0, 0}});
  CHECK(partials([](const Expr& x, const Expr& y) { return mod(x, y) * mod(x, y); }, {7.5}, {2}) ==
        std::vector<Numbers>{{3}, {-9}});
}

TEST_CASE("mod broadcasts and takes bare numbers") {
  const Expr x = constant(tensor(i64, {2, 1}, {5, -5})), y = constant(tensor(i64, {3}, {2, 3, 7}));
  CHECK(numbers(evaluate(mod(x, y))) == Numbers{1, 2, 5, 1, 1, 2});
  CHECK(numbers(evaluate(mod(x, 2))) == Numbers{1, 1});
  CHECK(numbers(evaluate(floor_divide(7, y))) == Numbers{3, 2, 1});
  CHECK(evaluate(mod(constant(Tensor::zeros(i32, {0, 3})), 0)).sizes() == Sizes{0, 3});
  CHECK(message_of([&] { mod(input("p", b8, {}), input("q", b8, {})); }).find("mod: wants numbers, not b8") !=
        std::string::npos);
}
