// Each test of a rewrite says two things: what graph it makes, and that the values are right.

#include <nabla/rewrite/apply_rules.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/graph/scope.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/evaluate.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Expr x = input("x", f64, {3}), y = input("y", f64, {3}), m = input("m", f64, {2, 3});

Expr rewritten(const Expr& e) { return apply_rules(std::vector<Expr>{e})[0]; }

/// "-softplus(-x)" is "neg(softplus(neg(x)))" here.
std::string formula(const Expr& e) {
  std::ostringstream out;
  out << rewritten(e);
  return out.str().substr(0, out.str().find(" : "));
}

/// In a compiled Function.
Numbers compiled(const Expr& e, const Numbers& at) {
  return numbers(nabla::Function({x}, {e}, {}, {.allow_unused_inputs = true})(tensor(f64, {3}, at))[0]);
}

}  // namespace

TEST_CASE("log(1 + x) and exp(x) - 1 keep their digits") {
  CHECK(formula(log(1 + x)) == "log1p(x)");
  CHECK(formula(log(x + 1)) == "log1p(x)");
  CHECK(formula(log(1 - x)) == "log1p(neg(x))");
  CHECK(formula(exp(x) - 1) == "expm1(x)");
  CHECK(formula(log(2 + x)) == "log(add(2, x))");
  CHECK(compiled(log(1 + x), {1e-20, 0, 1}) == Numbers{1e-20, 0, std::log1p(1.)});
}

TEST_CASE("softplus is found, also of a constant, and overflows no more") {
  CHECK(formula(log(1 + exp(x))) == "softplus(x)");
  CHECK(compiled(log(1 + exp(x)), {800, -800, 0}) == Numbers{800, 0, std::log(2.)});
  const Expr fixed = constant(tensor(f64, {3}, {800, -800, 0}));
  CHECK(compiled(x * 0 + log(1 + exp(fixed)), {1, 1, 1}) == Numbers{800, 0, std::log(2.)});
}

TEST_CASE("the spellings of sigmoid are one node, and near misses are not") {
  CHECK(formula(exp(x) / (1 + exp(x))) == "sigmoid(x)");
  CHECK(formula(1 / (1 + exp(-x))) == "sigmoid(x)");
  CHECK(formula(1 / (1 + exp(x))) == "sigmoid(neg(x))");
  CHECK(formula(1.1 / (1 + exp(-x))) == "mul(1.1, sigmoid(x))");
  CHECK(formula(sigmoid(-x) * exp(x)) == "sigmoid(x)");
  CHECK(formula(1 - sigmoid(x)) == "sigmoid(neg(x))");
  CHECK(formula(log(sigmoid(x))) == "log_sigmoid(x)");
  CHECK(formula(log(1 - sigmoid(x))) == "log_sigmoid(neg(x))");
  CHECK(formula(log1p(-sigmoid(x))) == "neg(softplus(x))");
  for (const Expr& miss : {exp(x) / (2 + exp(x)), exp(x) / (1 - exp(x)), exp(x + 1) / (1 + exp(x)),
                           1 / (1 + 2 * exp(x)), exp(x) / (1 + exp(y))}) {
    INFO(formula(miss));
    CHECK(formula(miss) != "sigmoid(x)");
    CHECK(formula(miss).find("sigmoid(x)") == std::string::npos);
  }
}

TEST_CASE("a quotient of a product of two is minus sigmoid squared") {
  const Expr e = -exp(x) / ((1 + exp(x)) * (1 + exp(-x)));
  CHECK(formula(e) == "neg(mul(sigmoid(x), sigmoid(x)))");
  CHECK(compiled(e, {-1000, 0, 1000}) == Numbers{0, -0.25, -1});
}

TEST_CASE("softmax and its kin are found") {
  CHECK(formula(exp(m) / sum(exp(m), 1, keepdims)) == "softmax(m, axis = 1)");
  CHECK(formula(log(softmax(m, 0))) == "log_softmax(m, axis = 0)");
  CHECK(formula(log(exp(m) / sum(exp(m), 1, keepdims))) == "log_softmax(m, axis = 1)");
  CHECK(formula(exp(log_softmax(m))) == "softmax(m, axis = 1)");
  CHECK(formula(m - logsumexp(m, 1, keepdims)) == "log_softmax(m, axis = 1)");
  CHECK(formula(log(sum(exp(m), 1))) == "logsumexp(m, axis = 1)");
  CHECK(formula(log(sum(exp(m), 1, keepdims))) == "logsumexp(m, axis = 1, keepdims)");
  CHECK(formula(exp(m) / sum(exp(m))).find("softmax") == std::string::npos);  // over all, and not kept
}

