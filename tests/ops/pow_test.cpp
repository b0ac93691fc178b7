#include <nabla/ops/pow.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

std::string name_of(const Expr& x) { return std::string(x->op().name()); }

}  // namespace

TEST_CASE("pow is that of C, entry by entry") {
  for (const DType dtype : {f32, f64}) {
    const Expr x = constant(tensor(dtype, {7}, {2, 2, 0, 0, 0, -2, -2}));
    const Expr y = constant(tensor(dtype, {7}, {3, -1, 0, 2, -1, 3, 0.5}));
    CHECK(difference(numbers(evaluate(pow(x, y))), {8, 0.5, 1, 0, inf, -8, NaN}, few_ulps(dtype)) == "");
  }
  CHECK(std::isnan(values([](const Expr& x) { return pow(x, 3); }, f32, {NaN})[0]));
  CHECK(std::isnan(values([](const Expr& y) { return pow(3, y); }, f32, {NaN})[0]));
}

TEST_CASE("pow broadcasts, and takes floats only") {
  const Expr x = constant(tensor(f64, {2, 1}, {2, 3})), y = constant(tensor(f64, {3}, {0, 1, 2}));
  CHECK(numbers(evaluate(pow(x, y))) == Numbers{1, 2, 4, 1, 3, 9});
  CHECK(evaluate(pow(constant(Tensor::zeros(f32, {0})), 3)).sizes() == Sizes{0});
  const Expr n = input("n", i64, {});
  CHECK(message_of([&] { pow(n, 2); }).find("pow: wants f32 or f64, not i64: cast() converts\n") != std::string::npos);
}

TEST_CASE("the exponents 1 and 2 need no pow") {
  const Expr x = input("x", f32, {3});
  CHECK(pow(x, 1) == x);
  CHECK(name_of(pow(x, 2)) == "square");
  CHECK(name_of(pow(x, 3)) == "pow");
}

TEST_CASE("the derivatives of pow in its base, at 0 too") {
  const auto cube = [](const Expr& x) { return pow(x, 3); };
  CHECK(slopes(cube, f64, {-2, 0, 2}) == Numbers{12, 0, 12});
  CHECK(curvatures(cube, f64, {-2, 0, 2}) == Numbers{-12, 0, 12});
  CHECK(slopes([](const Expr& x) { return pow(x, 0); }, f64, {0, 2}) == Numbers{0, 0});
  CHECK(slopes([](const Expr& x) { return pow(x, 0.5); }, f64, {4, 0}) == Numbers{0.25, inf});
  CHECK(slopes([](const Expr& x) { return pow(x, -1); }, f64, {2}) == Numbers{-0.25});
}

TEST_CASE("the derivatives of pow in both operands, where one or both are 0") {
  const std::vector<Numbers> slopes = partials(pow, {2, 0, 0, 3, 0}, {3, 0, 2, 0, 1});
  CHECK(difference(slopes[0], {12, 0, 0, 0, 1}, 1e-15) == "");
  CHECK(difference(slopes[1], {8 * std::log(2.), 0, 0, std::log(3.), 0}, 1e-15) == "");
}

TEST_CASE("the mixed second derivative of pow is right, also at y = 0 and at x = 0") {
  const auto mixed = [](const Expr& x, const Expr& y) { return grad(sum(pow(x, y)), x); };  // then by y
  const Numbers x{2, 3, 0}, y{3, 0, 2};
  const std::vector<Numbers> slopes = partials(mixed, x, y);
  CHECK(difference(slopes[0], {12, 0, 2}, 1e-15) == "");
  CHECK(difference(slopes[1], {4 + 12 * std::log(2.), 1. / 3, 0}, 1e-15) == "");
}

TEST_CASE("a base that is negative does not spoil the gradient of the base") {
  CHECK(partials(pow, {-2}, {3})[0] == Numbers{12});
  CHECK(std::isnan(partials(pow, {-2}, {3})[1][0]));
}
