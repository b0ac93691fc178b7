// Numbers that are known from elsewhere: the cases that Theano's and PyTensor's own tests and users have left, in
// nabla's words, through the public face alone.

#include <nabla/nabla.hpp>

#include <cmath>
#include <limits>

#include "catch.hpp"

using namespace nabla;

namespace {

using Numbers = std::vector<double>;

constexpr double inf = std::numeric_limits<double>::infinity();

Tensor vector(const Numbers& entries) {
  return Tensor::from_vector({static_cast<std::int64_t>(entries.size())}, entries);
}
Tensor matrix(std::int64_t rows, const Numbers& entries) {
  return Tensor::from_vector({rows, static_cast<std::int64_t>(entries.size()) / rows}, entries);
}

/// The value of `y` with one feed.
Numbers value(const Expr& y, const Expr& x, const Tensor& at) {
  const Tensor result = Function({x}, {y}, {}, {.allow_unused_inputs = true})(at)[0].cast(f64);
  return {result.span<double>().begin(), result.span<double>().end()};
}

void check_near(const Numbers& got, const Numbers& wanted, double relative = 1e-12) {
  REQUIRE(got.size() == wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    CAPTURE(i, got[i], wanted[i]);
    CHECK((got[i] == wanted[i] || std::abs(got[i] - wanted[i]) <= relative * std::max(1e-3, std::abs(wanted[i]))));
  }
}

/// f and its gradient at the entries of a vector.
Numbers map(const std::function<Expr(const Expr&)>& f, const Numbers& at) {
  const Expr x = input("x", f64, {Dim(at.size())});
  return value(f(x), x, vector(at));
}
Numbers slopes(const std::function<Expr(const Expr&)>& f, const Numbers& at) {
  const Expr x = input("x", f64, {Dim(at.size())});
  return value(grad(sum(f(x)), x), x, vector(at));
}

}  // namespace

TEST_CASE("a network of zeros learns only its last layer in the first step") {
  const Dim none = 1;
  const Expr x = input("x", f64, {none, 3}), t = input("t", f64, {none, 1});
  const Parameter W1("W1", Tensor::zeros(f64, {3, 10})), W2("W2", Tensor::zeros(f64, {10, 1}));
  const Expr out = matmul(sigmoid(matmul(x, W1)), W2);
  const Expr cost = sum(square(out - t));
  const std::vector<Parameter> weights{W1, W2};
  const std::vector<Expr> gradient = grad(cost, weights);
  constexpr double rate = 0.1, target = 3;
  Updates updates;
  for (std::size_t i = 0; i < weights.size(); ++i) updates.set(weights[i], weights[i] - rate * gradient[i]);
  const Function step({x, t}, {cost}, updates);
  CHECK(step(matrix(1, {1, 2, 3}), matrix(1, {target}))[0].item<double>() == target * target);
  for (const double w : W1.value().span<double>()) CHECK(w == 0);
  for (const double w : W2.value().span<double>()) CHECK(w == Approx(rate * target));  // rate * 2 * target * sigmoid(0)
  CHECK(step(matrix(1, {1, 2, 3}), matrix(1, {target}))[0].item<double>() < target * target);
}

TEST_CASE("a stopped gradient disconnects what only it reaches") {
  const Expr x = input("x", f64, {2}), a = input("a", f64, {2}), b = input("b", f64, {2});
  CHECK_THROWS_WITH(grad(sum(stop_gradient(x)), x), Catch::Matchers::Contains("grad: disconnected"));
  check_near(value(grad(sum(x + stop_gradient(x)), x), x, vector({5, 6})), {1, 1});
  check_near(value(grad(sum(a + stop_gradient(b)), a), a, vector({5, 6})), {1, 1});
  CHECK_THROWS_AS(grad(sum(a + stop_gradient(b)), b), Error);
  check_near(value(grad(sum(x * stop_gradient(x)), x), x, vector({5, 6})), {5, 6});
  check_near(value(grad(sum(x * stop_gradient(exp(x))), x), x, vector({0, 1})), {1, std::exp(1)});
  check_near(value(grad(sum(square(x) * stop_gradient(x)), x), x, vector({3, 4})), {18, 32});
}

TEST_CASE("barriers change the gradient alone, and are gone when compiled") {
  const Expr x = input("x", f64, {1});
  check_near(value(grad(sum(zero_gradient(x)), x), x, vector({2})), {0});
  check_near(value(grad(sum(square(x)), x), x, vector({2})), {4});
  check_near(value(grad(sum(square(clip_gradient(x, -1, 1))), x), x, vector({2})), {1});
  check_near(value(grad(sum(square(scale_gradient(x, 2))), x), x, vector({2})), {8});
  const Expr through = zero_gradient(clip_gradient(scale_gradient(stop_gradient(x), 2), -1, 1));
  CHECK(Function({x}, {square(through)}).instructions() == 1);
}

