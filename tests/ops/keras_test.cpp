// The activations against Keras: values to 17 digits, its own tests' cases, and what it gives at infinities and NaN,
// with where nabla differs on purpose (docs/conventions.md).

#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

using OfOne = std::function<Expr(const Expr&)>;

const Numbers X{-1, 0, 1, 2, 3};

/// A function by its name in Keras.
OfOne by_name(const char* name) {
  return [f = activation(name)](const Expr& x) { return f(x); };
}

/// In f64 to 1e-14 and in f32 to its digits; nothing is forgiven near 0.
void check_values(const OfOne& f, const Numbers& x, const Numbers& want, double relative = 1e-14) {
  CHECK(difference(values(f, f64, x), want, relative) == "");
  CHECK(difference(values(f, f32, x), numbers(tensor(f32, {static_cast<std::int64_t>(want.size())}, want)),
                   std::max(relative, few_ulps(f32))) == "");
}
void check_slopes(const OfOne& f, const Numbers& x, const Numbers& want) {
  CHECK(difference(slopes(f, f64, x), want, 1e-14) == "");
}

}  // namespace

TEST_CASE("Keras: sigmoid, tanh, softplus and softsign, values and slopes") {
  check_values(by_name("sigmoid"), X, {.2689414213699951, .5, .7310585786300049, .8807970779778824, .9525741268224333});
  check_slopes(by_name("sigmoid"), X,
               {.19661193324148185, .25, .19661193324148185, .10499358540350652, .04517665973091213});
  check_values(by_name("tanh"), X, {-.7615941559557649, 0, .7615941559557649, .9640275800758169, .9950547536867305});
  check_slopes(by_name("tanh"), X, {.4199743416140261, 1, .4199743416140261, .07065082485316447, .00986603716544019});
  check_values(by_name("softplus"), X,
               {.3132616875182228, .6931471805599453, 1.3132616875182228, 2.1269280110429727, 3.048587351573742});
  check_values(by_name("softsign"), X, {-.5, 0, .5, .6666666666666666, .75});
  check_slopes(by_name("softsign"), X, {.25, 1, .25, .1111111111111111, .0625});
}

TEST_CASE("Keras: relu and its options") {
  const auto with = [](ReluOptions options) { return [=](const Expr& x) { return relu(x, options); }; };
  const Numbers tens{-10, -5, 0, 5, 10};
  check_values(by_name("relu"), X, {0, 0, 1, 2, 3});
  check_slopes(by_name("relu"), X, {0, 0, 1, 1, 1});
  check_values(with({.negative_slope = .5}), tens, {-5, -2.5, 0, 5, 10});
  check_values(with({.max_value = 5}), tens, {0, 0, 0, 5, 5});
  check_values(with({.threshold = 5}), tens, {0, 0, 0, 0, 10});
  check_values(with({.max_value = 5, .threshold = 5}), tens, {0, 0, 0, 0, 5});
  check_values(with({.max_value = 5, .negative_slope = .5, .threshold = 5}), tens, {-7.5, -5, -2.5, 0, 5});
  check_values(with({.max_value = 6}), {-10, -5, 0, 5, 10, 12}, {0, 0, 0, 5, 6, 6});
  check_values(by_name("relu6"), {-10, -5, 0, 5, 10, 12}, {0, 0, 0, 5, 6, 6});
  check_values(with({.max_value = 8, .threshold = 5}), {6, 7, 0, 5, 10}, {6, 7, 0, 0, 8});
  check_values(by_name("leaky_relu"), X, {-.2, 0, 1, 2, 3});
  check_values([](const Expr& x) { return leaky_relu(x, .3); }, {-1}, {-.3});
  check_values(by_name("thresholded_relu"), {-1, 0, .5, 1, 1.5}, {0, 0, 0, 0, 1.5});
}

TEST_CASE("Keras: PReLU, also the slope of its slope") {
  check_values([](const Expr& x) { return prelu(x, .25); }, X, {-.25, 0, 1, 2, 3});
  const std::vector<Numbers> slopes = partials(prelu, {-1, 2}, {.25, .25});
  CHECK(slopes == std::vector<Numbers>{{.25, 1}, {-1, 0}});
}

