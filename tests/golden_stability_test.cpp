// More numbers that are known from elsewhere: naive spellings, whose compiled values and gradients have to be as good
// as those of the operations that are right by construction.

#include <nabla/nabla.hpp>

#include <cmath>
#include <limits>

#include <nabla/graph/dag.hpp>
#include <nabla/rewrite/rewrite.hpp>

#include "catch.hpp"

using namespace nabla;

namespace {

using Numbers = std::vector<double>;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

Tensor vector(const Numbers& entries) {
  return Tensor::from_vector({static_cast<std::int64_t>(entries.size())}, entries);
}
Tensor matrix(std::int64_t rows, const Numbers& entries) {
  return Tensor::from_vector({rows, static_cast<std::int64_t>(entries.size()) / rows}, entries);
}
Numbers numbers(const Tensor& tensor) {
  const Tensor wide = tensor.cast(f64);
  return {wide.span<double>().begin(), wide.span<double>().end()};
}

/// What a compiled Function gives.
Numbers compiled(const Expr& y, const Exprs& inputs, const std::vector<Tensor>& feeds) {
  return numbers(Function(inputs, {y}, {}, {.allow_unused_inputs = true}).call(feeds)[0]);
}

using Map = std::function<Expr(const Expr&)>;
Numbers map(const Map& f, const Numbers& at) {
  const Expr x = input("x", f64, {Dim(at.size())});
  return compiled(f(x), {x}, {vector(at)});
}
Numbers slopes(const Map& f, const Numbers& at) {
  const Expr x = input("x", f64, {Dim(at.size())});
  return compiled(grad(sum(f(x)), x), {x}, {vector(at)});
}

void check_near(const Numbers& got, const Numbers& wanted, double relative = 1e-9) {
  REQUIRE(got.size() == wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    CAPTURE(i, got[i], wanted[i]);
    const bool same = got[i] == wanted[i] || (std::isnan(got[i]) && std::isnan(wanted[i]));
    CHECK((same || std::abs(got[i] - wanted[i]) <= relative * std::abs(wanted[i])));
  }
}

/// How many nodes of that name the compiled graph has.
std::ptrdiff_t count(const Expr& output, std::string_view name) {
  const Dag dag = freeze(rewrite(Exprs{output}));
  std::ptrdiff_t found = 0;
  for (Vertex v = 0; v < num_vertices(dag); ++v) found += dag[v]->op().name() == name;
  return found;
}

Expr log_one_minus_sigmoid(const Expr& x) { return log(1 - sigmoid(x)); }

}  // namespace

TEST_CASE("a quadratic form has the gradients that the textbook has, and is differentiated again") {
  const Expr x = input("x", f64, {2}), A = input("A", f64, {2, 2}), u = input("u", f64, {2});
  const Expr f = named(sum(x * matmul(A, x)), "f");
  const std::vector<Expr> g = grad(f, {x, A});
  CHECK(g[0].name() == "df/dx");
  const std::vector<Tensor> feeds{vector({1, 2}), matrix(2, {3, 4, 5, 6}), vector({10, 100})};
  CHECK(compiled(g[0], {x, A, u}, feeds) == Numbers{24, 33});
  CHECK(compiled(g[1], {x, A, u}, feeds) == Numbers{1, 2, 2, 4});
  CHECK(compiled(grad(sum(u * g[0]), x), {x, A, u}, feeds) == Numbers{6 * 10 + 9 * 100, 9 * 10 + 12 * 100});
  CHECK(compiled(grad(sum(x * x), x), {x, A, u}, feeds) == Numbers{2, 4});
}

TEST_CASE("the gradient of one entry of log(1 - sigmoid(x)) sums up nothing, and has its digits at both ends") {
  const Expr x = input("x", f64, {1});
  const Expr gradient = grad(reshape(log_one_minus_sigmoid(x), Shape{}), x);
  CHECK(count(gradient, "sum") == 0);
  for (const auto& [at, slope] : {std::pair{-100., -3.720075976020836e-44}, std::pair{-1., -0.2689414213699951},
                                  std::pair{0., -0.5}, std::pair{1., -0.7310585786300049}, std::pair{100., -1.}})
    check_near(compiled(gradient, {x}, {vector({at})}), {slope}, 1e-14);
}

TEST_CASE("a step up log(1 - sigmoid(x)) far out is a step, not a NaN") {
  const Parameter x("x", matrix(1, {50}));
  Updates updates;
  updates.set(x, x - 0.1 * grad(mean(log_one_minus_sigmoid(x)), x));
  Function({}, {}, updates)();
  CHECK(numbers(x.value())[0] == Approx(50.1).epsilon(1e-14));
  CHECK(map([](const Expr& e) { return log1p(-sigmoid(e)); }, {37}) == Numbers{-37});
}

