#include <nabla/ops/broadcast.hpp>

#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/strided.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"}, width{"width"};

std::string why_not(const Shape& a, const Shape& b) {
  return message_of([&] { broadcast(a, b); });
}

/// Entry `index` of a result as an offset into an operand of these sizes.
std::size_t offset(const Sizes& sizes, const Sizes& index) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const std::int64_t along = sizes[i] == 1 ? 0 : index[i + index.size() - sizes.size()];
    at = at * static_cast<std::size_t>(sizes[i]) + static_cast<std::size_t>(along);
  }
  return at;
}

/// x - y, the long way round.
Numbers plain_difference(const Tensor& x, const Tensor& y, const Sizes& sizes) {
  Numbers result;
  for (std::size_t n = static_cast<std::size_t>(elements(sizes)), entry = 0; entry < n; ++entry) {
    Sizes index(sizes.size());
    for (std::size_t axis = sizes.size(), rest = entry; axis-- > 0; rest /= static_cast<std::size_t>(sizes[axis]))
      index[axis] = static_cast<std::int64_t>(rest % static_cast<std::size_t>(sizes[axis]));
    result.push_back(numbers(x)[offset(x.sizes(), index)] - numbers(y)[offset(y.sizes(), index)]);
  }
  return result;
}

Tensor counting(const Sizes& sizes, double step) {
  Numbers entries(static_cast<std::size_t>(elements(sizes)));
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i] = static_cast<double>(i + 1) * step;
  return tensor(f64, sizes, entries);
}

/// The number of inner rows of a walk over these operands.
std::size_t rows(const Sizes& result, const Sizes& x, const Sizes& y) {
  std::size_t count = 0;
  BroadcastLoop<2>(result, {x, y}).run([&](const auto&, std::size_t, std::size_t, const auto&) { ++count; });
  return count;
}

}  // namespace

TEST_CASE("shapes broadcast from the right, where a size is the constant 1") {
  CHECK(broadcast(Shape{}, Shape{}) == Shape{});
  CHECK(broadcast(Shape{batch, 784}, Shape{784}) == Shape{batch, 784});
  CHECK(broadcast(Shape{784}, Shape{batch, 784}) == Shape{batch, 784});
  CHECK(broadcast(Shape{batch, 1}, Shape{1, 10}) == Shape{batch, 10});
  CHECK(broadcast(Shape{2, 1, 4}, Shape{3, 1}) == Shape{2, 3, 4});
  CHECK(broadcast(Shape{}, Shape{batch, 0}) == Shape{batch, 0});
  CHECK(broadcast(Shape{1}, Shape{0}) == Shape{0});
  CHECK(broadcast(Shape{batch * width}, Shape{width * batch}) == Shape{batch * width});
}

TEST_CASE("shapes that do not broadcast are named with the axis and its sizes") {
  CHECK(why_not({batch, 784}, {batch, 10}) == "cannot broadcast [batch, 784] with [batch, 10]: axis 1 is 784 and 10");
  CHECK(why_not({2, 3, 4}, {5, 4}) == "cannot broadcast [2, 3, 4] with [5, 4]: axis 1 is 3 and 5");
  CHECK(why_not({batch}, {3}) == "cannot broadcast [batch] with [3]: axis 0 is batch and 3");
  CHECK(why_not({batch}, {width}) == "cannot broadcast [batch] with [width]: axis 0 is batch and width");
  CHECK(why_not({0}, {3}) == "cannot broadcast [0] with [3]: axis 0 is 0 and 3");
}

TEST_CASE("dtypes never broadcast") {
  CHECK(broadcast(Type{f32, {batch, 1}}, Type{f32, {3}}) == Type{f32, {batch, 3}});
  CHECK(message_of([] { broadcast(Type{f32, {}}, Type{f64, {}}); }) == "f32 and f64: cast() one of them");
}

TEST_CASE("stretching has a limit of 32 axes, equal shapes have none") {
  const Shape high(std::vector<Dim>(33, Dim(2)));
  CHECK(broadcast(high, high) == high);
  CHECK(why_not(high, {}) == "cannot broadcast to rank 33: the limit is 32");
  CHECK(broadcast(Shape(std::vector<Dim>(32, Dim(2))), Shape{}).rank() == 32);
}

TEST_CASE("every pattern of stretched axes reads the right entries") {
  const Sizes sizes{2, 3, 4, 5};
  for (unsigned pattern = 0; pattern < 256; ++pattern)
    for (const std::size_t missing : {0U, 2U, 4U}) {
      Sizes x = sizes, y = sizes;
      for (unsigned axis = 0; axis < 4; ++axis) {
        if (pattern >> axis & 1U) x[axis] = 1;
        if (pattern >> (axis + 4) & 1U) y[axis] = 1;
      }
      y.erase(y.begin(), y.begin() + static_cast<std::ptrdiff_t>(missing));
      const Tensor a = counting(x, 1), b = counting(y, 0.001);
      const Expr z = constant(a) - constant(b);
      const Tensor result = evaluate(z);
      REQUIRE(difference(numbers(result), plain_difference(a, b, result.sizes())) == "");
    }
}

TEST_CASE("a symbol that is 1 in this call is no reason to stretch, and does no harm") {
  const Expr x = input("x", f64, {batch, 2}), y = input("y", f64, {batch, 1});
  CHECK(numbers(evaluate(x + y, {{x, tensor(f64, {1, 2}, {1, 2})}, {y, tensor(f64, {1, 1}, {10})}})) ==
        Numbers{11, 12});
}

