#include <nabla/ops/mse.hpp>

#include <nabla/autodiff/grad.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("mse is the mean of the squared differences, over everything") {
  for (const DType dtype : {f32, f64}) {
    const Expr y = constant(tensor(dtype, {2, 2}, {1, 2, 3, 4})), t = constant(tensor(dtype, {2, 2}, {1, 0, 0, 8}));
    CHECK(numbers(evaluate(mse(y, t))) == Numbers{(0 + 4 + 9 + 16) / 4.0});
    CHECK(numbers(evaluate(mse(y, 2))) == Numbers{(1 + 0 + 1 + 4) / 4.0});
    CHECK(numbers(evaluate(grad(mse(y, t), y))) == Numbers{0, 1, 1.5, -2});
  }
}

TEST_CASE("shapes that would broadcast to all pairs are an error") {
  const Dim batch{"batch"};
  const Expr y = input("y", f32, {batch, 1}), t = input("t", f32, {batch});
  const std::string file = "mse_test.cpp";
  CHECK(message_without_lines([&] { mse(y, t); }) == file +
                                                         ": mse: the shapes differ: [batch, 1] and [batch]\n"
                                                         "  y : f32[batch, 1] = input  " +
                                                         file +
                                                         "\n"
                                                         "  t : f32[batch]    = input  " +
                                                         file);
}
