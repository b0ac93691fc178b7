#include <nabla/nabla.hpp>

#include <array>

#include "catch.hpp"
#include "support/evaluate.hpp"
#include "support/numbers.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

Tensor some(DType dtype, const Sizes& sizes, std::uint64_t seed) {
  Rng rng(seed);
  Tensor values = Tensor::empty(f64, sizes);
  for (double& entry : values.mutable_span<double>()) entry = rng.uniform() - 0.5;
  return values.cast(dtype);
}

/// A product with all that it takes along: alpha op(a) op(b) + beta c.
std::vector<Expr> spellings(const Expr& product, const Expr& c, const Expr& s) {
  return {c - s * product, c + product * s, s * product - c, product + c,     product - c,
          c - product,     s * product,     -product,        2 * product - c, product};
}

}  // namespace

TEST_CASE("a product that is scaled and added to something is one instruction") {
  for (const DType dtype : {f32, f64})
    for (const std::int64_t k : {5, 1, 0}) {
      const Expr a = input("a", dtype, {k, 37}), b = input("b", dtype, {k, 70}), c = input("c", dtype, {37, 70}),
                 s = input("s", dtype, {});
      const Feeds feeds{{a, some(dtype, {k, 37}, 1)},
                        {b, some(dtype, {k, 70}, 2)},
                        {c, some(dtype, {37, 70}, 3)},
                        {s, some(dtype, {}, 4)}};
      for (const Expr& e : spellings(matmul(transpose(a), b), c, s)) {
        INFO(to_text({e}));
        const Function f({a, b, c, s}, {e}, {}, {.allow_unused_inputs = true});
        CHECK(f.instructions() == 1);
        std::vector<Tensor> values;
        for (const auto& [x, value] : feeds) values.push_back(value);
        CHECK(worst_difference(f.call(values)[0], evaluate(e, feeds)) < (dtype == f32 ? 1e-6 : 1e-15));
      }
    }
}

TEST_CASE("what a product is added to is overwritten by the sum, its factors are not") {
  const Expr x = input("x", f32, {64, 64}), y = input("y", f32, {64, 64});
  const Expr w = cumsum(x, 0);
  const Function in_place({x, y}, {cumsum(w - 0.5 * matmul(x, y), 0)}), beside({x, y}, {cumsum(y - matmul(w, x), 0)});
  const Tensor ones = Tensor::ones(f32, {64, 64});
  in_place(ones, ones), beside(ones, ones);
  CHECK(in_place.memory_report().peak == 64 * 64 * 4);
  CHECK(beside.memory_report().peak == 2 * 64 * 64 * 4);
}

TEST_CASE("a sum of products is added up in one place") {
  Exprs inputs;
  Feeds feeds;
  std::vector<Tensor> values;
  for (unsigned i = 0; i < 7; ++i) {
    inputs.push_back(input("x" + std::to_string(i), f32, {64, 64}));
    values.push_back(some(f32, {64, 64}, i + 1));
    feeds.emplace_back(inputs[i], values[i]);
  }
  Expr sum = matmul(inputs[0], inputs[1]);
  for (std::size_t i = 1; i < 6; ++i) sum = sum + matmul(transpose(inputs[i]), inputs[i + 1]);
  const Expr y = cumsum(sum, 0);
  const Function f(inputs, {y});
  CHECK(worst_difference(f.call(values)[0], evaluate(y, feeds)) < 1e-4);
  CHECK(f.memory_report().peak == 64 * 64 * 4);
}

TEST_CASE("products without rows, columns or depth are computed, however long the other sides are") {
  const Dim m("m"), k("k"), n("n");
  const Expr a = input("a", f32, {m, k}), b = input("b", f32, {k, n}), c = input("c", f32, {m, n});
  const Function f({a, b, c}, {matmul(a, b), relu(matmul(a, b)), c - 0.5 * matmul(a, b)});
  for (const auto& [rows, depth, columns] :
       std::vector<std::array<std::int64_t, 3>>{{2048, 1024, 0}, {0, 3, 1 << 20}, {2, 0, 1 << 20}, {1 << 21, 0, 1}}) {
    const Tensor ones = Tensor::full(f32, {rows, columns}, 1), zeros = Tensor::zeros(f32, {rows, columns});
    const std::vector<Tensor> got = f(Tensor::zeros(f32, {rows, depth}), Tensor::zeros(f32, {depth, columns}), ones);
    CHECK(same_bits(got[0], zeros));
    CHECK(same_bits(got[1], zeros));
    CHECK(same_bits(got[2], ones));
  }
}