TEST_CASE("Keras: elu and selu") {
  check_values(by_name("elu"), X, {-.6321205588285577, 0, 1, 2, 3});
  check_values([](const Expr& x) { return elu(x, .5); }, {-1}, {-.31606027941427883});
  check_slopes(by_name("elu"), {-1}, {.36787944117144233});
  check_slopes([](const Expr& x) { return elu(x, .5); }, {0}, {.5});
  check_values(by_name("selu"), X, {-1.1113307378125628, 0, 1.0507009873554805, 2.101401974710961, 3.1521029620664414});
  check_slopes(by_name("selu"), {-1, 0}, {.6467686030348141, 1.7580993408473768});
  check_values(by_name("celu"), X, {-.6321205588285577, 0, 1, 2, 3});
}

TEST_CASE("Keras: hard_sigmoid of versions 2 and 3, hard_silu, hard_tanh") {
  check_values([](const Expr& x) { return hard_sigmoid(x, .2); }, {-2.5, -1, 0, 1, 2, 2.5, 3},
               {0, .3, .5, .7, .9, 1, 1});
  check_values(by_name("hard_sigmoid"), {-3, -1, 0, 1, 2, 3},
               {0, .3333333333333333, .5, .6666666666666666, .8333333333333334, 1});
  check_values(by_name("hard_silu"), {-3, -2, -1, 0, 1, 2, 3},
               {0, -1 / 3., -1 / 3., 0, .6666666666666666, 1.6666666666666667, 3});
  check_values(by_name("hard_swish"), {-2, 1}, {-1 / 3., .6666666666666666});
  check_values(by_name("hard_tanh"), {-2, -1, -.5, 0, 1, 3}, {-1, -1, -.5, 0, 1, 1});
}

TEST_CASE("Keras: silu, gelu in both forms, mish, log_sigmoid") {
  check_values(by_name("silu"), X, {-.2689414213699951, 0, .7310585786300049, 1.7615941559557649, 2.8577223804672998});
  check_values(by_name("gelu"), X, {-.15865525393145705, 0, .8413447460685429, 1.9544997361036416, 2.99595030590511});
  check_values([](const Expr& x) { return gelu(x, true); }, X,
               {-.1588080093917233, 0, .8411919906082767, 1.954597694087775, 2.996362607918227});
  check_values(by_name("mish"), X, {-.3034014613741089, 0, .8650983882673103, 1.9439589595339946, 2.9865350049679575});
  check_values(by_name("log_sigmoid"), X,
               {-1.3132616875182228, -.6931471805599453, -.3132616875182228, -.1269280110429725, -.04858735157374206});
}

TEST_CASE("Keras: tails keep their digits") {
  check_values(by_name("log_sigmoid"), {-1000, -40, 40}, {-1000, -40, -4.248354255291589e-18});
  check_values(by_name("softplus"), {-40, 20, 1000}, {4.248354255291589e-18, 20.000000002061153, 1000});
  CHECK(difference(values(by_name("softplus"), f64, {-100}), {3.720075976020836e-44}, 1e-14) == "");
  CHECK(difference(values(by_name("sigmoid"), f64, {-100, -709}), {3.720075976020836e-44, 1.216780750623423e-308},
                   1e-14) == "");
  check_values(by_name("elu"), {-1e-20}, {-1e-20});
  check_values(by_name("squareplus"), {-1e4}, {9.9999999000000020e-5});  // in f32 Keras gives 0
  check_values(by_name("tanh_shrink"), {1e-3}, {3.333332000000539683e-10});
  CHECK(difference(values(by_name("gelu"), f64, {-10, -30}), {-7.6198530241605261e-23, -1.4720141781444561e-196},
                   1e-13) == "");
}

