#pragma once
// Graphs that no one would think of.

#include <random>

#include <nabla/nabla.hpp>

#include "support/pointwise.hpp"

namespace nabla::test {

/// Grows a graph from inputs of every shape that broadcasts to [rows, columns]. Values stay moderate, and all
/// operations are continuous, so that what is rounded in another order stays close.
class RandomGraph {
 public:
  RandomGraph(unsigned seed, std::int64_t rows, std::int64_t columns) : random_(seed), rows_(rows), columns_(columns) {
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
    Numbers entries(static_cast<std::size_t>(elements(sizes)));
    std::uniform_real_distribution<double> uniform(-1, 1);
    for (double& entry : entries) entry = is_float(dtype_) ? uniform(random_) : std::floor(5 * uniform(random_));
    feeds_.emplace_back(input("x" + std::to_string(feeds_.size()), dtype_, Shape(sizes)),
                        tensor(dtype_, sizes, entries));
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

}  // namespace nabla::test
