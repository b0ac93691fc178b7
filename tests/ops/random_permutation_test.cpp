#include <nabla/ops/random_permutation.hpp>

#include <algorithm>
#include <map>
#include <vector>

#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

std::vector<std::int64_t> permutation(std::int64_t n, std::int64_t step) {
  const RandomState state(constant(Tensor::from_vector<std::int64_t>({2}, {1, step})));
  const Tensor order = evaluate(random_permutation(state, n));
  return {order.span<std::int64_t>().begin(), order.span<std::int64_t>().end()};
}

}  // namespace

TEST_CASE("a permutation has each number once") {
  for (const std::int64_t n : {0, 1, 2, 3, 255, 256, 257, 1000}) {
    std::vector<std::int64_t> order = permutation(n, 0);
    std::ranges::sort(order);
    for (std::int64_t i = 0; i < n; ++i) CHECK(order[static_cast<std::size_t>(i)] == i);
  }
}

TEST_CASE("all orders are equally likely") {
  std::map<std::vector<std::int64_t>, double> counts;
  constexpr double n = 12'000;
  for (int step = 0; step < n; ++step) ++counts[permutation(4, step)];
  CHECK(counts.size() == 24);
  double chi_square = 0;
  for (const auto& [order, count] : counts) chi_square += (count - n / 24) * (count - n / 24) / (n / 24);
  CHECK(chi_square < 49.7);  // 23 degrees of freedom: once in a thousand
}
