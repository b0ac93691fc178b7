#include <nabla/autodiff/grad.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/graph/parameter.hpp>
#include <nabla/graph/scope.hpp>
#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/evaluate.hpp"
#include "support/message.hpp"

using namespace nabla;
using test::evaluate;
using test::message_of;

namespace {

/// y = x, with a pullback that the test breaks.
struct Broken {
  static constexpr auto name = "broken";
  Attr<std::string> answer;
  auto attrs() const { return named_attrs("answer", answer); }

  Type infer(const Type& x) const { return x; }
  void eval(const View& x, const Out& y) const { std::copy_n(x.data, x.bytes(), y.data); }
  Cotangents pullback(const Expr&, const Expr&, const Expr& dy) const {
    if (*answer == "two") return {dy, dy};
    if (*answer == "none") return {};
    if (*answer == "empty") return {Expr()};
    if (*answer == "dtype") return {cast(dy, f32)};
    if (*answer == "rank") return {sum(dy)};
    if (*answer == "zero") return {zero};
    if (*answer == "disconnected") return {disconnected};
    return {undefined("the test says so")};
  }
};

Expr broken(const Expr& x, const char* answer, Where where = Where::here()) {
  return apply(Broken{std::string(answer)}, where, x);
}

Tensor vector(const std::vector<double>& entries) {
  return Tensor::from_vector<double>({static_cast<std::int64_t>(entries.size())}, entries);
}
std::vector<double> entries(const Tensor& tensor) {
  return {tensor.span<double>().begin(), tensor.span<double>().end()};
}

}  // namespace

TEST_CASE("the gradient of a quadratic form: x'Ax gives (A + A')x and xx'") {
  const Expr x = input("x", f64, {2}), A = input("A", f64, {2, 2});
  const Expr f = named(sum(x * matmul(A, x)), "f");
  const std::vector<Expr> g = grad(f, {x, A});
  const test::Feeds feeds{{x, vector({1, 2})}, {A, Tensor::from_vector<double>({2, 2}, {3, 4, 5, 6})}};
  CHECK(entries(evaluate(g[0], feeds)) == std::vector<double>{24, 33});
  CHECK(entries(evaluate(g[1], feeds)) == std::vector<double>{1, 2, 2, 4});
  CHECK(g[0].name() == "df/dx");
  CHECK(g[1].name() == "df/dA");
}

TEST_CASE("the gradient of the gradient of x'Ax along u is (A + A')u") {
  const Expr x = input("x", f64, {2}), A = input("A", f64, {2, 2}), u = input("u", f64, {2});
  const Expr f = sum(x * matmul(A, x));
  const Expr along = grad(sum(u * grad(f, x)), x);
  const test::Feeds feeds{
      {x, vector({1, 2})}, {A, Tensor::from_vector<double>({2, 2}, {3, 4, 5, 6})}, {u, vector({7, 8})}};
  CHECK(entries(evaluate(along, feeds)) == std::vector<double>{6 * 7 + 9 * 8, 9 * 7 + 12 * 8});
}

TEST_CASE("terms of something used several times add up") {
  const Expr x = input("x", f64, {3});
  const test::Feeds feeds{{x, vector({1, -2, 3})}};
  CHECK(entries(evaluate(grad(sum(x * x), x), feeds)) == std::vector<double>{2, -4, 6});
  CHECK(entries(evaluate(grad(sum(x + x + x), x), feeds)) == std::vector<double>{3, 3, 3});
}

TEST_CASE("a gradient with respect to an expression in between stops there and goes on below it") {
  const Expr x = input("x", f64, {2});
  const Expr h = square(x);
  const std::vector<Expr> g = grad(sum(square(h)), {h, x});
  const test::Feeds feeds{{x, vector({1, 2})}};
  CHECK(entries(evaluate(g[0], feeds)) == std::vector<double>{2, 8});
  CHECK(entries(evaluate(g[1], feeds)) == std::vector<double>{4, 32});
}

TEST_CASE("the gradient of the cost with respect to itself is 1") {
  const Expr x = input("x", f64, {});
  CHECK(evaluate(grad(x, x), {{x, 3.0}}).item<double>() == 1);
}

TEST_CASE("a shared diamond of 60 levels has a gradient of linear size") {
  const Expr x = input("x", f64, {});
  Expr y = x;
  for (int i = 0; i < 60; ++i) y = y + y;
  const Expr g = grad(y, x);
  CHECK(evaluate(g, {{x, 1.0}}).item<double>() == 0x1p60);
  CHECK(node_count({y, g}) < 4 * 60);
}

