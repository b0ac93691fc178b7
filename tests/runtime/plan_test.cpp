#include <nabla/runtime/plan.hpp>

#include <nabla/runtime/function.hpp>

#include <chrono>
#include <random>

#include "catch.hpp"
#include "support/allocations.hpp"
#include "support/evaluate.hpp"
#include "support/runtime_ops.hpp"

using namespace nabla;
using namespace nabla::test;
using detail::Home;
using detail::make_plan;

namespace {

/// A graph of random operations on matrices [m, n] and their rows, with shared nodes, views and scalars.
class RandomGraph {
 public:
  explicit RandomGraph(unsigned seed) : random_(seed) {
    const Tensor row = Tensor::from_vector<float>({4}, {0.5F, -1, 2, 0.25F});
    matrices_ = {x, w, constant(Tensor::full(f32, {3, 4}, 0.5))};
    symbolic_ = {y};
    rows_ = {constant(row)};
    for (int i = 0; i < 60; ++i) grow();
  }

  /// Any values, leaves and repetitions among them, and all inputs.
  Exprs outputs() {
    Exprs outputs{total(x), total(y)};
    for (int i = 0; i < 8; ++i)
      for (const auto* const from : {&matrices_, &symbolic_, &rows_}) outputs.push_back(pick(*from));
    return outputs;
  }

  const Dim m{"m"};
  const Expr x = input("x", f32, {3, 4}), y = input("y", f32, {m, 4});
  const Parameter w{"w", Tensor::full(f32, {3, 4}, 2)};

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  const Expr& pick(const std::vector<Expr>& from) { return from[below(from.size())]; }

  void grow() {
    std::vector<Expr>& some = below(2) ? matrices_ : symbolic_;
    const Expr a = pick(some), b = pick(some), r = pick(rows_);
    switch (below(7)) {
      case 0:
        return some.push_back(scale(plus(a, b), 0.5));
      case 1:
        return some.push_back(minus(a, b));
      case 2:
        return some.push_back(less_row(a, r));
      case 3:
        return some.push_back(shaped(next(flat(a)), a.shape()));
      case 4:
        return some.push_back(next(a));
      case 5:
        return rows_.push_back(minus(scale(r, 0.25), pick(rows_)));
      default:
        return rows_.push_back(flat(stack(std::vector{total(r), total(scale(r, 0.1)), total(r), total(r)})));
    }
  }

  std::mt19937 random_;
  std::vector<Expr> matrices_, symbolic_, rows_;
};

}  // namespace

TEST_CASE("a plan gives what each node's own evaluation gives, on random graphs") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    RandomGraph graph(seed);
    const Exprs outputs = graph.outputs();
    const Function f({graph.x, graph.y}, outputs);
    for (const std::int64_t m : {2, 1, 0, 2}) {
      const Tensor x = Tensor::full(f32, {3, 4}, 1.5), y = Tensor::full(f32, {m, 4}, -0.5);
      const auto expected = evaluate(outputs, {{graph.x, x}, {graph.y, y}});
      const auto results = f(x, y);
      REQUIRE(results.size() == expected.size());
      for (std::size_t i = 0; i < results.size(); ++i) REQUIRE(same_bits(results[i], expected[i]));
      CHECK(f.memory_report().peak >= f.memory_report().alive);
      CHECK(f.memory_report().peak <= f.memory_report().without_reuse);
    }
  }
}

TEST_CASE("updates on random graphs give what the right-hand sides evaluate to") {
  for (unsigned seed = 0; seed < 50; ++seed) {
    RandomGraph graph(seed);
    const Expr fresh = minus(plus(graph.x, graph.w), scale(next(graph.w), 0.5));
    const Exprs outputs = graph.outputs();
    Updates updates;
    updates.set(graph.w, fresh);
    const Function f({graph.x, graph.y}, outputs, updates);
    const Tensor x = Tensor::full(f32, {3, 4}, 1.5), y = Tensor::full(f32, {2, 4}, -0.5);
    for (int call = 0; call < 3; ++call) {
      const auto expected = evaluate(outputs, {{graph.x, x}, {graph.y, y}});
      const Tensor next_w = evaluate(fresh, {{graph.x, x}});
      const auto results = f(x, y);
      for (std::size_t i = 0; i < results.size(); ++i) REQUIRE(same_bits(results[i], expected[i]));
      REQUIRE(same_bits(graph.w.value(), next_w));
    }
  }
}

TEST_CASE("views are no instructions, and targets are computed in place") {
  const Expr x = input("x", f32, {2, 3});
  const Expr h = plus(x, x);
  const detail::Plan plan = make_plan(std::array{x}, std::array{total(flat(flat(h))), flat(h), h, flat(x)});
  CHECK(plan.instructions.size() == 2);
  CHECK(plan.values[plan.results[0]].home == Home::Target);
  CHECK(plan.values[plan.results[1]].home == Home::Target);
  CHECK(plan.copies.size() == 2);  // h once more, and the input
}

TEST_CASE("targets near the leaves are computed first") {
  const Expr x = input("x", f32, {});
  const Expr near = next(x), far = next(next(near));
  const detail::Plan plan = make_plan(std::array{x}, std::array{far, near});
  CHECK(plan.values[plan.results[0]].node == near);
  CHECK(plan.values[plan.targets[0]].node == far);
}

TEST_CASE("a chain of a million operations is compiled and run") {
  Expr x = input("x", f32, {Dim("n")});
  const Expr first = x;
  for (int i = 0; i < 1'000'000; ++i) x = next(x);
  const Function f({first}, {x});
  x = Expr();
  CHECK(f.instructions() > 1'000'000 / 64);  // each computes a few dozen
  CHECK(f(std::vector<float>{0, 1})[0].at<float>({1}) == 1'000'001);
  CHECK(f.memory_report().peak == 64);  // all in place
}

TEST_CASE("a steady-state call allocates nothing, with several sizes and with updates") {
  if (!counts_allocations()) return;
  const Dim n{"n"};
  const Expr x = input("x", f32, {n, 4});
  const Parameter p("p", Tensor::zeros(f32, {4})), q("q", Tensor::ones(f32, {4}));
  Updates updates;
  updates.set(p, plus(p, q));
  updates.set(q, p);
  const Expr h = less_row(minus(x, less_row(x, p)), q);
  const Function f({x}, {h, total(flat(h)), p, h}, updates);

  std::vector<std::vector<Tensor>> feeds, outputs;
  for (const std::int64_t size : {5, 9}) {
    feeds.push_back({Tensor::ones(f32, {size, 4})});
    outputs.push_back({Tensor::zeros(f32, {size, 4}), Tensor::zeros(f32, {}), Tensor::zeros(f32, {4}),
                       Tensor::zeros(f32, {size, 4})});
  }
  const auto call_both = [&] {
    for (std::size_t i = 0; i < 2; ++i) f.run(feeds[i], outputs[i]);
  };
  call_both();
  const std::size_t before = allocations();
  for (int i = 0; i < 3; ++i) call_both();
  CHECK(allocations() == before);

  f(feeds[0][0]);  // the counter counts: each output has memory of its own here
  CHECK(allocations() >= before + 4);
}