TEST_CASE("Keras: softmax over one axis, several, all, log_softmax and its 2.0.6 fixture") {
  const Numbers third{.09003057317038046, .24472847105479764, .6652409557748219};
  check_values(by_name("softmax"), {1, 2, 3}, third);
  check_values(by_name("log_softmax"), {1, 2, 3}, {-2.40760596444438, -1.4076059644443804, -.4076059644443803});
  check_values(by_name("softmax"), {0, .1, .5, .9, 1},
               {.1119598021340303, .12373471731203411, .18459050724175335, .2753766776533774, .3043382956588048});
  check_values(by_name("softmax"), {1000, 1001, 1002}, third);
  const Expr rows = constant(tensor(f64, {2, 3}, {1, 2, 3, 1, 2, 3}));
  const Numbers sixth{third[0] / 2, third[1] / 2, third[2] / 2, third[0] / 2, third[1] / 2, third[2] / 2};
  CHECK(difference(numbers(evaluate(softmax(rows, {}))), sixth, 1e-15) == "");
  CHECK(numbers(evaluate(softmax(rows, 0))) == Numbers(6, .5));
}

TEST_CASE("Keras: glu, sparsemax, squareplus, sparse_plus") {
  check_values(by_name("glu"), {-1, 0, 1, 2, 3, 4}, {-.8807970779778824, 0, .98201379003790845});
  check_values(by_name("sparsemax"), {-.5, 0, 1, 2, 3}, {0, 0, 0, 0, 1});
  check_values(by_name("squareplus"), {-.5, 0, 1, 2, 3},
               {.78077640640441515, 1, 1.6180339887498949, 2.4142135623730951, 3.3027756377319946});
  check_values(by_name("sparse_plus"), {-2, -1, -.5, 0, .5, 1, 2}, {0, 0, .0625, .25, .5625, 1, 2});
  check_values(by_name("sparse_sigmoid"), {-2, -1, 0, .5, 1, 2}, {0, 0, .5, .75, 1, 1});
}

TEST_CASE("Keras: hard_shrink, soft_shrink, threshold, exponential") {
  check_values(by_name("hard_shrink"), {-1, -.5, -.2, 0, .5, .6}, {-1, 0, 0, 0, 0, .6});
  check_values(by_name("soft_shrink"), {-1, -.5, -.2, 0, .5, .75}, {-.5, 0, 0, 0, 0, .25});
  check_values([](const Expr& x) { return threshold(x, .5, -2); }, {-1, .5, .6}, {-2, -2, .6});
  check_values(by_name("exponential"), {0, 1}, {1, 2.7182818284590452});
}

namespace {

struct Edges {
  const char* name;
  Numbers at;  // -inf, -100, inf
  Numbers slopes;
};

const double e100 = 3.7200759760208356e-44;  // e^-100

const Edges edges[] = {
    {"relu", {0, 0, inf}, {0, 0, 1}},
    {"relu6", {0, 0, 6}, {0, 0, 0}},
    {"leaky_relu", {-inf, -20, inf}, {.2, .2, 1}},
    {"thresholded_relu", {0, 0, inf}, {0, 0, 1}},
    {"sigmoid", {0, e100, 1}, {0, e100, 0}},
    {"hard_sigmoid", {0, 0, 1}, {0, 0, 0}},
    {"sparse_plus", {0, 0, inf}, {0, 0, 1}},
    {"sparse_sigmoid", {0, 0, 1}, {0, 0, 0}},
    {"tanh", {-1, -1, 1}, {0, 0, 0}},
    {"hard_tanh", {-1, -1, 1}, {0, 0, 0}},
    {"softplus", {0, e100, inf}, {0, e100, 1}},
    {"log_sigmoid", {-inf, -100, 0}, {1, 1, 0}},
    {"softsign", {-1, -100 / 101., 1}, {0, 1 / 10201., 0}},  // Keras: NaN at the infinities
    {"silu", {0, -100 * e100, inf}, {0, -99 * e100, 1}},     // Keras: NaN at -inf, and so below
    {"gelu", {0, 0, inf}, {0, 0, 1}},
    {"mish", {0, -100 * e100, inf}, {0, -99 * e100, 1}},
    {"hard_silu", {0, 0, inf}, {0, 0, 1}},
    {"squareplus", {0, .0099990001999500140, inf}, {0, 9.9970009996501300e-5, 1}},
    {"elu", {-1, -1, inf}, {0, e100, 1}},
    {"celu", {-1, -1, inf}, {0, e100, 1}},
    {"selu", {-1.7580993408473768, -1.7580993408473768, inf}, {0, 1.7580993408473768 * e100, 1.0507009873554805}},
    {"hard_shrink", {-inf, -100, inf}, {1, 1, 1}},
    {"soft_shrink", {-inf, -99.5, inf}, {1, 1, 1}},
    {"tanh_shrink", {-inf, -99, inf}, {1, 1, 1}},
};

}  // namespace