TEST_CASE("gradient nodes carry the line of their forward node and are marked") {
  const Expr x = input("x", f64, {3});
  const Expr y = exp(x);
  const unsigned line = __LINE__ - 1;
  const Expr g = grad(sum(y), x);
  CHECK(g->is_gradient());
  CHECK(g->origin() == y->id());
  CHECK(g->where().line == line);
  CHECK_FALSE(y->is_gradient());
}

TEST_CASE("gradient nodes belong to the scope of their forward node") {
  const Expr x = input("x", f64, {3}, Where{});
  Expr h;
  {
    const Scope layer("layer1");
    h = sin(x);
  }
  const Expr loss = sum(h);
  const Scope elsewhere("elsewhere");
  const Expr dx = grad(loss, {x})[0];
  CHECK(dx->op().name() == "mul");
  CHECK(dx->scope() == "layer1");
  for (const Expr& factor : dx->operands()) CHECK(factor->scope() == (factor->op().name() == "cos" ? "layer1" : ""));
}

TEST_CASE("results are named after cost and parameter, a cost without a name is called loss") {
  const Parameter W("W1", Tensor::ones(f64, {2}));
  CHECK(grad(sum(square(W)), W).name() == "dloss/dW1");
  CHECK(grad(named(sum(square(W)), "energy"), W).name() == "denergy/dW1");
  const Expr x = input("x", f64, {2});
  CHECK(grad(sum(W * x), W).name() != x.name());
}

TEST_CASE("the first of two results that are one node names it") {
  const Expr a = input("a", f64, {2}), b = input("b", f64, {2});
  const std::vector<Expr> g = grad(sum(exp(a + b)), {a, b});
  CHECK(g[0] == g[1]);
  CHECK(g[0].name() == "dloss/da");
}

TEST_CASE("something that the cost does not depend on is an error, or zeros of its type") {
  const Expr x = input("x", f32, {Dim("n"), 3}), y = input("y", f32, {});
  const std::string place = "grad_test.cpp:" + std::to_string(__LINE__ - 1);
  const std::string text = message_of([&] { grad(y, x); });  // outside CHECK: compilers differ on the lines in a macro
  const std::string call = "grad_test.cpp:" + std::to_string(__LINE__ - 1);
  const std::string first = "grad: disconnected: the cost does not depend on \"x\" ";
  CHECK(text == call + ": " + first + "({.unreached = Unreached::zeros} gives zeros)\n  x : f32[n, 3] = input  " +
                    place + "\n  y : f32[]     = input  " + place);
  const Expr zeros = grad(y, x, {Unreached::zeros});
  CHECK(zeros.type() == x.type());
  const Tensor value = evaluate(zeros, {{x, Tensor::ones(f32, {2, 3})}, {y, 1.0F}});
  CHECK(same_bits(value, Tensor::zeros(f32, {2, 3})));
}

TEST_CASE("the cost must be a float of rank 0") {
  const Expr x = input("x", f32, {3}), n = input("n", i32, {});
  CHECK_THROWS_WITH(grad(x, x),
                    Catch::Matchers::Contains("grad: the cost must be a float of rank 0, not f32[3]: take its "
                                              "mean() or sum()"));
  CHECK_THROWS_WITH(grad(n, n), Catch::Matchers::Contains("grad: the cost must be a float of rank 0, not i32[]"));
}

TEST_CASE("there is no gradient with respect to integers") {
  const Expr x = input("x", f64, {}), n = input("n", i64, {});
  CHECK_THROWS_WITH(grad(x * cast(n, f64), n),
                    Catch::Matchers::Contains("there is no gradient with respect to a value that is not a float"));
}

TEST_CASE("a pullback that breaks its contract is named with operation and operand") {
  const Expr x = input("x", f64, {2});
  const auto text = [&](const char* answer) { return message_of([&] { grad(sum(broken(x, answer)), x); }); };
  CHECK_THAT(text("two"), Catch::Matchers::Contains("broken: its pullback gives 2 cotangents for 1 operands"));
  CHECK_THAT(text("none"), Catch::Matchers::Contains("broken: its pullback gives 0 cotangents for 1 operands"));
  CHECK_THAT(text("empty"), Catch::Matchers::Contains("broken: its pullback gives an empty expression for operand 1"));
  CHECK_THAT(text("dtype"),
             Catch::Matchers::Contains("broken: its pullback gives f32[2] for operand 1, which is f64[2]"));
  CHECK_THAT(text("rank"),
             Catch::Matchers::Contains("broken: its pullback gives f64[] for operand 1, which is f64[2]"));
  CHECK_THAT(text("undefined"), Catch::Matchers::Contains("grad: there is no derivative: the test says so"));
}

