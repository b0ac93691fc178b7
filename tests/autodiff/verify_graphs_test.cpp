// verify_gradient on many random graphs of several outputs: grad() passes, and one operation with a derivative that is
// wrong by 1e-5, anywhere among the others, fails.

#include <nabla/autodiff/verify.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/graph/rng.hpp>
#include <nabla/ops/ops.hpp>

#include "catch.hpp"

using namespace nabla;

namespace {

/// The identity with a derivative of 1 + error.
struct Off {
  static constexpr auto name = "off";
  Attr<double> error = 0;
  auto attrs() const { return named_attrs("error", error); }
  Type infer(const Type& x) const { return x; }
  void eval(const View& x, const Out& y) const { std::copy_n(x.data, x.bytes(), y.data); }
  Cotangent pullback(const Expr&, const Expr&, const Expr& dy) const { return dy * (1 + *error); }
};
Expr off(const Expr& x, double error) { return apply(Off{error}, Where::here(), x); }

/// x^2 with the right derivative 2x, whose own derivative is 2 (1 + 1e-3).
struct OffTwice {
  static constexpr auto name = "off_twice";
  Type infer(const Type& x) const { return x; }
  void eval(const View& x, const Out& y) const {
    for (std::size_t i = 0; i < x.elements(); ++i) y.as<double>()[i] = x.as<double>()[i] * x.as<double>()[i];
  }
  Cotangent pullback(const Expr& x, const Expr&, const Expr& dy) const { return 2 * dy * off(x, 1e-3); }
};

struct Graph {
  Exprs inputs, outputs;
  Feeds feeds;
};

/// Operations whose values stay moderate, on operands that broadcast in all ways; `odd` is put somewhere in between.
Graph random_graph(Rng& rng, const std::function<Expr(const Expr&)>& odd) {
  Graph graph;
  for (const Sizes& sizes : {Sizes{}, Sizes{3}, Sizes{2, 1}, Sizes{2, 3}}) {
    const Expr x = input("x" + std::to_string(graph.inputs.size()), f64, Shape(sizes));
    Tensor value = Tensor::empty(f64, sizes);
    for (double& v : value.mutable_span<double>()) v = 3 * rng.uniform() - 1.5;
    graph.inputs.push_back(x);
    graph.feeds.emplace_back(x, value);
  }
  const std::function<Expr(const Expr&)> unary[] = {
      [](const Expr& x) { return tanh(x); },
      [](const Expr& x) { return sigmoid(x); },
      [](const Expr& x) { return softplus(x); },
      [](const Expr& x) { return sin(2 * x); },
      [](const Expr& x) { return log(1.5 + square(x)); },
      [](const Expr& x) { return gelu(x); },
      [](const Expr& x) { return atan(x); },
      [](const Expr& x) { return exp(0.5 * tanh(x)); },
      [](const Expr& x) { return sum(x * x, Axes{-1}, keepdims) / 3; },
      [](const Expr& x) { return x / (1 + sum(x * x, Axes{-1}, keepdims)); },
  };
  Exprs pool = graph.inputs;
  const auto any = [&]() -> Expr { return pool[rng.below(pool.size())]; };
  const std::uint64_t odd_at = rng.below(8);
  for (std::uint64_t i = 0; i < 8; ++i) {
    const std::uint64_t kind = rng.below(4);
    Expr y = any();
    if (kind == 0) y = y + any() / 2;
    if (kind == 1) y = tanh(y) * any();
    if (kind == 2) y = y / (2 + square(any()));
    if (kind == 3 && y.rank() > 0) y = unary[rng.below(std::size(unary))](y);
    if (i == odd_at) y = odd(y);
    pool.push_back(y);
  }
  graph.outputs = {pool[4 + odd_at], pool[pool.size() - 1], sum(tanh(pool[pool.size() - 2])) * graph.inputs[0]};
  return graph;
}

int passing(std::uint64_t seed, int order, const std::function<Expr(const Expr&)>& odd) {
  Rng rng(seed);
  int passed = 0;
  for (int i = 0; i < 100; ++i) {
    const Graph graph = random_graph(rng, odd);
    const GradientReport report = verify_gradient(graph.outputs, graph.inputs, graph.feeds, {.order = order});
    passed += report.ok() ? 1 : 0;
  }
  return passed;
}

}  // namespace

TEST_CASE("stress: right gradients of random graphs pass") {
  CHECK(passing(1, 1, [](const Expr& x) { return x; }) == 100);
  CHECK(passing(2, 2, [](const Expr& x) { return x; }) == 100);
}

TEST_CASE("stress: a graph with one wrong derivative anywhere fails") {
  CHECK(passing(3, 1, [](const Expr& x) { return off(x, 1e-5); }) == 0);
  CHECK(passing(4, 1, [](const Expr& x) { return off(x, -1); }) == 0);
}

TEST_CASE("stress: a wrong second derivative anywhere passes order 1 and fails order 2") {
  const auto odd = [](const Expr& x) { return apply(OffTwice{}, Where::here(), 1 + x); };
  CHECK(passing(5, 1, odd) == 100);
  CHECK(passing(5, 2, odd) == 0);
}