TEST_CASE("infinities: every activation has its limit there, and so has its slope") {
  for (const Edges& edge : edges) {
    INFO(edge.name);
    const OfOne f = by_name(edge.name);
    CHECK(difference(values(f, f64, {-inf, -100, inf}), edge.at, 1e-14) == "");
    CHECK(difference(slopes(f, f64, {-inf, -100, inf}), edge.slopes, 2e-14) == "");
    CHECK(difference(values(f, f32, {-inf, inf}), {edge.at[0], edge.at[2]}, 1e-7) == "");
    CHECK(difference(slopes(f, f32, {-inf, inf}), {edge.slopes[0], edge.slopes[2]}, 1e-7) == "");
  }
}

TEST_CASE("infinities: no second derivative is NaN there") {
  // Of tanh(f), whose slope is a product: what flows to either factor must be a number.
  for (const Edges& edge : edges)
    for (const DType dtype : {f32, f64}) {
      INFO(edge.name);
      const auto of_tanh = [f = by_name(edge.name)](const Expr& x) { return tanh(f(x)); };
      CHECK(curvatures(of_tanh, dtype, {-inf, inf}) == Numbers{0, 0});
    }
}

TEST_CASE("NaN stays NaN through every activation") {  // Keras: 0 through the shrinks, the default through threshold
  for (const std::string& name : activation_names())
    for (const DType dtype : {f32, f64}) {
      INFO(name);
      const Numbers y = values(by_name(name.c_str()), dtype, {1, NaN});
      CHECK(std::isnan(y.back()));
    }
  CHECK(std::isnan(values([](const Expr& x) { return threshold(x, 1, 2); }, f64, {NaN})[0]));
  CHECK(std::isnan(values([](const Expr& x) { return prelu(x, 0.); }, f64, {NaN})[0]));
  CHECK(std::isnan(values([](const Expr& x) { return relu(x, {.max_value = 3, .threshold = 1}); }, f64, {NaN})[0]));
  CHECK(std::isnan(values([](const Expr& x) { return gelu(x, true); }, f64, {NaN})[0]));
}

TEST_CASE("zeros and tiny numbers: signs and digits stay") {
  for (const char* name : {"tanh", "softsign", "elu", "celu", "hard_tanh", "silu", "gelu", "mish", "hard_silu"})
    for (const DType dtype : {f32, f64}) {
      INFO(name);
      const bool gate = std::string(name).ends_with("lu") && std::string(name)[0] != 'e' && name[0] != 'c';
      const double slope = gate ? 0.5 : std::string(name) == "mish" ? 0.6 : 1;
      const Numbers y = values(by_name(name), dtype, {-0., 0, 1e-8, -1e-8, 1e-30, -1e-30});
      CHECK(std::signbit(y[0]));
      CHECK_FALSE(std::signbit(y[1]));
      CHECK(difference({y[0], y[1], y[4], y[5]}, {0, 0, slope * 1e-30, -slope * 1e-30}, 2 * few_ulps(dtype)) == "");
      CHECK(difference({y[2], y[3]}, {slope * 1e-8, -slope * 1e-8}, 1.1e-8 + few_ulps(dtype)) == "");
    }
}