TEST_CASE("axes that all operands walk alike are walked as one") {
  CHECK(rows({128, 512}, {128, 512}, {128, 512}) == 1);
  CHECK(rows({128, 512}, {128, 512}, {}) == 1);
  CHECK(rows({128, 512}, {128, 512}, {1, 1}) == 1);
  CHECK(rows({128, 512}, {128, 512}, {512}) == 128);
  CHECK(rows({128, 512}, {128, 512}, {128, 1}) == 128);
  CHECK(rows({2, 3, 4, 5}, {2, 3, 4, 5}, {4, 5}) == 6);
  CHECK(rows({2, 3, 4, 5}, {2, 3, 1, 1}, {4, 5}) == 6 * 1);
  CHECK(rows({7, 1, 5, 1}, {7, 1, 5, 1}, {7, 1, 5, 1}) == 1);
  CHECK(rows({}, {}, {}) == 1);
  CHECK(rows({3, 0}, {3, 0}, {1, 1}) == 0);
}

TEST_CASE("broadcast_to repeats, for every dtype") {
  for (const DType dtype : {f32, f64, i32, i64, b8}) {
    const Expr x = constant(tensor(dtype, {2, 1}, {0, 1}));
    const Expr y = broadcast_to(x, {3, 2, 2});
    CHECK(y.type() == Type{dtype, {3, 2, 2}});
    CHECK(numbers(evaluate(y)) == Numbers{0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1});
    CHECK(broadcast_to(x, {2, 1}) == x);
  }
  CHECK(numbers(evaluate(broadcast_to(7, {2}))) == Numbers{7, 7});
  CHECK(evaluate(broadcast_to(1.0, {4, 0})).sizes() == Sizes{4, 0});
}

TEST_CASE("broadcast_to refuses what does not stretch to the shape") {
  const Expr x = input("x", f32, {batch, 3});
  const std::string place = "broadcast_test.cpp:" + std::to_string(__LINE__ - 1);
  const std::string table = "\n  x : f32[batch, 3] = input  " + place;
  const auto text = [&](const Shape& shape) {
    const std::string error = message_of([&] { broadcast_to(x, shape); });
    return error.substr(error.find("broadcast_to"));
  };
  CHECK(text({4, batch, 5}) == "broadcast_to: cannot broadcast [batch, 3] to [4, batch, 5]: axis 2 is 3 and 5" + table);
  CHECK(text({7, 3}) == "broadcast_to: cannot broadcast [batch, 3] to [7, 3]: axis 0 is batch and 7" + table);
  CHECK(text({3}) == "broadcast_to: cannot broadcast [batch, 3] to [3], which has fewer axes" + table);
}

TEST_CASE("sum_to adds up what was stretched, and only then is there a sum") {
  const Expr dy = input("dy", f64, {batch, 2, 3});
  const auto op = [](const Expr& x) { return std::string(x->op().name()); };
  CHECK(sum_to(dy, {batch, 2, 3}) == dy);
  for (const Shape& shape : {Shape{}, Shape{3}, Shape{1}, Shape{2, 3}, Shape{2, 1}, Shape{1, 2, 1}, Shape{1, 1},
                             Shape{batch, 1, 3}, Shape{batch, 1, 1}})
    CHECK(sum_to(dy, shape).shape() == shape);
  CHECK(op(sum_to(dy, {})) == "sum");
  CHECK(op(sum_to(dy, {2, 3})) == "sum");
  CHECK(op(sum_to(dy, {1, 2, 3})) == "sum");
  CHECK(op(sum_to(input("d", f64, {1, 3}), {3})) == "reshape");
  const Feeds feeds{{dy, tensor(f64, {1, 2, 3}, {1, 2, 3, 4, 5, 6})}};
  CHECK(numbers(evaluate(sum_to(dy, {2, 1}), feeds)) == Numbers{6, 15});
  CHECK(numbers(evaluate(sum_to(dy, {3}), feeds)) == Numbers{5, 7, 9});
  CHECK(numbers(evaluate(sum_to(dy, {}), feeds)) == Numbers{21});
}

TEST_CASE("the gradient of a stretched operand has its shape") {
  const Expr x = input("x", f64, {2, 1}), y = input("y", f64, {3}), z = input("z", f64, {});
  const std::vector<Expr> gradient = grad(sum(x * y * z), {x, y, z});
  CHECK(gradient[0].type() == x.type());
  CHECK(gradient[1].type() == y.type());
  CHECK(gradient[2].type() == z.type());
  const std::vector<Tensor> values = evaluate(
      gradient, {{x, tensor(f64, {2, 1}, {1, 2})}, {y, tensor(f64, {3}, {3, 4, 5})}, {z, tensor(f64, {}, {10})}});
  CHECK(numbers(values[0]) == Numbers{120, 120});
  CHECK(numbers(values[1]) == Numbers{30, 30, 30});
  CHECK(numbers(values[2]) == Numbers{36});
  const Expr wide = broadcast_to(x, {4, 2, 3});
  CHECK(numbers(evaluate(grad(sum(wide), x), {{x, tensor(f64, {2, 1}, {1, 2})}})) == Numbers{12, 12});
}