TEST_CASE("binary cross-entropy written out has the gradient sigmoid - target to the last digits") {
  const auto cross_entropy = [](const Expr& p, const Expr& t) { return -(t * log(p) + (1 - t) * log(1 - p)); };
  const Expr a = input("a", f64, {2}), ones = constant(Tensor::ones(f64, {2, 1}));
  const Numbers wanted{-9.357622968839299e-14, -0.5};
  for (const Expr& p : {reshape(sigmoid(a), {2, 1}), sigmoid(reshape(a, {2, 1}))})
    check_near(compiled(grad(sum(cross_entropy(p, ones)), a), {a}, {vector({30, 0})}), wanted, 1e-14);
}

TEST_CASE("softplus written out is softplus, of constants too") {
  const auto naive = [](const Expr& x) { return log(1 + exp(x)); };
  check_near(map(naive, {1000, 710, 37, 18, 0, -37}),
             {1000, 710, 37, 18.00000001522998, 0.6931471805599453, 8.533047625744066e-17}, 1e-15);
  const Expr fixed = log(1 + exp(constant(Tensor::scalar(800.))));
  CHECK(compiled(fixed, {}, {}) == Numbers{800});
}

TEST_CASE("the logarithm of a softmax keeps its digits, sliced, transposed or plain") {
  const Expr x = input("x", f64, {2, 3});
  const std::vector<Tensor> feeds{matrix(2, {-10, -10, 999, 999, 990, -10})};
  const Numbers wanted{-1009, -1009, 0, -1.2340218972333967e-4, -9.000123402189723, -1009.0001234021897};
  check_near(compiled(log(softmax(x)), {x}, feeds), wanted, 1e-12);
  check_near(compiled(transpose(log(transpose(softmax(x)))), {x}, feeds), wanted, 1e-12);
  check_near(compiled(reshape(log(reshape(softmax(x), {6})), {2, 3}), {x}, feeds), wanted, 1e-12);
  check_near(compiled(log(slice(softmax(x), {{1, {}}, {0, 2}})), {x}, feeds), {wanted[3], wanted[4]}, 1e-12);
}

TEST_CASE("the gradient of log(softmax(x)) is finite for logits of every size") {
  const Expr x = input("x", f64, {3, 4}), w = input("w", f64, {3, 4});
  Rng rng(3);
  Numbers logits, weights;
  for (int i = 0; i < 12; ++i) logits.push_back(std::exp(10 * rng.uniform())), weights.push_back(rng.uniform());
  const std::vector<Tensor> feeds{matrix(3, logits), matrix(3, weights)};
  const Numbers naive = compiled(grad(sum(w * log(softmax(x))), x), {x, w}, feeds);
  check_near(naive, compiled(grad(sum(w * log_softmax(x)), x), {x, w}, feeds), 1e-12);
  for (const double slope : naive) CHECK(std::isfinite(slope));
  CHECK(verify_gradient(sum(w * log(softmax(x))), {x}, {{x, feeds[0]}, {w, feeds[1]}}).ok());
}

TEMPLATE_TEST_CASE(
    "descent on a cross-entropy comes to 0 but for the exact tail, ascent to the bound, and neither to NaN", "", float,
    double) {
  constexpr DType dtype = dtype_of<TestType>;
  const Expr labels = constant(Tensor::from_vector<std::int32_t>({5}, {0, 1, 2, 3, 4}));
  const auto run = [&](bool from_logits, double rate) {
    const Parameter X("X", Tensor::zeros(dtype, {5, 5})), b("b", Tensor::zeros(dtype, {5}));
    const Expr logits = add_bias(X, b);
    const Expr each = from_logits ? sparse_softmax_cross_entropy(logits, labels)
                                  : -sum(one_hot(labels, 5, dtype) * log(softmax(logits)), 1);
    const Expr cost = sum(each), gradient = grad(cost, X);
    Updates updates;
    updates.set(X, X - rate * gradient);
    const Function step({}, {cost, gradient}, updates);
    for (int i = 0; i < 100; ++i) step();
    return step();
  };
  for (const bool from_logits : {true, false}) {
    // 20 exp(-100.3): what Theano rounds to 0
    CHECK(numbers(run(from_logits, 100.3)[0])[0] == Approx(20 * std::exp(-100.3)).epsilon(dtype == f32 ? 0.05 : 1e-9));
    const std::vector<Tensor> up = run(from_logits, -100000.3);
    CHECK(numbers(up[0])[0] > 61'750'000);
    CHECK(numbers(up[1])[0] == -1);
    CHECK(numbers(up[1])[1] == 0.25);
  }
}

