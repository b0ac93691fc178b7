// Graphs made at random, compiled with all rewriting and fusion, against the plain evaluator.

#include <random>

#include <nabla/nabla.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;

namespace {

/// Grows a graph from inputs of every shape that broadcasts to [rows, columns]. Values stay moderate, and all
/// operations are continuous, so that what is rounded in another order stays close.
class Grower {
 public:
  Grower(unsigned seed, std::int64_t rows, std::int64_t columns) : random_(seed), rows_(rows), columns_(columns) {
    const DType kinds[] = {f32, f64, i32, i64};
    dtype_ = kinds[below(4)];
    for (const Sizes& sizes : {Sizes{rows, columns}, {columns}, {rows, 1}, {}, {rows, columns}})
      values_.push_back(leaf(sizes));
    if (is_float(dtype_)) {
      const Expr left = leaf({rows, 6}), right = leaf({6, columns});
      values_.push_back(tanh(matmul(left, right)));
      values_.push_back(tanh(transpose(matmul(transpose(right), transpose(left)))));
    }
    for (int i = 0; i < 12; ++i) values_.push_back(is_float(dtype_) ? of_floats() : of_integers());
  }

  Exprs inputs() const {
    Exprs all;
    for (const auto& [x, value] : feeds_) all.push_back(x);
    return all;
  }
  /// Some values, the latest among them.
  Exprs outputs() {
    Exprs all{values_.back(), sum(values_.back())};
    for (int i = 0; i < 3; ++i) all.push_back(pick());
    return all;
  }
  const Feeds& feeds() const { return feeds_; }

 private:
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  const Expr& pick() { return values_[below(values_.size())]; }

  Expr leaf(const Sizes& sizes) {
    test::Numbers entries(static_cast<std::size_t>(elements(sizes)));
    std::uniform_real_distribution<double> uniform(-1, 1);
    for (double& entry : entries) entry = is_float(dtype_) ? uniform(random_) : std::floor(5 * uniform(random_));
    feeds_.emplace_back(input("x" + std::to_string(feeds_.size()), dtype_, Shape(sizes)),
                        test::tensor(dtype_, sizes, entries));
    return feeds_.back().first;
  }

  Expr of_floats() {
    const Expr x = pick(), y = pick();
    switch (below(14)) {
      case 0:
        return x + y;
      case 1:
        return x - y;
      case 2:
        return tanh(x) * y;
      case 3:
        return x / (1 + square(y));
      case 4:
        return maximum(x, y);
      case 5:
        return where(greater(x, y), x, y);
      case 6:
        return sigmoid(x);
      case 7:
        return exp(tanh(x));
      case 8:
        return log(1 + exp(x));
      case 9:
        return relu(x) - abs(y);
      case 10:
        return tanh(2 * x + 1) * tanh(y) + x;
      case 11:
        return x - tanh(row_sum(x / static_cast<double>(1 + columns_)));
      case 12:
        return tanh(sum(x / static_cast<double>(1 + rows_ * columns_)));
      default:
        return x.shape().rank() > 0 ? softmax(x, -1) : -x;
    }
  }

  /// Of few operations: they may not overflow.
  Expr of_integers() {
    const Expr x = pick(), y = pick();
    switch (below(6)) {
      case 0:
        return x + y;
      case 1:
        return x - y;
      case 2:
        return minimum(x, 3) * maximum(minimum(y, 2), -2);
      case 3:
        return maximum(x, y);
      case 4:
        return where(less(x, y), y, x - 1);
      default:
        return minimum(maximum(row_sum(x), -9), 9);
    }
  }

  static Expr row_sum(const Expr& x) { return x.shape().rank() > 0 ? sum(x, -1, keepdims) : x; }

  std::mt19937 random_;
  std::int64_t rows_, columns_;
  DType dtype_ = f32;
  std::vector<Expr> values_;
  Feeds feeds_;
};

void check_close(const Tensor& got, const Tensor& expected) {
  REQUIRE(got.dtype() == expected.dtype());
  REQUIRE(std::ranges::equal(got.sizes(), expected.sizes()));
  const test::Numbers a = test::numbers(got), b = test::numbers(expected);
  const double tolerance = got.dtype() == f32 ? 2e-4 : got.dtype() == f64 ? 1e-11 : 0;
  double size = 1;
  for (const double entry : b) size = std::max(size, std::abs(entry));
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!(std::abs(a[i] - b[i]) <= tolerance * size)) FAIL_CHECK("entry " << i << ": " << a[i] << " for " << b[i]);
}

}  // namespace

TEST_CASE("compiled graphs made at random compute what their operations compute one by one") {
  const std::pair<std::int64_t, std::int64_t> sizes[] = {{3, 5},  {1, 1},   {0, 4},   {4, 0},   {1, 17},
                                                         {17, 1}, {33, 10}, {2, 600}, {70, 64}, {8, 1500}};
  for (unsigned seed = 1; seed <= 300; ++seed) {
    const auto [rows, columns] = sizes[seed % std::size(sizes)];
    Grower grower(seed, rows, columns);
    const Exprs outputs = grower.outputs();
    std::vector<Tensor> feeds;
    for (const auto& [x, value] : grower.feeds()) feeds.push_back(value);
    const std::vector<Tensor> expected = test::evaluate(outputs, grower.feeds());
    const Function f(grower.inputs(), outputs, {}, {.allow_unused_inputs = true, .threads = 1 + seed % 3});
    INFO("seed " << seed << ", " << rows << " x " << columns);
    for (int call = 0; call < 2; ++call) {
      const std::vector<Tensor> got = f.call(feeds);
      for (std::size_t i = 0; i < got.size(); ++i) check_close(got[i], expected[i]);
    }
  }
}