TEST_CASE("zero is a gradient of zeros, disconnected is none") {
  const Expr x = input("x", f64, {2});
  const test::Feeds feeds{{x, vector({1, 2})}};
  CHECK(entries(evaluate(grad(sum(broken(x, "zero")), x), feeds)) == std::vector<double>{0, 0});
  CHECK_THROWS_WITH(grad(sum(broken(x, "disconnected")), x), Catch::Matchers::Contains("does not depend on \"x\""));
  CHECK(entries(evaluate(grad(sum(x + broken(x, "disconnected")), x), feeds)) == std::vector<double>{1, 1});
  CHECK(entries(evaluate(grad(sum(x * broken(x, "zero")), x), feeds)) == std::vector<double>{1, 2});
}

TEST_CASE("an undefined derivative harms only those who ask for it") {
  const Expr x = input("x", f64, {2}), y = input("y", f64, {2});
  const Expr cost = sum(broken(x, "undefined") * y);
  CHECK(entries(evaluate(grad(cost, y), {{x, vector({3, 4})}, {y, vector({1, 2})}})) == std::vector<double>{3, 4});
  CHECK_THROWS_AS(grad(cost, x), Error);
}

TEST_CASE("the gradient of a chain of a million nodes is derived and freed without recursion") {
  const Expr x = input("x", f32, {4});
  Expr y = x;
  for (int i = 0; i < 1'000'000; ++i) y = relu(y);
  const Expr g = grad(sum(y), x);
  CHECK(g.type() == x.type());
  CHECK(node_count({y}) == 1'000'001);
  CHECK(node_count({g}) > 2'000'000);
}

TEST_CASE("the golden network of two layers has the golden loss and gradients") {
  const auto matrix = [](Sizes sizes, const std::vector<double>& e) {
    return Tensor::from_vector<double>(std::move(sizes), e);
  };
  const Expr x = input("x", f64, {2, 2}), t = input("t", i32, {2});
  const Parameter W1("W1", matrix({2, 3}, {.1, -.2, .3, .4, .5, -.6})), b1("b1", matrix({3}, {.01, -.02, .03}));
  const Parameter W2("W2", matrix({3, 2}, {.7, -.8, .9, 1, -1.1, 1.2})), b2("b2", matrix({2}, {.05, -.05}));
  const test::Feeds feeds{{x, matrix({2, 2}, {1, 2, .5, -1})}, {t, Tensor::from_vector<std::int32_t>({2}, {0, 1})}};
  const auto results = [&](const char* name) {
    const Expr hidden = activation(name, add_bias(matmul(x, W1), b1));
    const Expr loss = mean(sparse_softmax_cross_entropy(add_bias(matmul(hidden, W2), b2), t));
    Exprs all = grad(loss, std::vector<Parameter>{W1, b1, W2, b2});
    all.insert(all.begin(), loss);
    std::vector<std::vector<double>> values;
    for (const Tensor& value : evaluate(all, feeds)) values.push_back(entries(value));
    return values;
  };
  const auto near = [](const std::vector<double>& got, const std::vector<double>& wanted) {
    REQUIRE(got.size() == wanted.size());
    for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == Approx(wanted[i]).margin(1e-12).epsilon(0));
  };
  SECTION("tanh") {
    const auto r = results("tanh");
    near(r[0], {.105486225640});
    near(r[1], {.023940029919, -.000633290116, -.009548705798, -.136073993220, .008297742329, .162246969571});
    near(r[2], {.069928543183, -.003024370757, -.054884801090});
    near(r[3], {-.044576996028, .044576996028, -.057842636515, .057842636515, .066309878283, -.066309878283});
    near(r[4], {.038058845857, -.038058845857});
  }
  SECTION("sigmoid") {
    const auto r = results("sigmoid");
    near(r[0], {.424423269512});
    near(r[2], {-.007688444548, .000953815289, .022539665208});
  }
  SECTION("relu") {
    const auto r = results("relu");
    near(r[0], {.195858819249});
    near(r[1], {-.149915341259, .009994356084, -.089269052, -.299830682519, .019988712168, .178538104});
    near(r[4], {-.022318298231, .022318298231});
  }
}