TEST_CASE("zeros for what is unreached have its size, symbols and all") {
  const Expr x = input("x", f64, {Dim("rows"), Dim("columns")}), s = input("s", f64, {});
  const Expr zeros = grad(1 + s, x, {Unreached::zeros});
  const Tensor result = Function({x}, {zeros}, {}, {.allow_unused_inputs = true})(Tensor::ones(f64, {3, 7}))[0];
  CHECK(same_bits(result, Tensor::zeros(f64, {3, 7})));
}

TEST_CASE("at a tie the maximum's first operand takes all") {
  const Expr x = input("x", f64, {1}), y = input("y", f64, {1});
  const std::vector<Expr> g = grad(sum(maximum(x, y)), {x, y});
  const std::vector<Tensor> r = Function({x, y}, g)(vector({1}), vector({1}));
  CHECK(r[0].item<double>() == 1);
  CHECK(r[1].item<double>() == 0);
}

TEST_CASE("clip passes its gradient on the closed interval, and the bounds theirs outside") {
  const Expr x = input("x", f64, {3}), low = input("low", f64, {}), high = input("high", f64, {});
  const std::vector<Expr> g = grad(sum(clip(x, low, high)), {x, low, high});
  const std::vector<Tensor> r = Function({x, low, high}, g)(vector({-1, .5, 2}), 0.0, 1.0);
  CHECK(same_bits(r[0], vector({0, 1, 0})));
  CHECK(r[1].item<double>() == 1);
  CHECK(r[2].item<double>() == 1);
  check_near(slopes([](const Expr& v) { return clip(v, v, v); }, {-1, 0, 2}), {1, 1, 1});
  check_near(slopes([](const Expr& v) { return clip(v, 0, 1); }, {0, 1}), {1, 1});
}

TEST_CASE("relu's derivatives at 0 are 0") {
  check_near(slopes([](const Expr& x) { return relu(x); }, {-1, 0, 1}), {0, 0, 1});
  const Expr x = input("x", f64, {3});
  check_near(value(grad(sum(grad(sum(relu(x)), x) * x), x), x, vector({-1, 0, 1})), {0, 0, 1});
  check_near(value(grad(sum(grad(sum(square(relu(x))), x)), x), x, vector({-1, 0, 1})), {0, 0, 2});
}

TEST_CASE("the gradient of a product is right with zeros") {
  const auto gradient = [](std::int64_t rows, const Numbers& entries, const Axes& axes) {
    const Expr x = input("x", f64, {rows, static_cast<std::int64_t>(entries.size()) / rows});
    return value(grad(sum(prod(x, axes)), x), x, matrix(rows, entries));
  };
  check_near(gradient(3, {1, 2, 3, 0, 5, 6, 0, 0, 9}, 1), {6, 3, 2, 30, 0, 0, 0, 0, 0});
  const Numbers four{1, 2, 0, 0, 5, 6, 7, 8, 9, 9, 10, 0};
  check_near(gradient(4, four, 1), {0, 0, 2, 30, 0, 0, 72, 63, 56, 0, 0, 90});
  check_near(gradient(4, four, 0), {0, 400, 0, 63, 160, 0, 0, 100, 0, 0, 80, 0});
  check_near(gradient(3, {1, 2, 3, 4, 5, 6, 7, 8, 9}, {}),
             {362880, 181440, 120960, 90720, 72576, 60480, 51840, 45360, 40320});
}

TEST_CASE("softplus loses nothing at either end") {
  check_near(map([](const Expr& x) { return softplus(x); }, {1000, 710, 37, 18, 0}),
             {1000, 710, 37, 18.0000000152300, 0.6931471805599453});
  CHECK(map([](const Expr& x) { return softplus(x); }, {-37})[0] == Approx(8.533e-17).epsilon(1e-4));
}

TEST_CASE("log-softmax is right where softmax rounds to 0 or 1") {
  const Expr x = input("x", f64, {2, 3});
  const Tensor logits = matrix(2, {-10, -10, 999, 999, 990, -10});
  check_near(value(log_softmax(x), x, logits), {-1009, -1009, 0, -1.2340219e-4, -9.00012340219, -1009.00012340219},
             1e-9);
  Rng rng(3);
  Numbers wild(12);
  for (double& v : wild) v = std::exp(10 * rng.uniform());
  const Expr z = input("z", f64, {3, 4});
  const GradientReport report = verify_gradient(
      sum(log_softmax(z) * constant(matrix(3, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}))), {z}, {{z, matrix(3, wild)}});
  INFO(to_string(report));
  CHECK(report.ok());
}

TEST_CASE("cross-entropy from logits has the known values and the gradient softmax - onehot") {
  const Expr x = input("x", f64, {2, 3}), y = input("y", i32, {2});
  const Expr losses = sparse_softmax_cross_entropy(x, y);
  const Tensor logits = matrix(2, {1, 2, 3, 1, 1, 1}), labels = Tensor::from_vector<std::int32_t>({2}, {2, 0});
  const std::vector<Tensor> r = Function({x, y}, {losses, grad(mean(losses), x)})(logits, labels);
  check_near({r[0].span<double>().begin(), r[0].span<double>().end()}, {0.4076059644443806, 1.0986122886681098});
  check_near({r[1].span<double>().begin(), r[1].span<double>().end()},
             {.0450152866, .1223642355, -.1673795221, -.3333333333, .1666666667, .1666666667}, 1e-8);
}

