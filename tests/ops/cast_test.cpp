#include <nabla/ops/cast.hpp>

#include <nabla/ops/arithmetic.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

template <Entry T>
T cast_one(double x, DType from) {
  return evaluate(cast(constant(tensor(from, {}, {x})), dtype_of<T>)).template item<T>();
}

}  // namespace

TEST_CASE("every dtype casts to every other") {
  for (const DType from : {f32, f64, i32, i64, b8})
    for (const DType to : {f32, f64, i32, i64, b8}) {
      const Expr x = constant(tensor(from, {2, 1}, {0, 1}));
      CHECK(cast(x, to).type() == Type{to, {2, 1}});
      CHECK(numbers(evaluate(cast(x, to))) == Numbers{0, 1});
      CHECK((cast(x, to) == x) == (from == to));
    }
  CHECK(evaluate(cast(constant(Tensor::zeros(f32, {0, 4})), i32)).sizes() == Sizes{0, 4});
  CHECK(evaluate(cast(3, f32)).item<float>() == 3);
}

TEST_CASE("float to integer drops the fraction, clamps what is out of range and makes NaN 0") {
  using I32 = std::int32_t;
  using I64 = std::int64_t;
  for (const DType from : {f32, f64}) {
    CHECK(cast_one<I32>(2.75, from) == 2);
    CHECK(cast_one<I32>(-2.75, from) == -2);
    CHECK(cast_one<I32>(NaN, from) == 0);
    CHECK(cast_one<I64>(NaN, from) == 0);
    CHECK(cast_one<I32>(inf, from) == std::numeric_limits<I32>::max());
    CHECK(cast_one<I32>(-1e10, from) == std::numeric_limits<I32>::min());
    CHECK(cast_one<I64>(1e30, from) == std::numeric_limits<I64>::max());
    CHECK(cast_one<I64>(-inf, from) == std::numeric_limits<I64>::min());
    CHECK(cast_one<I32>(-2147483648.0, from) == std::numeric_limits<I32>::min());
  }
  CHECK(cast_one<I32>(2147483647.0, f64) == std::numeric_limits<I32>::max());
  CHECK(cast_one<I32>(-2147483648.5, f64) == std::numeric_limits<I32>::min());
  CHECK(cast_one<I32>(4294967298.0, i64) == 2);
}

TEST_CASE("a boolean is whether the number is not 0, NaN included") {
  CHECK(numbers(evaluate(cast(constant(tensor(f32, {4}, {0, -0., 0.25, NaN})), b8))) == Numbers{0, 0, 1, 1});
}

TEST_CASE("f64 to f32 rounds, and may overflow") {
  CHECK(difference(numbers(evaluate(cast(constant(tensor(f64, {3}, {0.1, 1e300, NaN})), f32))),
                   {static_cast<double>(0.1F), inf, NaN}) == "");
}

TEST_CASE("between floats the gradient is cast back, through integers it is zero") {
  const auto narrow = [](const Expr& x) { return cast(x * x, f32); };
  CHECK(slopes(narrow, f64, {3}) == Numbers{6});
  CHECK(curvatures(narrow, f64, {3}) == Numbers{2});
  CHECK(slopes([](const Expr& x) { return cast(cast(x, i32), f64) * x; }, f64, {2.5}) == Numbers{2});
  CHECK(slopes([](const Expr& x) { return cast(cast(x, i32), f64); }, f64, {2.5}) == Numbers{0});
}
