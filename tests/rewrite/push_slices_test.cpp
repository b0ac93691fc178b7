#include <nabla/rewrite/push_slices.hpp>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/graph/rng.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rewrite.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Expr x = input("x", f64, {6, 4}), y = input("y", f64, {6, 4}), w = input("w", f64, {4, 8});
const Expr row = input("row", f64, {4});

Tensor drawn(const Sizes& sizes, std::uint64_t seed) {
  Rng rng(seed);
  Tensor tensor = Tensor::empty(f64, sizes);
  for (double& entry : tensor.mutable_span<double>()) entry = 2 * rng.uniform() - 1;
  return tensor;
}
const Feeds feeds{{x, drawn({6, 4}, 1)}, {y, drawn({6, 4}, 2)}, {w, drawn({4, 8}, 3)}, {row, drawn({4}, 4)}};

Expr pushed(const Expr& e) { return push_slices(Exprs{e})[0]; }

/// The same value, with no slice of anything but an input.
void check_pushed(const Expr& e) {
  const Expr now = pushed(e);
  INFO(to_text({now}));
  CHECK(now.type() == e.type());
  const Dag dag = freeze(Exprs{now});
  for (Vertex v = 0; v < num_vertices(dag); ++v)
    if (op_as<Slice>(dag[v])) {
      const Expr& sliced = dag[v]->operands()[0];
      CHECK((sliced->operands().empty() || op_as<Slice>(sliced)));
    }
  CHECK(now != e);
  CHECK(difference(numbers(evaluate(now, feeds)), numbers(evaluate(e, feeds)), 1e-14).empty());
}

Expr rows(const Expr& e) { return slice(e, 0, {1, 3}); }
Expr columns(const Expr& e) { return slice(e, 1, {1, 3}); }

}  // namespace

TEST_CASE("a part of what is computed entry by entry is computed of parts") {
  check_pushed(rows(exp(x) * y + row));
  check_pushed(columns(exp(x) * y + row));
  check_pushed(columns(add_bias(x, row)));
  check_pushed(take(tanh(x) * 2, 3));
  check_pushed(slice(exp(x) * y, {{1, 3}, {0, 2}}));
  check_pushed(slice(exp(x), 0, {.start = 0, .stop = 6, .step = 2}));
  check_pushed(rows(where(less(x, 0), x, broadcast_to(row, {6, 4}))));
}

TEST_CASE("so it is of products, of sums and softmaxes over other axes, and of other layouts") {
  check_pushed(rows(matmul(x, w)));
  check_pushed(slice(matmul(x, w), 1, {0, 3}));
  check_pushed(slice(matmul(x, w), {{1, 3}, {0, 3}}));
  check_pushed(rows(transpose(matmul(transpose(w), transpose(x)))));
  check_pushed(rows(softmax(x)));
  check_pushed(columns(log_softmax(x, 0)));
  check_pushed(slice(sum(exp(x), 1), 0, {2, 4}));
  check_pushed(slice(sum(exp(x), 0), 0, {2, 4}));
  check_pushed(rows(max(x * y, 1, keepdims)));
  check_pushed(slice(logsumexp(x, 1), 0, {2, 4}));
  check_pushed(rows(reshape(exp(x), {6, 2, 2})));
  check_pushed(slice(transpose(exp(x)), 0, {1, 3}));
  check_pushed(rows(concat({exp(x), y}, 1)));
  const Expr deep = input("deep", f64, {2, 3, 4});
  const Expr deep_w = input("deep_w", f64, {2, 4, 8});
  const Expr batched = slice(matmul(deep, deep_w), 0, {1, 2});
  const Feeds stack{{deep, drawn({2, 3, 4}, 5)}, {deep_w, drawn({2, 4, 8}, 3)}};
  CHECK(op_as<Matmul>(pushed(batched)));
  CHECK(difference(numbers(evaluate(pushed(batched), stack)), numbers(evaluate(batched, stack)), 1e-14).empty());
}

TEST_CASE("a slice stays above what depends on entries that it does not take, or is needed whole") {
  const Expr h = exp(x);
  for (const Expr& e : {rows(softmax(x, 0)), columns(cumsum(x, 1)), slice(x, 0, {1, 3}), rows(h) + sum(h),
                        slice(h, 0, {1, {}}), rows(print("x", x)), slice(reshape(h, {24}), 0, {1, 3})})
    CHECK(pushed(e) == e);
  CHECK(push_slices(Exprs{rows(h), h})[1] == h);
}

TEST_CASE("a part of a batch of any size moves down, one of symbolic size stays") {
  const Dim n{"n"};
  const Expr batch = input("batch", f64, {n, 4});
  CHECK(op_as<Matmul>(pushed(slice(matmul(batch, w), 0, {0, 2}))));
  const Expr rest = slice(exp(batch), 0, {1, {}});
  CHECK(pushed(rest) == rest);
}

TEST_CASE("the name of a slice goes on, that of a whole ends, and inputs keep theirs") {
  const Expr h = named(exp(x), "h"), part = named(rows(h), "part");
  const Expr now = pushed(part);
  CHECK(now.name() == "part");
  CHECK(op_as<Exp>(now));
  CHECK(now->where().line == h->where().line);
  CHECK(pushed(rows(exp(h))).name().empty());
  const Expr whole = named(slice(broadcast_to(row, {6, 4}), 0, {0, 1}), "first");
  CHECK(pushed(whole)->operands()[0].name() == "row");
}

TEST_CASE("a slice moves through a hundred thousand operations without recursion") {
  Expr e = x;
  for (int i = 0; i < 100'000; ++i) e = tanh(e);
  CHECK(op_as<Tanh>(pushed(rows(e))));
}

TEST_CASE("a Function computes the row that it gives and no other") {
  const Expr big = input("big", f64, {1000, 1000}), matrix = input("matrix", f64, {1000, 1000});
  const nabla::Function f({big, matrix}, {take(tanh(matmul(big, matrix)), 7)});
  const Tensor a = drawn({1000, 1000}, 6), b = drawn({1000, 1000}, 7);
  static_cast<void>(f(a, b));
  CHECK(f.memory_report().without_reuse < 100'000);
}