TEST_CASE("the spellings of cross-entropy agree: sum or minus outside, labels or probabilities") {
  const Expr x = input("x", f64, {2, 3}), y = input("y", i32, {2});
  const Expr hot = one_hot(y, 3, f64);
  const Exprs spellings{sum(sparse_softmax_cross_entropy(x, y)), sum(-sum(hot * log_softmax(x), 1)),
                        -sum(hot * log_softmax(x)), sum(softmax_cross_entropy(x, hot)), -sum(hot * log(softmax(x)))};
  Exprs all = spellings;
  for (const Expr& loss : spellings) all.push_back(grad(loss, x));
  const std::vector<Tensor> r =
      Function({x, y}, all)(matrix(2, {1, 2, 3, 1, 1, 1}), Tensor::from_vector<std::int32_t>({2}, {2, 0}));
  for (std::size_t i = 1; i < spellings.size(); ++i) {
    CHECK(r[i].item<double>() == Approx(r[0].item<double>()).epsilon(1e-14));
    for (std::size_t k = 0; k < 6; ++k)
      CHECK(r[spellings.size() + i].span<double>()[k] == Approx(r[spellings.size()].span<double>()[k]).margin(1e-14));
  }
}

TEST_CASE("a probability of 0 that the label does not ask for leaves the gradient alone") {
  const Expr p = input("p", f64, {2, 3});
  const Tensor labels = Tensor::from_vector<std::int32_t>({2}, {0, 1});
  const Expr asked = equal(one_hot(constant(labels), 3, f64), 1.0);
  const Expr losses = -sum(where(asked, log(where(asked, p, 1)), 0), 1);
  const Tensor at = matrix(2, {.4, .6, 0, .1, .8, .1});
  check_near(value(losses, p, at), {0.916290731874155, 0.2231435513142097});
  check_near(value(grad(sum(losses), p), p, at), {-2.5, 0, 0, 0, -1.25, 0});
}

TEST_CASE("logsumexp neither overflows nor loses the infinities") {
  const auto f = [](const Numbers& at) { return map([](const Expr& x) { return logsumexp(x, 0); }, at)[0]; };
  CHECK(f({-800, 800}) == 800);
  CHECK(f({-800, -805}) == Approx(-799.9932846515109).epsilon(1e-15));
  CHECK(f({-inf, -inf}) == -inf);
  CHECK(f({inf, inf}) == inf);
  CHECK(f({-inf, inf}) == inf);
  CHECK(f({10000, 10000}) == Approx(10000.6931471806).epsilon(1e-14));
  CHECK(f({1e4, 1e4, 0, 2e4}) == 20000);
}

TEST_CASE("the activations have Keras's values") {
  check_near(map([](const Expr& x) { return relu(x); }, {-1, 0, 2}), {0, 0, 2});
  CHECK(map([](const Expr& x) { return elu(x); }, {-1})[0] == Approx(-.6321205588));
  CHECK(map([](const Expr& x) { return selu(x); }, {-1})[0] == Approx(-1.1113307378));
  check_near(map([](const Expr& x) { return hard_sigmoid(x, 0.2); }, {-3, -2.5, -1, 0, 1, 2.5}), {0, 0, .3, .5, .7, 1});
  check_near(map([](const Expr& x) { return hard_sigmoid(x); }, {-3, -1.5, 0, 1.5, 3}), {0, .25, .5, .75, 1});
  check_near(map([](const Expr& x) { return softsign(x); }, {-inf, -1, 3, inf}), {-1, -.5, .75, 1});
}

TEST_CASE("the gradient of an outer product has the operands' shapes, whatever they are") {
  const std::vector<Sizes> shapes{{1}, {2}, {3, 2}, {1, 1}, {1, 2}, {2, 1}, {2, 3, 1}};
  for (const Sizes& a : shapes)
    for (const Sizes& b : shapes) {
      const Expr x = input("x", f64, Shape(a)), y = input("y", f64, Shape(b));
      const Expr outer = reshape(x, {x.shape().elements(), 1}) * reshape(y, {1, y.shape().elements()});
      const GradientReport report =
          verify_gradient(sum(square(outer)), {x, y}, {{x, Tensor::full(f64, a, .7)}, {y, Tensor::full(f64, b, 1.3)}});
      INFO(to_string(report));
      CHECK(report.ok());
    }
}

TEST_CASE("four operands that stretch in different ways get gradients of their own sizes") {
  const Expr a = input("a", f64, {2, 3}), b = input("b", f64, {1, 3}), c = input("c", f64, {2, 1}),
             d = input("d", f64, {1, 1});
  Feeds feeds;
  for (const Expr& x : {a, b, c, d}) feeds.emplace_back(x, Tensor::full(f64, x.shape().evaluate({}), 0.5));
  CHECK(verify_gradient(sum(square(a + b + c + d)), {a, b, c, d}, feeds).ok());
  CHECK(verify_gradient(sum(exp(a * b * c * d)), {a, b, c, d}, feeds, {.order = 2}).ok());
}
