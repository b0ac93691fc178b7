#include <nabla/ops/slice.hpp>

#include <algorithm>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/sqrt.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/counted.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"}, width{"width"};

using Bound = std::optional<std::int64_t>;

/// What Python's range(n)[start:stop:step] is, the long way round.
Numbers naive(std::int64_t n, Bound start, Bound stop, std::int64_t step) {
  const std::int64_t low = step > 0 ? 0 : -1, high = step > 0 ? n : n - 1;
  const auto bound = [&](Bound given, std::int64_t otherwise) {
    if (!given) return otherwise;
    return std::clamp(*given < 0 ? *given + n : *given, low, std::max(low, high));
  };
  Numbers result;
  const std::int64_t first = bound(start, step > 0 ? 0 : n - 1), end = bound(stop, step > 0 ? n : -1);
  for (std::int64_t i = first; step > 0 ? i < end : i > end; i += step) result.push_back(static_cast<double>(i));
  return result;
}

std::optional<Dim> dim(Bound bound) { return bound ? std::optional<Dim>(*bound) : std::nullopt; }

/// slice(x, 0, range) of 0, 1, ... n - 1 where x has a symbolic size.
Numbers of_batch(const Range& range, std::size_t n) {
  const Expr x = input("x", f64, {batch});
  return numbers(evaluate(slice(x, 0, range), {{x, tensor(f64, {static_cast<std::int64_t>(n)}, counted(n))}}));
}

}  // namespace

TEST_CASE("slices of a vector are those of Python, whatever the bounds") {
  std::vector<Bound> bounds{std::nullopt};
  for (std::int64_t i = -6; i <= 6; ++i) bounds.emplace_back(i);
  for (const std::int64_t n : {0, 1, 2, 5})
    for (const Bound& start : bounds)
      for (const Bound& stop : bounds)
        for (const int step : {1, 2, 3, 7, -1, -2, -3, -7}) {
          const Range range{dim(start), dim(stop), step};
          const Expr y = slice(counting(f32, {n}), 0, range);
          const Numbers want = naive(n, start, stop, step);
          REQUIRE(y.shape() == Shape{Dim(want.size())});
          REQUIRE(numbers(evaluate(y)) == want);
        }
}

TEST_CASE("a range for each axis from the left, in every dtype") {
  for (const DType dtype : {f32, f64, i32, i64}) {
    const Expr x = counting(dtype, {3, 4});
    CHECK(slice(x, {{1, {}}, {{}, {}, 2}}).type() == Type{dtype, {2, 2}});
    CHECK(numbers(evaluate(slice(x, {{1, {}}, {{}, {}, 2}}))) == Numbers{4, 6, 8, 10});
    CHECK(numbers(evaluate(slice(x, {{}, {.step = -1}}))) == Numbers{3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8});
    CHECK(numbers(evaluate(slice(x, {{-1, {}}}))) == Numbers{8, 9, 10, 11});
    CHECK(numbers(evaluate(slice(x, -1, {1, 3}))) == Numbers{1, 2, 5, 6, 9, 10});
    CHECK(evaluate(slice(x, {{2, 2}})).sizes() == Sizes{0, 4});
  }
  const Expr b = constant(tensor(b8, {3}, {1, 0, 0}));
  CHECK(numbers(evaluate(slice(b, {{.step = -1}}))) == Numbers{0, 0, 1});
}

TEST_CASE("whole axes are x itself") {
  const Expr x = input("x", f32, {batch, 3});
  CHECK(slice(x, std::vector<Range>{}) == x);
  CHECK(slice(x, {{}, {0, 3}}) == x);
  CHECK(slice(x, {{0, batch}, {-3, 7}}) == x);
  CHECK(slice(x, {{}, {.step = -1}}) != x);
}

TEST_CASE("symbolic sizes count from both ends") {
  const Expr x = input("x", f32, {batch, 2 * width + 1});
  CHECK(slice(x, {{1, {}}}).shape() == Shape{batch - 1, 2 * width + 1});
  CHECK(slice(x, {{{}, -1}}).shape() == Shape{batch - 1, 2 * width + 1});
  CHECK(slice(x, {{2, -3}}).shape() == Shape{batch - 5, 2 * width + 1});
  CHECK(slice(x, {{-3, {}}}).shape() == Shape{3, 2 * width + 1});
  CHECK(slice(x, {{5, 2}}).shape() == Shape{0, 2 * width + 1});
  CHECK(slice(x, 1, {.step = 2}).shape() == Shape{batch, width + 1});
  CHECK(slice(x, 1, {1, {}, 2}).shape() == Shape{batch, width});
  CHECK(slice(x, 1, {width, {}}).shape() == Shape{batch, width + 1});
  CHECK(slice(x, 1, {.step = -2}).shape() == Shape{batch, width + 1});
  CHECK(of_batch({1, {}}, 4) == Numbers{1, 2, 3});
  CHECK(of_batch({1, {}}, 1) == Numbers{});
  CHECK(of_batch({-2, {}}, 4) == Numbers{2, 3});
  CHECK(of_batch({{}, 2}, 4) == Numbers{0, 1});
  CHECK(of_batch({.step = -1}, 4) == Numbers{3, 2, 1, 0});
  CHECK(of_batch({.step = -1}, 0) == Numbers{});
  CHECK(of_batch({-2, {}, -1}, 4) == Numbers{2, 1, 0});
  CHECK(of_batch({3, 1, -1}, 4) == Numbers{3, 2});
  CHECK(of_batch({7, 2}, 1) == Numbers{});
  const Dim half{"half"};
  const Expr both = input("both", f64, {2 * half}), rows = input("rows", f64, {half});
  const Feeds feeds{{both, tensor(f64, {6}, counted(6))}, {rows, tensor(f64, {3}, counted(3))}};
  CHECK(numbers(evaluate(slice(both, 0, {half, {}}) + rows, feeds)) == Numbers{3, 5, 7});
  CHECK(numbers(evaluate(slice(both, 0, {1, {}, 2}) + rows, feeds)) == Numbers{1, 4, 7});
}

