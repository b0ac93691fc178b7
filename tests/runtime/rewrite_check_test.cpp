#include <nabla/runtime/rewrite_check.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rule_sets.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Expr x = input("x", f64, {3}), m = input("m", f32, {2, 3});
const FunctionOptions checked{.rewrite = {.check = true}};

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the check finds a wrong rule: its name, the user's line, the largest difference and both sides") {
  const Expr u = detail::any("u");
  const detail::PlantedRules planted({{"wrong", square(u), u + u}});
  const Expr e = square(x);
  const nabla::Function f({x}, {e}, {}, checked);
  CHECK(numbers(f(tensor(f64, {3}, {0, 2, 0}))[0]) == Numbers{0, 4, 0});  // right on these data
  const std::string said = message_without_lines([&] { f(tensor(f64, {3}, {1, 2, 5})); });
  CHECK(contains(said,
                 "rewriting: rule \"wrong\" (planted) changes a value by 15, from 25 to 10\n"
                 "  before: square(x)\n  after:  add(x, x)"));
  std::vector<Tensor> memory{Tensor::empty(f64, {3})};
  const std::vector<Tensor> feeds{tensor(f64, {3}, {1, 2, 5})};
  CHECK_THROWS_AS(f.run(feeds, memory), Error);
  try {
    f(feeds[0]);
  } catch (const Error& error) {
    CHECK(error.where().line == e->where().line);
  }
}

TEST_CASE("the check finds a wrong rule among others, in a gradient and in f32") {
  const Parameter w("w", tensor(f32, {3}, {1, -2, 3}));
  const Expr u = detail::any("u");
  const detail::PlantedRules planted({{"nearly", tanh(u), 1.0001 * tanh(1 * u) / 1}});
  Updates updates;
  const Expr loss = mean(square(tanh(m * w)));
  updates.set(w, w - 0.1 * grad(loss, w.expr()));
  const nabla::Function f({m}, {loss}, updates, {.rewrite = {.without = {"softplus"}, .check = true}});
  const std::string said = message_without_lines([&] { f(tensor(f32, {2, 3}, {1, 2, 3, -1, -2, -3})); });
  CHECK(contains(said, "rule \"nearly\" (planted)"));
  CHECK(numbers(w.value().cast(f64)) == Numbers{1, -2, 3});  // nothing was updated
}

TEST_CASE("rules that keep digits, or a value where the naive side overflows, are not guilty") {
  const Expr naive = log(1 + exp(x)) + log(1 - sigmoid(x)) + 1 / (1 + exp(-x)) + sqrt(square(x)) + (exp(x) - 1);
  const nabla::Function f({x}, {sum(naive), grad(sum(naive), x)}, {}, checked);
  const nabla::Function plain({x}, {sum(naive), grad(sum(naive), x)});
  for (const Numbers& at :
       {Numbers{0.5, -0.25, 2}, Numbers{36, -36, 0}, Numbers{1e-20, -1e-20, 800}, Numbers{NaN, inf, 0}})
    CHECK(same_bits(f(tensor(f64, {3}, at))[0], plain(tensor(f64, {3}, at))[0]));
}

TEST_CASE("the check passes over a network's training step, with parameters, labels and a symbolic batch") {
  const Dim batch{"batch"};
  const Expr images = input("images", f32, {batch, 4}), labels = input("labels", i64, {batch});
  const Parameter w("w", Tensor::ones(f32, {4, 3})), b("b", Tensor::zeros(f32, {3}));
  const Expr p = softmax(add_bias(matmul(images, transpose(transpose(w.expr()))), b));
  const Expr loss = -mean(log(sum(p * one_hot(labels, 3), 1)));
  Updates updates;
  updates.set(w, w - 0.1 * grad(loss, w.expr()));
  const nabla::Function f({images, labels}, {loss}, updates, checked);
  CHECK(explain(f).steps.size() + explain(f).passes.size() > 0);
  for (int i = 0; i < 3; ++i)
    CHECK(std::isfinite(f(Tensor::ones(f32, {2, 4}), tensor(f64, {2}, {0, 2}).cast(i64))[0].cast(f64).item<double>()));
}
