#include <nabla/rewrite/merge_pads.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/graph/dag.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/graph/rng.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/ops/pad.hpp>
#include <nabla/rewrite/cse.hpp>

#include "catch.hpp"
#include "support/evaluate.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

Tensor drawn(const Sizes& sizes, std::uint64_t seed) {
  Rng rng(seed);
  Tensor tensor = Tensor::empty(f64, sizes);
  for (double& entry : tensor.mutable_span<double>()) entry = 2 * rng.uniform() - 1;
  return tensor;
}

const Expr x = input("x", f64, {2, 3}), y = input("y", f64, {2, 3}), z = input("z", f64, {1, 3}),
           w = input("w", f64, {7, 3});
const Feeds feeds{{x, drawn({2, 3}, 1)}, {y, drawn({2, 3}, 2)}, {z, drawn({1, 3}, 3)}, {w, drawn({7, 3}, 4)}};

Expr merged(const Expr& e) { return merge_pads(merge_common_subexpressions(Exprs{e}))[0]; }

std::size_t count(const Expr& e, std::string_view op) {
  const Dag dag = freeze(Exprs{e});
  std::size_t count = 0;
  for (Vertex v = 0; v < num_vertices(dag); ++v) count += dag[v]->op().name() == op;
  return count;
}

/// Rows of 7, the given ones before it.
Expr at(const Expr& rows, std::int64_t before) {
  return pad(rows, {{before, Dim(7) - before - rows.shape()[0]}, {0, 0}});
}

/// So many pads, concats and additions are left of the sum.
void check_merged(const Expr& e, std::size_t pads, std::size_t concats, std::size_t adds) {
  const Expr now = merged(e);
  INFO(to_text({now}));
  CHECK(now.type() == e.type());
  CHECK(count(now, "pad") == pads);
  CHECK(count(now, "concat") == concats);
  CHECK(count(now, "add") == adds);
  CHECK(same_bits(evaluate(now, feeds), evaluate(e, feeds)));
}

}  // namespace

TEST_CASE("what stands in the same place is added there") {
  check_merged(at(x, 1) + at(y, 1), 1, 0, 1);
  check_merged(at(x, 1) + at(y, 1) + at(x * y, 1), 1, 0, 2);
  const Expr now = merged(at(x, 1) + (at(y, 1) + at(x * y, 1)));  // added from left to right
  CHECK(same_bits(evaluate(now, feeds), evaluate(at((x + y) + x * y, 1), feeds)));
}

TEST_CASE("parts beside each other are joined") {
  check_merged(at(x, 0) + at(y, 2) + at(x * y, 4) + at(z, 6), 0, 1, 0);
  check_merged(at(z, 6) + at(x, 0) + at(y, 4) + at(x * y, 0), 0, 1, 1);
  check_merged(at(x, 3) + at(z, 1), 0, 1, 0);  // with zeros before, between and behind
}

TEST_CASE("parts that overlap stay, and so do other sums") {
  check_merged(at(x, 1) + at(y, 2), 2, 0, 1);
  check_merged(at(x, 1) + w, 1, 0, 1);
  check_merged(at(x, 1) + pad(y, {{1, 4}, {0, 0}}, 2), 2, 0, 1);
  check_merged(pad(z, {{3, 3}, {0, 0}}) + pad(slice(w, 1, {0, 1}), {{0, 0}, {1, 1}}), 2, 0, 1);
}

TEST_CASE("other terms of the sum are added to what is merged") { check_merged(at(x, 1) + at(y, 1) + w, 1, 0, 2); }

TEST_CASE("a sum that others read, too, keeps its value") {
  const Expr inner = at(x, 1) + at(y, 1);
  check_merged((inner + at(x * y, 1)) * inner, 2, 0, 2);
}

TEST_CASE("the gradient of a value of which all rows are read is one concat") {
  Expr total = zeros(f64, {});
  for (std::int64_t i = 0; i < 7; ++i) total = total + sum(exp(take(w, i) * static_cast<double>(i + 1)));
  Expr gradient = grad(total, w);
  const Expr now = merged(gradient);
  CHECK(count(now, "pad") == 0);
  CHECK(count(now, "concat") == 1);
  CHECK(now.name() == gradient.name());
  CHECK(same_bits(evaluate(now, feeds), evaluate(gradient, feeds)));
}

TEST_CASE("sums of many parts take linear time") {
  const std::int64_t n = 20'000;
  const Expr v = input("v", f64, {n});
  Expr total = pad(slice(v, 0, {0, 1}), {{0, n - 1}});
  for (std::int64_t i = 1; i < n; ++i) total = total + pad(slice(v, 0, {i, i + 1}), {{i, n - 1 - i}});
  CHECK(count(merged(total), "concat") == 1);
}
