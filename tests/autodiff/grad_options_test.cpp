// What grad() can be told: known gradients, constants, and what it answers for the unreached.

#include <nabla/autodiff/grad.hpp>

#include <nabla/graph/rng.hpp>
#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/evaluate.hpp"
#include "support/message.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

/// Theano's test of known gradients: cost = (c x^t)^2 with every step a node.
struct Cut {
  Expr c = input("c", f64, {}), x = input("x", f64, {}), t = input("t", f64, {});
  Expr p = pow(x, t), y = c * p, cost = square(y);
  Feeds feeds{{c, Tensor::scalar(3.)}, {x, Tensor::scalar(1.7)}, {t, Tensor::scalar(2.5)}};

  Numbers at(const Exprs& gradients) const {
    Numbers all;
    for (const Tensor& value : evaluate(gradients, feeds)) all.push_back(value.item<double>());
    return all;
  }
};

}  // namespace

TEST_CASE("gradients known at a cut lead on from there as if the cost were") {
  const Cut g;
  const Exprs wrt{g.c, g.x, g.t};
  const Numbers direct = g.at(grad(g.cost, wrt));
  for (const Exprs& cut : {Exprs{g.cost}, Exprs{g.y}, Exprs{g.c, g.p}, Exprs{g.c, g.x, g.t}}) {
    Replacements known;
    const std::vector<Expr> at_cut = grad(g.cost, cut);
    for (std::size_t i = 0; i < cut.size(); ++i) known.emplace_back(cut[i], at_cut[i]);
    CHECK(difference(g.at(grad(Expr(), wrt, {.known_gradients = known})), direct, 1e-15) == "");
  }
}

TEST_CASE("a known gradient stands for all that the cost depends on it by") {
  const Expr x = input("x", f64, {}), h = square(x);
  const Expr seven = constant(Tensor::scalar(7.));
  const Expr g = grad(h * h, x, {.known_gradients = {{h, seven}}});
  CHECK(evaluate(g, {{x, Tensor::scalar(3.)}}).item<double>() == 7 * 6);
  const Expr both = grad(h + x, x, {.known_gradients = {{h, seven}}});
  CHECK(evaluate(both, {{x, Tensor::scalar(3.)}}).item<double>() == 7 * 6 + 1);
}

TEST_CASE("layer by layer gives what the whole gives") {
  const Expr x = input("x", f64, {2, 3}), t = input("t", f64, {2, 2});
  const Expr w1 = input("w1", f64, {3, 4}), w2 = input("w2", f64, {4, 2});
  const Expr a1 = tanh(matmul(x, w1)), a2 = tanh(matmul(a1, w2));
  const Expr cost2 = sum(square(a2 - t)) + square(sum(w2)), cost1 = square(sum(w1));
  const std::vector<Expr> whole = grad(cost1 + cost2, {w1, w2});
  const std::vector<Expr> upper = grad(cost2, {w2, a1});
  const Expr lower = grad(cost1, w1, {.known_gradients = {{a1, upper[1]}}});
  Rng rng(5);
  const auto draw = [&](const Sizes& sizes) {
    Tensor values = Tensor::empty(f64, sizes);
    for (double& v : values.mutable_span<double>()) v = rng.uniform() - 0.5;
    return values;
  };
  const Feeds feeds{{x, draw({2, 3})}, {t, draw({2, 2})}, {w1, draw({3, 4})}, {w2, draw({4, 2})}};
  CHECK(difference(numbers(evaluate(lower, feeds)), numbers(evaluate(whole[0], feeds)), 1e-13) == "");
  CHECK(difference(numbers(evaluate(upper[0], feeds)), numbers(evaluate(whole[1], feeds)), 1e-13) == "");
}

TEST_CASE("nothing flows into or through what counts as constant") {
  const Expr x = input("x", f64, {}), h = exp(x);
  const Feeds feeds{{x, Tensor::scalar(2.)}};
  CHECK(evaluate(grad(x * h, x, {.consider_constant = {h}}), feeds).item<double>() == std::exp(2.));
  CHECK(message_of([&] { grad(h, x, {.consider_constant = {h}}); }).find("grad: disconnected") != std::string::npos);
  CHECK(message_of([&] { grad(h * x, h, {.consider_constant = {h}}); }).find("grad: disconnected") !=
        std::string::npos);
}

TEST_CASE("what is not reached may be reported, and told from a derivative of zero") {
  const Expr x = input("x", f64, {}), y = input("y", f64, {});
  const auto gradients = grad(square(x), {x, y}, {.unreached = Unreached::report});
  CHECK(gradients[0]);
  CHECK_FALSE(gradients[1]);
  CHECK(grad(square(x) + cast(greater(y, 0), f64), y, {.unreached = Unreached::report}));
}

TEST_CASE("known gradients that do not fit are errors, and so is no cost at all") {
  const Expr x = input("x", f64, {2}), h = square(x), wrong = input("wrong", f64, {3});
  CHECK(message_of([&] {
          grad(sum(h), x, {.known_gradients = {{h, wrong}}});
        }).find("grad: the known gradient is f64[3], not f64[2]") != std::string::npos);
  CHECK(message_of([&] { grad(Expr(), x); }).find("grad: the cost is empty, and no gradients are known") !=
        std::string::npos);
}
