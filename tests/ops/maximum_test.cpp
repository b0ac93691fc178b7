#include <nabla/ops/maximum.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("maximum and minimum keep NaN, on either side") {
  for (const DType dtype : {f32, f64}) {
    const Numbers x{1, 2, NaN, 1, NaN, -inf, inf}, y{2, 1, 1, NaN, NaN, 3, NaN};
    CHECK(difference(values(maximum, dtype, x, y), {2, 2, NaN, NaN, NaN, 3, NaN}) == "");
    CHECK(difference(values(minimum, dtype, x, y), {1, 1, NaN, NaN, NaN, -inf, NaN}) == "");
  }
  CHECK(values(maximum, i32, {1, -5}, {2, -7}) == Numbers{2, -5});
  CHECK(values(minimum, i64, {1, -5}, {2, -7}) == Numbers{1, -7});
}

TEST_CASE("they broadcast and take bare numbers") {
  const Expr x = constant(tensor(f32, {2, 1}, {-1, 4})), y = constant(tensor(f32, {3}, {0, 5, 2}));
  CHECK(numbers(evaluate(maximum(x, y))) == Numbers{0, 5, 2, 4, 5, 4});
  CHECK(numbers(evaluate(minimum(x, 1))) == Numbers{-1, 1});
  CHECK(evaluate(maximum(constant(Tensor::zeros(f32, {0})), 1)).sizes() == Sizes{0});
}

TEST_CASE("a tie gives the whole gradient to the first operand") {
  const Numbers x{1, 3, 2}, y{1, 2, 3};
  CHECK(partials(maximum, x, y) == std::vector<Numbers>{{1, 1, 0}, {0, 0, 1}});
  CHECK(partials(minimum, x, y) == std::vector<Numbers>{{1, 0, 1}, {0, 1, 0}});
  CHECK(slopes([](const Expr& a) { return maximum(a, a); }, f64, {2}) == Numbers{1});
  CHECK(slopes([](const Expr& a) { return maximum(0, a); }, f64, {-1, 0, 1}) == Numbers{0, 0, 1});
  CHECK(slopes([](const Expr& a) { return maximum(a, 0); }, f64, {-1, 0, 1}) == Numbers{0, 1, 1});
}

TEST_CASE("an infinite value that is not taken does no harm to the gradient") {
  CHECK(partials(maximum, {-inf, 2}, {1, inf}) == std::vector<Numbers>{{0, 0}, {1, 1}});
}
