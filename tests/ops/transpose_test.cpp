#include <nabla/ops/transpose.hpp>

#include <algorithm>

#include <nabla/autodiff/grad.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reduce.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

Numbers counted(std::size_t n) {
  Numbers entries(n);
  for (std::size_t i = 0; i < n; ++i) entries[i] = static_cast<double>(i);
  return entries;
}

Numbers naive(const Numbers& x, const Sizes& sizes, const std::vector<int>& axes) {
  const std::size_t rank = sizes.size();
  std::vector<std::size_t> stride(rank, 1);
  for (std::size_t i = rank; i-- > 1;) stride[i - 1] = stride[i] * static_cast<std::size_t>(sizes[i]);
  Numbers y(x.size());
  for (std::size_t e = 0; e < y.size(); ++e) {
    std::size_t rest = e, from = 0;
    for (std::size_t i = rank; i-- > 0;) {
      const auto axis = static_cast<std::size_t>(axes[i]), size = static_cast<std::size_t>(sizes[axis]);
      from += rest % size * stride[axis];
      rest /= size;
    }
    y[e] = x[from];
  }
  return y;
}

}  // namespace

TEST_CASE("every permutation moves every entry to its place") {
  for (const Sizes& sizes : {Sizes{7}, Sizes{5, 3}, Sizes{2, 3, 5}, Sizes{2, 1, 3, 4}, Sizes{2, 3, 4, 5, 1}}) {
    const Numbers entries = counted(static_cast<std::size_t>(elements(sizes)));
    const Expr x = constant(tensor(f64, sizes, entries));
    std::vector<int> axes(sizes.size());
    for (std::size_t i = 0; i < axes.size(); ++i) axes[i] = static_cast<int>(i);
    do {
      INFO(attr_text(axes));
      CHECK(numbers(evaluate(transpose(x, axes))) == naive(entries, sizes, axes));
    } while (std::next_permutation(axes.begin(), axes.end()));
  }
}

TEST_CASE("matrices larger than a block, in every dtype") {
  for (const DType dtype : {f32, f64, i32, i64, b8}) {
    const Tensor value = tensor(f64, {3, 71, 45}, counted(3 * 71 * 45)).cast(dtype);
    const Tensor got = evaluate(transpose(constant(value), {0, 2, 1}));
    CHECK(got.sizes() == Sizes{3, 45, 71});
    CHECK(numbers(got) == naive(numbers(value), {3, 71, 45}, {0, 2, 1}));
  }
}

TEST_CASE("without a permutation the axes reverse, and what does not move is the expression itself") {
  const Expr x = input("x", f32, {batch, 3, 4});
  CHECK(transpose(x).type() == Type{f32, {4, 3, batch}});
  CHECK(transpose(x, {-1, 0, 1}).shape() == Shape{4, batch, 3});
  CHECK(transpose(x, {0, 1, -1}) == x);
  const Expr scalar = constant(Tensor::scalar(1.0)), vector = input("v", f32, {batch});
  CHECK(transpose(scalar) == scalar);
  CHECK(transpose(vector) == vector);
}

TEST_CASE("no entries transpose to none") {
  CHECK(evaluate(transpose(constant(Tensor::zeros(f32, {3, 0})))).sizes() == Sizes{0, 3});
}

TEST_CASE("the gradient of a transpose goes the way back") {
  const Expr x = constant(tensor(f64, {2, 3, 4}, counted(24))), w = constant(tensor(f64, {4, 2, 3}, counted(24)));
  const Expr g = grad(sum(transpose(x, {2, 0, 1}) * w), x);
  CHECK(numbers(evaluate(g)) == naive(counted(24), {4, 2, 3}, {1, 2, 0}));
}

TEST_CASE("what is no permutation is an error") {
  const Expr x = input("x", f32, {batch, 3});
  const std::string table = "\n  x : f32[batch, 3] = input  transpose_test.cpp";
  const std::string place = "transpose_test.cpp: transpose: ";
  CHECK(message_without_lines([&] { transpose(x, {0, 0}); }) == place + "axis 0 is given twice" + table);
  CHECK(message_without_lines([&] { transpose(x, {2, 0}); }) == place + "axis 2 is out of range for rank 2" + table);
  CHECK(message_without_lines([&] { transpose(x, {0}); }) ==
        place + "[0] does not order the axes of [batch, 3]: it names 1 of 2" + table);
}