TEST_CASE("a function of a softmax is found through what only moves its entries") {
  CHECK(formula(log(transpose(softmax(m)))) == "transpose(log_softmax(m, axis = 1), axes = [1, 0])");
  CHECK(formula(log(reshape(transpose(softmax(m)), {6}))) ==
        "reshape(transpose(log_softmax(m, axis = 1), axes = [1, 0]), shape = [6])");
  CHECK(formula(log(1 - reshape(sigmoid(x), {3, 1}))) == "reshape(log_sigmoid(neg(x)), shape = [3, 1])");
  CHECK(formula(log(transpose(m))) == "log(transpose(m, axes = [1, 0]))");
}

TEST_CASE("what is left of log(softmax(x)) after differentiating is finite where softmax is 0") {
  const Expr loss = sum(-log(softmax(x)) * y);
  const nabla::Function f({x, y}, {grad(loss, x)});
  const Tensor at = tensor(f64, {3}, {1000, 0, -1000}), weights = tensor(f64, {3}, {1, 2, 3});
  CHECK(numbers(f(at, weights)[0]) == Numbers{5, -2, -3});
}

TEST_CASE("operations that do nothing are left out") {
  for (const Expr& e : {x + 0, 0 + x, x - 0, x * 1, 1 * x, x / 1, -(-x), (x + 0) * 1}) CHECK(rewritten(e) == x);
  CHECK(formula(sqrt(square(x))) == "abs(x)");
  CHECK(formula(x * 0) == "mul(x, 0)");  // NaN and the infinities matter
}

TEST_CASE("a number of a larger shape is one, too, and the shape stays") {
  const Expr s = input("s", f64, {3});
  const Expr ones = constant(Tensor::ones(f64, {4, 3}));
  CHECK(rewritten(exp(s) - ones).type() == Type{f64, {4, 3}});
  CHECK(formula(exp(s) - ones) == "broadcast_to(expm1(s), shape = [4, 3])");
  CHECK(formula(x + broadcast_to(constant(Tensor::scalar(0.)), {3})) == "x");
}

TEST_CASE("a masked gradient stays 0 where the slope of the branch not taken is not finite") {
  const Expr safe = where(less(x, 1e-12), 1, y / x);
  const nabla::Function f({x, y}, grad(sum(safe), {x, y}));
  const std::vector<Tensor> got = f(tensor(f64, {3}, {0, 2, 4}), tensor(f64, {3}, {5, 6, 7}));
  CHECK(numbers(got[0]) == Numbers{0, -1.5, -0.4375});
  CHECK(numbers(got[1]) == Numbers{0, 0.5, 0.25});
  // where() in the model itself keeps its NaN: only gradients are masked by definition.
  const nabla::Function model({x, y}, {where(less(x, 1e-12), 0, y) / x});
  CHECK(std::isnan(numbers(model(tensor(f64, {3}, {0, 2, 4}), tensor(f64, {3}, {5, 6, 7}))[0])[0]));
}

TEST_CASE("names, lines and gradient marks survive") {
  const Expr named_loss = named(log(1 + exp(x)), "loss");
  const Expr result = rewritten(named_loss);
  CHECK(result.name() == "loss");
  CHECK(result->where().line == named_loss->where().line);
  const Expr gradient = grad(sum(log(1 - sigmoid(x))), x);
  CHECK(rewritten(gradient)->is_gradient());
  CHECK(rewritten(named(x + 0, "same")) == x);
}

TEST_CASE("rules work under f32, and leave integers alone") {
  const Expr narrow = input("narrow", f32, {3}), whole = input("whole", i32, {3});
  CHECK(rewritten(log(1 + exp(narrow))).type() == narrow.type());
  CHECK(formula(log(1 + exp(narrow))) == "softplus(narrow)");
  CHECK(rewritten(whole + 0) == whole);
}

TEST_CASE("a chain of a million nodes is rewritten without recursion") {
  Expr e = x;
  for (int i = 0; i < 1'000'000; ++i) e = e + 0;
  CHECK(rewritten(e) == x);
}

TEST_CASE("what a rule makes belongs to the scope of the node it replaces") {
  Expr e;
  {
    const Scope layer("layer1");
    e = log(1 + exp(x));
  }
  const Scope elsewhere("elsewhere");
  CHECK(rewritten(e)->op().name() == "softplus");
  CHECK(rewritten(e)->scope() == "layer1");
}
