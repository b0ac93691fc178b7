#include <nabla/ops/tensordot.hpp>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

Tensor counted(DType dtype, const Sizes& sizes) {
  Numbers entries(static_cast<std::size_t>(elements(sizes)));
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i] = static_cast<double>(i);
  return tensor(dtype, sizes, entries);
}

}  // namespace

// The numbers are numpy's.
TEST_CASE("tensordot over the last axes and the first") {
  const Expr a = constant(counted(f64, {2, 2, 3})), b = constant(counted(f64, {2, 3, 2})),
             m = constant(counted(f64, {3, 2}));
  CHECK(numbers(evaluate(tensordot(a, b))) == Numbers{110, 125, 290, 341});
  CHECK(numbers(evaluate(tensordot(a, m, 1))) == Numbers{10, 13, 28, 40, 46, 67, 64, 94});
  CHECK(tensordot(a, m, 1).shape() == Shape{2, 2, 2});
  CHECK(tensordot(a, m, 0).shape() == Shape{2, 2, 3, 3, 2});
  CHECK(same_bits(evaluate(tensordot(a, m, 0)), evaluate(einsum("abc,de->abcde", {a, m}))));
}

TEST_CASE("tensordot over axes by name") {
  const Expr a = constant(counted(f64, {2, 3, 4})), b = constant(counted(f64, {4, 5, 2}));
  CHECK(numbers(evaluate(tensordot(a, b, {0, 2}, {2, 0}))) ==
        Numbers{1054, 1174, 1294, 1414, 1534, 1550, 1734, 1918, 2102, 2286, 2046, 2294, 2542, 2790, 3038});
  CHECK(same_bits(evaluate(tensordot(a, b, {-1}, {0})), evaluate(einsum("abc,cde->abde", {a, b}))));
  CHECK(same_bits(evaluate(tensordot(a, b, {0}, {-1})), evaluate(einsum("abc,dea->bcde", {a, b}))));
}

TEST_CASE("tensordot's gradients, and symbolic sizes") {
  const Expr a = input("a", f64, {2, 3, 4}), b = input("b", f64, {4, 5, 2});
  const Expr y = tensordot(a, b, {0, 2}, {2, 0});
  const Feeds feeds{{a, counted(f64, {2, 3, 4})}, {b, counted(f64, {4, 5, 2})}};
  for (const int order : {1, 2}) CHECK(verify_gradient(sum(square(y)) * 1e-4, {a, b}, feeds, {.order = order}).ok());
  const Dim batch{"batch"}, time{"time"};
  const Expr x = input("x", f32, {batch, time, 8}), W = input("W", f32, {time, 8, 3});
  CHECK(tensordot(x, W).shape() == Shape{batch, 3});
}

TEST_CASE("axes that do not pair are errors") {
  const Expr a = input("a", f32, {2, 3}), b = input("b", f32, {4, 2});
  const auto error = [](auto call) {
    const std::string place = "tensordot_test.cpp: tensordot: ", line = first_line(message_without_lines(call));
    return line.rfind(place, 0) == 0 ? line.substr(place.size()) : line;
  };
  CHECK(error([&] { tensordot(a, b, 1); }) == "axis 1 of the left operand is 3, axis 0 of the right one 4");
  CHECK(error([&] { tensordot(a, b, 3); }) == "the operands do not both have 3 axes to sum over");
  CHECK(error([&] { tensordot(a, b, {0, 1}, {1}); }) == "2 axes of the left operand and 1 of the right one");
  CHECK(error([&] { tensordot(a, b, {0, 0}, {1, 1}); }) == "axis 0 is given twice");
  CHECK(error([&] { tensordot(a, b, {2}, {1}); }) == "axis 2 is out of range for rank 2");
  CHECK(error([&] { tensordot(a, input("c", f64, {3}), 1); }) == "f32 and f64: cast() one of them");
}