TEST_CASE("the gradient of a cross-entropy is compiled without its logarithm") {
  const Expr x = input("x", f64, {2, 3}), b = input("b", f64, {3});
  const Expr hot = constant(matrix(2, {0, 0, 1, 1, 0, 0}));
  const Expr labels = constant(Tensor::from_vector<std::int64_t>({2, 1}, {2, 0}));
  const auto pick = [&](const Expr& e) { return reshape(take_along_axis(e, labels), {2}); };
  const std::vector<Tensor> feeds{matrix(2, {1, 2, 3, 1, 1, 1}), vector({0, 0, 0})};
  const Numbers wanted{.0450152866, .1223642355, -.1673795221, -.3333333333, .1666666667, .1666666667};
  for (const Expr& p : {softmax(x), softmax(add_bias(x, b))})
    for (const Expr& each : {-log(sum(hot * p, 1)), -sum(hot * log(p), 1), sum(hot * -log(p), 1), -log(pick(p)),
                             -pick(log(p)), pick(-log(p))}) {
      check_near(compiled(each, {x, b}, feeds), {0.4076059644, 1.0986122887}, 1e-9);
      const Expr gradient = grad(mean(each), x);
      CHECK(count(gradient, "log") + count(gradient, "log_softmax") == 0);
      const Numbers got = compiled(gradient, {x, b}, feeds);
      for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == Approx(wanted[i]).margin(1e-10));
    }
}

TEST_CASE("a label's probability of 0 gives a finite loss and gradient, however its logarithm is written") {
  const Expr x = input("x", f64, {2, 3});
  const Expr labels = constant(Tensor::from_vector<std::int64_t>({2, 1}, {1, 0}));
  const std::vector<Tensor> feeds{matrix(2, {1000, 0, -1000, 0, 2000, 0})};
  for (const Expr& each : {-log(take_along_axis(softmax(x), labels)), -take_along_axis(log(softmax(x)), labels)}) {
    CHECK(compiled(each, {x}, feeds) == Numbers{1000, 2000});
    CHECK(compiled(grad(sum(each), x), {x}, feeds) == Numbers{1, -1, 0, -1, 1, 0});
  }
}

TEST_CASE("logarithms of sums of exponentials neither overflow nor lose the infinities") {
  const Expr v = input("v", f64, {2});
  const auto naive = [&](const Numbers& at) { return compiled(log(sum(exp(v))), {v}, {vector(at)})[0]; };
  CHECK(naive({-800, 800}) == 800);
  CHECK(naive({-800, -805}) == Approx(-799.9932846515109).epsilon(1e-15));
  CHECK(naive({-inf, -inf}) == -inf);
  CHECK(naive({inf, inf}) == inf);
  CHECK(naive({-inf, inf}) == inf);
  const auto two = [](const Expr& x) { return log(exp(x) + exp(x)); };
  check_near(map(two, {10000}), {10000.6931471806}, 1e-14);
  const Expr y = input("y", f64, {1});
  const Expr x = input("x", f64, {1});
  const Expr four = log(exp(x) + exp(y) + exp(x - y) + exp(x + y));
  CHECK(compiled(four, {x, y}, {vector({1e4}), vector({1e4})}) == Numbers{20000});
}

TEST_CASE("log(1 - exp(x)) in four spellings") {
  for (const Map& f :
       {Map([](const Expr& x) { return log(1 - exp(x)); }), Map([](const Expr& x) { return log1p(-exp(x)); }),
        Map([](const Expr& x) { return log(-expm1(x)); }), Map([](const Expr& x) { return log(-(exp(x) - 1)); })}) {
    check_near(map(f, {-0x1p-55, -500, -.8, -.6}), {-38.1230949308, -7.1245764067e-218, -.5966176792, -.7958703683},
               1e-9);
  }
  CHECK(slopes([](const Expr& x) { return log1mexp(x); }, {0}) == Numbers{-inf});
  CHECK(slopes([](const Expr& x) { return log(1 - exp(x)); }, {0}) == Numbers{-inf});
  const Expr x = input("x", f64, {3}), y = input("y", f64, {3});
  check_near(compiled(log(exp(x) - exp(y)), {x, y}, {vector({-inf, -1, -inf}), vector({-inf, -inf, -1})}),
             {-inf, -1, NaN});
}

TEST_CASE("sigmoid is recognised, and logit undoes it") {
  const Expr x = input("x", f64, {3});
  for (const Expr& spelling : {exp(x) / (1 + exp(x)), 1 / (1 + exp(-x))}) {
    CHECK(node_count(rewrite(Exprs{spelling})) == 2);
    CHECK(count(spelling, "sigmoid") == 1);
  }
  CHECK(rewrite(Exprs{logit(sigmoid(x))})[0] == x);
}

