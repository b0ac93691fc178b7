#include <nabla/ops/finite.hpp>

#include <nabla/ops/cast.hpp>
#include <nabla/ops/sqrt.hpp>
#include <nabla/ops/where.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("isnan, isinf and isfinite tell three kinds of floats apart") {
  const double largest = std::numeric_limits<float>::max();
  const Numbers x{NaN, -NaN, inf, -inf, 0, -0., 1e-40, largest};
  for (const DType dtype : {f32, f64}) {
    CHECK(values(isnan, dtype, x) == Numbers{1, 1, 0, 0, 0, 0, 0, 0});
    CHECK(values(isinf, dtype, x) == Numbers{0, 0, 1, 1, 0, 0, 0, 0});
    CHECK(values(isfinite, dtype, x) == Numbers{0, 0, 0, 0, 1, 1, 1, 1});
  }
}

TEST_CASE("the three are of floats, and give b8 of the same shape") {
  const Expr x = input("x", f32, {Dim("batch"), 3}), n = input("n", i32, {2});
  for (const Function f : {Function(isnan), Function(isinf), Function(isfinite)}) {
    CHECK(f(x).type() == Type{b8, x.shape()});
    CHECK(f(x)->op().is_elementwise());
    CHECK(message_of([&] { f(n); }).find(": wants f32 or f64, not i32: cast() converts\n") != std::string::npos);
    CHECK(evaluate(f(constant(Tensor::zeros(f64, {2, 0})))).sizes() == Sizes{2, 0});
  }
}

TEST_CASE("a NaN that is masked has no gradient, and the test itself has none") {
  const auto masked = [](const Expr& x) { return square(where(isnan(x), 0, x)); };
  CHECK(slopes(masked, f64, {3, NaN}) == Numbers{6, 0});
  CHECK(slopes([](const Expr& x) { return cast(isfinite(x), f64); }, f64, {1, inf}) == Numbers{0, 0});
}