TEST_CASE("a call with fewer entries than a slice wants is an error") {
  const Expr x = input("x", f32, {batch});
  const auto call = [&](const Expr& y, std::size_t n) {
    return message_without_lines(
        [&] { nabla::Function({x}, {y})(tensor(f32, {static_cast<std::int64_t>(n)}, counted(n))); });
  };
  CHECK(call(slice(x, {{1, 4}}), 3) ==
        "slice_test.cpp: slice: entries 1 to 3 of axis 0 are wanted, which has 3\n"
        "  x         : f32[batch] = input     slice_test.cpp\n"
        "  operand 2 : i64[]      = constant  slice_test.cpp");
  CHECK_THAT(call(slice(x, {{-3, {}}}), 2), Catch::Matchers::Contains("batch - 3 is negative: -1"));
  CHECK_THAT(call(slice(x, {{1, {}}}), 0), Catch::Matchers::Contains("batch - 1 is negative: -1"));
}

TEST_CASE("take() is the entry at one index, and its axis is gone") {
  const Expr x = counting(f64, {3, 4}), s = input("s", f64, {batch, 2});
  CHECK(numbers(evaluate(take(x, 1))) == Numbers{4, 5, 6, 7});
  CHECK(numbers(evaluate(take(x, -1))) == Numbers{8, 9, 10, 11});
  CHECK(numbers(evaluate(take(x, -4, -1))) == Numbers{0, 4, 8});
  CHECK(take(s, 0).shape() == Shape{2});
  CHECK(numbers(evaluate(take(s, -1), {{s, tensor(f64, {3, 2}, counted(6))}})) == Numbers{4, 5});
  CHECK(numbers(evaluate(take(s, batch - 2), {{s, tensor(f64, {3, 2}, counted(6))}})) == Numbers{2, 3});
}

TEST_CASE("flip turns axes round, by default all") {
  const Expr x = counting(f64, {2, 3});
  CHECK(numbers(evaluate(flip(x))) == Numbers{5, 4, 3, 2, 1, 0});
  CHECK(numbers(evaluate(flip(x, 0))) == Numbers{3, 4, 5, 0, 1, 2});
  CHECK(numbers(evaluate(flip(x, -1))) == Numbers{2, 1, 0, 5, 4, 3});
  CHECK(flip(constant(Tensor::scalar(1.0))).shape() == Shape{});
  CHECK(evaluate(flip(constant(Tensor::zeros(f32, {0, 3})))).sizes() == Sizes{0, 3});
}

TEST_CASE("a slice's gradient is 0 where it did not look, a flip's is flipped") {
  const Expr x = counting(f64, {4}), w = constant(tensor(f64, {2}, {10, 20}));
  CHECK(numbers(evaluate(grad(sum(slice(x, 0, {{}, {}, 2}) * w), x))) == Numbers{10, 0, 20, 0});
  CHECK(numbers(evaluate(grad(sum(slice(x, 0, {{}, {}, -2}) * w), x))) == Numbers{0, 20, 0, 10});
  const Expr flipped = grad(sum(flip(x) * x), x);
  CHECK(numbers(evaluate(flipped)) == Numbers{6, 4, 2, 0});
  CHECK(grad(sum(flip(x) * counting(f64, {4})), x)->op().name() == "slice");
  const Expr v = input("v", f64, {batch, 3});
  const Expr cost = sum(square(slice(v, {{1, {}}, {.step = 2}})) * slice(v, {{{}, -1}, {{}, {}, -2}}));
  const Feeds feeds{{v, tensor(f64, {3, 3}, {0.3, -1, 2, 0.7, 1.5, -0.2, 0.9, 0.4, -1.1})}};
  CHECK(verify_gradient(cost, {v}, feeds).ok());
  CHECK(verify_gradient(cost, {v}, feeds, {.order = 2}).ok());
}

TEST_CASE("what is no slice is an error at the user's line") {
  const Expr x = input("x", f32, {batch, 3});
  const std::string table = "\n  x : f32[batch, 3] = input  slice_test.cpp", place = "slice_test.cpp: ";
  CHECK(message_without_lines([&] { slice(x, {{}, {}, {}}); }) == place + "slice: 3 ranges for rank 2" + table);
  CHECK(message_without_lines([&] { slice(x, 2, {}); }) == place + "slice: axis 2 is out of range for rank 2" + table);
  CHECK(message_without_lines([&] { slice(x, 1, {.step = 0}); }) == place + "slice: the step is 0" + table);
  CHECK(message_without_lines([&] { slice(x, 0, {.step = 2}); }) ==
        place + "slice: a step of 2 through batch entries: how many there are must follow from the sizes" + table);
  CHECK(message_without_lines([&] { take(x, 3, 1); }) ==
        place + "take: index 3 is out of range for axis 1, which has 3" + table);
  CHECK(message_without_lines([&] { take(x, -4, 1); }) ==
        place + "take: index -4 is out of range for axis 1, which has 3" + table);
  CHECK(message_without_lines([&] { flip(x, {0, 0}); }) == place + "flip: axis 0 is given twice" + table);
}