TEST_CASE("a gradient through where() is not harmed by the branch that is not taken") {
  const Expr w = input("w", f64, {2, 3});
  const Expr t = sum(square(w), 1);
  const Expr R = where(less(t, 1e-12), 1, sin(t) / t);
  const std::vector<Tensor> feeds{matrix(2, {1, 2, 1, 0, 0, 0})};
  check_near(compiled(R, {w}, feeds), {-.04656924969982101, 1}, 1e-12);
  const Numbers slope = compiled(grad(sum(R), w), {w}, feeds);
  check_near({slope.begin(), slope.begin() + 3}, {.33557985, .67115969, .33557985}, 1e-7);
  CHECK(Numbers(slope.begin() + 3, slope.end()) == Numbers{0, 0, 0});

  const Expr a = input("a", f64, {}), mu = input("mu", f64, {});
  const Expr nested = where(equal(a, -inf), mu, where(greater_equal(a, 0), square(a - mu), -square(a - mu)));
  CHECK(compiled(grad(nested, mu), {a, mu}, {Tensor(-inf), Tensor(0.)}) == Numbers{1});

  const Expr x = input("x", f64, {2}), v = input("v", f64, {2});
  const Expr length = 0.5 * sum(square(relu(x * v)));
  CHECK(compiled(grad(length, v), {x, v}, {vector({1, 2}), vector({-1, -3})}) == Numbers{0, 0});
}

TEST_CASE("what is rewritten keeps shapes, signs and NaN") {
  const Expr x = input("x", f64, {3}), y = input("y", f64, {3});
  CHECK(count((x + y) * 2 * ((x + y) * 3), "add") == 1);
  CHECK(count(x / y + y / x, "div") == 2);
  CHECK(std::isnan(compiled(x + NaN, {x}, {vector({1, 2, 3})})[0]));
  CHECK(rewrite(Exprs{exp(x) - constant(Tensor::ones(f64, {4, 3}))})[0].type() == Type{f64, {4, 3}});
  CHECK(compiled(x * 0, {x}, {vector({1, 2, 3})}) == Numbers{0, 0, 0});
  CHECK(std::isnan(compiled(x * 0, {x}, {vector({NaN, 2, 3})})[0]));
  CHECK(compiled(sqrt(square(x)), {x}, {vector({-2, 0, 3})}) == Numbers{2, 0, 3});
  const Expr a = input("a", f64, {3});
  check_near(compiled((a / x + y) * x, {a, x, y}, {vector({1, 2, 3}), vector({2, 4, 8}), vector({5, 6, 7})}),
             {11, 26, 59}, 1e-14);
}

TEST_CASE("products with scaled sums have the values of their parts, whatever their operands' shapes") {
  const Expr X = input("X", f64, {2, 2}), Y = input("Y", f64, {2, 2}), Z = input("Z", f64, {2, 2});
  const Expr u = input("u", f64, {2});
  const std::vector<Tensor> feeds{matrix(2, {1, 2, 3, 4}), matrix(2, {5, 6, 7, 8}), matrix(2, {1, 1, 2, 2}),
                                  vector({10, 100})};
  const Exprs inputs{X, Y, Z, u};  // XY = [[19, 22], [43, 50]]
  CHECK(compiled(2 * matmul(X, Y) + 3 * Z, inputs, feeds) == Numbers{41, 47, 92, 106});
  CHECK(compiled(Z - matmul(X, Y), inputs, feeds) == Numbers{-18, -21, -41, -48});
  CHECK(compiled(matmul(X, Y) + matmul(X, Y) + Z, inputs, feeds) == Numbers{39, 45, 88, 102});
  CHECK(compiled(2 * u + matmul(X, Y), inputs, feeds) == Numbers{39, 222, 63, 250});
  CHECK(compiled(Z * (Z + 0.5 * transpose(matmul(X, Y))), inputs, feeds) == Numbers{10.5, 22.5, 26, 54});
}

TEST_CASE("an unrolled network of n rounds has the products of its rounds, and an update may read what it writes") {
  const Expr W = input("W", f64, {4, 3}), start = input("v", f64, {2, 4});
  constexpr int rounds = 5;
  Expr v = start, h = sigmoid(matmul(v, W));
  for (int i = 0; i < rounds; ++i) {
    v = sigmoid(matmul(h, transpose(W)));
    h = sigmoid(matmul(v, W));
  }
  CHECK(count(h, "matmul") == 2 * rounds + 1);
  CHECK(count(h, "transpose") == 0);

  const Parameter A("A", matrix(2, {1, 2, 3, 4}));
  const Expr B = constant(matrix(2, {1, 0, 0, 1}));
  Updates updates;
  updates.set(A, A - grad(mean(matmul(A, A) * B), A));  // d sum(diag(AA))/4 dA = A' / 2
  Function({}, {}, updates)();
  CHECK(numbers(A.value()) == Numbers{0.5, 0.5, 2, 2});
}
