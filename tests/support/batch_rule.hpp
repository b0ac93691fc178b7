#pragma once
// Operation::batch() against its definition: result[k] = op(operands at k).

#include <functional>
#include <vector>

#include <nabla/graph/batch.hpp>
#include <nabla/graph/op.hpp>

#include "catch.hpp"
#include "support/evaluate.hpp"
#include "support/pointwise.hpp"

namespace nabla::test {

/// The operands of one node of an operation: the sizes of each, and what makes their values usable (positive definite,
/// say).
using MakeNode = std::function<Expr(const Exprs&)>;
using Prepare = std::function<Tensor(const Tensor&)>;

/// Entry k of the leading axis.
inline Tensor slice_of(const Tensor& x, std::int64_t k) {
  const Sizes sizes(x.sizes().begin() + 1, x.sizes().end());
  const Numbers all = numbers(x);
  const std::int64_t n = elements(sizes);
  return Tensor::from_vector(sizes, Numbers(all.begin() + k * n, all.begin() + (k + 1) * n));
}

/// Checks the rule for every choice of operands that have the further axis, of symbolic size, in f64.
inline void check_batch_rule(const std::vector<Sizes>& sizes, const MakeNode& make_node, const Prepare& prepare = {}) {
  constexpr std::int64_t count = 3;
  for (unsigned subset = 1; subset < 1U << sizes.size(); ++subset) {
    INFO("operands with the axis: bits of " << subset);
    std::vector<bool> has_axis;
    Exprs plain, given;
    std::vector<Tensor> values;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      has_axis.push_back((subset >> i & 1) != 0);
      Sizes all = sizes[i];
      if (has_axis[i]) all.insert(all.begin(), count);
      Tensor value = Tensor::empty(f64, all);
      double entry = 0.3 + static_cast<double>(i);
      for (double& v : value.mutable_span<double>()) v = entry = std::fmod(entry * 7.3 + 1.1, 3.7) - 1.6;
      values.push_back(prepare ? prepare(value) : value);
      const std::string name(1, static_cast<char>('a' + i));
      plain.push_back(input(name, f64, Shape(sizes[i])));
      std::vector<Dim> dims = plain[i].shape().dims();
      if (has_axis[i]) dims.insert(dims.begin(), Dim("count"));
      given.push_back(input(name, f64, Shape(dims)));
    }
    const Expr node = make_node(plain);
    const Expr together = node->op().batch(Batch(node, given, has_axis, Dim("count")));
    REQUIRE(together);
    Feeds feeds;
    for (std::size_t i = 0; i < sizes.size(); ++i) feeds.emplace_back(given[i], values[i]);
    const Tensor got = evaluate(together, feeds);
    for (std::int64_t k = 0; k < count; ++k) {
      Feeds one;
      for (std::size_t i = 0; i < sizes.size(); ++i)
        one.emplace_back(plain[i], has_axis[i] ? slice_of(values[i], k) : values[i]);
      const Tensor want = evaluate(node, one), part = slice_of(got, k);
      CHECK(part.sizes() == want.sizes());
      const Numbers a = numbers(part), b = numbers(want);
      for (std::size_t i = 0; i < b.size(); ++i) CHECK(a[i] == Approx(b[i]).epsilon(1e-12).margin(1e-12));
    }
  }
}

}  // namespace nabla::test
