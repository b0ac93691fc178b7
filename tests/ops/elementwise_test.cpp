#include <nabla/ops/elementwise.hpp>

#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const std::vector<Function> of_floats{
    exp,
    expm1,
    log,
    log1p,
    sqrt,
    relu,
    sigmoid,
    tanh,
    selu,
    softplus,
    softsign,
    exp2,
    log2,
    log10,
    logit,
    floor,
    ceil,
    round,
    trunc,
    sin,
    cos,
    tan,
    asin,
    acos,
    atan,
    sinh,
    cosh,
    asinh,
    atanh,
    erf,
    erfc,
    erfinv,
    lgamma,
    digamma,
    [](const Operand& x) { return elu(x); },
    [](const Operand& x) { return hard_sigmoid(x); },
    [](const Operand& x) { return polygamma(1, x); },
};
const std::vector<Function> of_numbers{abs, sign, square};

std::vector<Function> all() {
  std::vector<Function> functions = of_floats;
  functions.insert(functions.end(), of_numbers.begin(), of_numbers.end());
  return functions;
}

}  // namespace

TEST_CASE("a function of floats keeps the type, and NaN") {
  for (const Function f : all())
    for (const DType dtype : {f32, f64}) {
      const Expr x = input("x", dtype, {Dim("batch"), 3});
      CHECK(f(x).type() == x.type());
      CHECK(f(x)->op().is_elementwise());
      INFO(f(x)->op().name());
      CHECK(std::isnan(values(f, dtype, {0.5, NaN})[1]));
    }
}

TEST_CASE("a function of floats takes scalars, empty arrays and arrays of any length") {
  for (const Function f : all()) {
    INFO(f(1.0)->op().name());
    CHECK(evaluate(f(constant(Tensor::zeros(f32, {3, 0})))).sizes() == Sizes{3, 0});
    const double one = evaluate(f(constant(Tensor::scalar(0.75)))).item<double>();
    for (std::size_t n = 1; n < 40; ++n) REQUIRE(values(f, f64, Numbers(n, 0.75)) == Numbers(n, one));
  }
}

TEST_CASE("a function of floats does not take integers") {
  const Expr n = input("n", i32, {2});
  const std::string place = "elementwise_test.cpp:" + std::to_string(__LINE__ - 1);
  for (const Function f : of_floats) {
    const std::string name(f(1.0)->op().name());
    const std::string error = message_of([&] { f(n); });
    const std::string line = "elementwise_test.cpp:" + std::to_string(__LINE__ - 1);
    CHECK(error == line + ": " + name + ": wants f32 or f64, not i32: cast() converts\n  n : i32[2] = input  " + place);
  }
}

TEST_CASE("nothing that counts takes booleans") {
  const Expr p = input("p", b8, {2});
  for (const Function f : all()) CHECK(message_of([&] { f(p); }).find("b8: cast() converts") != std::string::npos);
  for (const Function f : of_numbers) CHECK(f(constant(Tensor::scalar(std::int64_t{3}))).dtype() == i64);
}
