// Graphs made at random, compiled with all rewriting and fusion, against the plain evaluator.

#include <nabla/nabla.hpp>

#include "catch.hpp"
#include "support/random_graph.hpp"

using namespace nabla;

namespace {

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
    test::RandomGraph grower(seed, rows, columns);
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
