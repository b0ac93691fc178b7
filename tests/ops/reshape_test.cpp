#include <nabla/ops/reshape.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reduce.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"}, time_{"time"};

}  // namespace

TEST_CASE("a reshape keeps the entries and their order, in every dtype") {
  for (const DType dtype : {f32, f64, i32, i64, b8}) {
    const Expr x = constant(tensor(dtype, {2, 3}, {1, 0, 1, 1, 0, 0}));
    CHECK(reshape(x, {3, 2}).type() == Type{dtype, {3, 2}});
    CHECK(numbers(evaluate(reshape(x, {3, 2}))) == Numbers{1, 0, 1, 1, 0, 0});
    CHECK(evaluate(reshape(x, {6, 1})).sizes() == Sizes{6, 1});
  }
}

TEST_CASE("symbolic sizes multiply and divide") {
  const Expr x = input("x", f32, {batch, time_, 64});
  CHECK(reshape(x, {batch * time_, 64}).shape() == Shape{batch * time_, 64});
  CHECK(reshape(x, {batch, -1}).shape() == Shape{batch, 64 * time_});
  CHECK(reshape(x, {-1, 64}).shape() == Shape{batch * time_, 64});
  CHECK(reshape(x, {-1}).shape() == Shape{64 * batch * time_});
  CHECK(reshape(x, std::vector<Dim>{2, -1, 32}).shape() == Shape{2, batch * time_, 32});
}

TEST_CASE("a scalar and one entry are the same entries") {
  const Expr x = constant(Tensor::scalar(3.0));
  CHECK(reshape(x, {1, 1}).shape() == Shape{1, 1});
  CHECK(reshape(reshape(x, {1, 1}), {}).shape() == Shape{});
  CHECK(reshape(x, {-1}).shape() == Shape{1});
  CHECK(evaluate(reshape(reshape(x, {1, 1}), {})).item<double>() == 3);
}

TEST_CASE("a reshape to the same shape is the expression itself") {
  const Expr x = input("x", f32, {batch, 3});
  CHECK(reshape(x, {batch, -1}) == x);
  CHECK(reshape(x, x.shape()) == x);
}

TEST_CASE("no entries have many shapes, but leave no size for -1 beside 0") {
  const Expr x = constant(Tensor::zeros(f32, {0, 3}));
  CHECK(evaluate(reshape(x, {5, 0})).sizes() == Sizes{5, 0});
  CHECK(evaluate(reshape(x, {-1, 7})).sizes() == Sizes{0, 7});
  CHECK(message_without_lines([&] { reshape(x, {0, -1}); }) != "");
}

TEST_CASE("the gradient of a reshape is the cotangent in the old shape") {
  const Expr x = constant(tensor(f64, {2, 3}, {1, 2, 3, 4, 5, 6})),
             w = constant(tensor(f64, {3, 2}, {1, 2, 3, 4, 5, 6}));
  const Expr g = grad(sum(reshape(x, {3, 2}) * w), x);
  CHECK(g.shape() == Shape{2, 3});
  CHECK(numbers(evaluate(g)) == Numbers{1, 2, 3, 4, 5, 6});
}

TEST_CASE("numbers of entries that differ are an error that shows both") {
  const Expr x = input("x", f32, {batch, 6});
  const std::string table = "\n  x : f32[batch, 6] = input  reshape_test.cpp";
  const std::string place = "reshape_test.cpp: reshape: ";
  CHECK(message_without_lines([&] {
          reshape(x, {batch, 4});
        }) == place + "[batch, 6] has 6*batch entries, [batch, 4] has 4*batch" + table);
  CHECK(message_without_lines([&] {
          reshape(x, {4, -1});
        }) ==
        place + "no size stands for -1: [batch, 6] has 6*batch entries, which do not divide into [4, -1]" + table);
  CHECK(message_without_lines([&] { reshape(x, {-1, -1}); }) == place + "more than one size of [-1, -1] is -1" + table);
  CHECK(message_without_lines([&] { reshape(x, {-2, batch}); }) == place + "a size is negative: -2" + table);
}
