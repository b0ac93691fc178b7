#include <nabla/autodiff/grad.hpp>
#include <nabla/graph/dag.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rewrite.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/formula.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Expr x = input("x", f64, {2, 3}), b = input("b", f64, {3}), t = input("t", f64, {2, 3});
const Expr labels = input("labels", i64, {2});

/// Of each row the entry at its label.
Expr picked(const Expr& e) { return reshape(take_along_axis(e, reshape(labels, {2, 1})), {2}); }

bool holds(const Expr& e, std::string_view name) {
  const Dag dag = freeze(rewrite(Exprs{e}));
  for (Vertex v = 0; v < num_vertices(dag); ++v)
    if (dag[v]->op().name() == name) return true;
  return false;
}

const Tensor logits = tensor(f64, {2, 3}, {1000, 0, -1000, 1, 1, 1}), bias = tensor(f64, {3}, {0, 0, 0});
const Tensor at = Tensor::from_vector<std::int64_t>({2}, {1, 0});

}  // namespace

TEST_CASE("four spellings of a loss at labels, with a bias and without, summed and averaged, are one operation") {
  for (const Expr& z : {x, add_bias(x, b), x + b})
    for (const Expr& total : {sum(-log(picked(softmax(z)))), -sum(log(picked(softmax(z)))),
                              -sum(picked(log(softmax(z)))), sum(-picked(log(softmax(z))))}) {
      CHECK(holds(total, "sparse_softmax_cross_entropy"));
      CHECK_FALSE(holds(total, "log_softmax"));
      CHECK(holds(-mean(picked(log(softmax(z)))), "sparse_softmax_cross_entropy"));
      const nabla::Function f({x, b, labels}, {total, grad(total, x)}, {}, {.allow_unused_inputs = true});
      const std::vector<Tensor> got = f(logits, bias, at);
      CHECK(numbers(got[0])[0] == Approx(1000 + std::log(3)).epsilon(1e-14));
      CAPTURE(numbers(got[1]));
      CHECK(difference(numbers(got[1]), {1, -1, 0, -2. / 3, 1. / 3, 1. / 3}, 1e-15).empty());
    }
}

TEST_CASE("a label below 0 counts from the end, as an index does") {
  const nabla::Function f({x, labels}, {-picked(log(softmax(x)))});
  const Tensor from_end = Tensor::from_vector<std::int64_t>({2}, {-3, -1});
  CHECK(difference(numbers(f(logits, from_end)[0]), {0, std::log(3)}, 1e-14).empty());
  CHECK_THROWS(f(logits, Tensor::from_vector<std::int64_t>({2}, {-4, 0})));
}

TEST_CASE("a loss weighted by probabilities is one operation, of labels where they are made of these") {
  CHECK(formula(-sum(t * log(softmax(x)), 1)) == "softmax_cross_entropy(x, t)");
  CHECK(formula(sum(-t * log(softmax(x)), -1)) == "softmax_cross_entropy(x, t)");
  CHECK(formula(-sum(t * log_softmax(x))) == "sum(softmax_cross_entropy(x, t), axes = [0])");
  CHECK(formula(-sum(log(softmax(x)) * one_hot(labels, 3, f64), 1)) == "sparse_softmax_cross_entropy(x, labels)");
  CHECK(formula(-sum(t * log(softmax(x, 0)), 0)).find("cross_entropy") == std::string::npos);  // not the last axis
  CHECK(formula(-sum(t * log(softmax(x)), 0)).find("cross_entropy") == std::string::npos);
  CHECK(formula(-sum(b * log(softmax(x)), 1)).find("cross_entropy") == std::string::npos);  // the same for all rows
  const Expr narrow = input("narrow", f32, {2, 3});
  CHECK(formula(-log(sum(one_hot(labels, 3) * softmax(narrow), 1))) == "sparse_softmax_cross_entropy(narrow, labels)");
}

TEST_CASE("the gradient of a loss by a matrix of ones and zeros is finite for logits of every size") {
  const Expr loss = -mean(sum(t * log(softmax(x)), 1));
  const nabla::Function f({x, t}, {loss, grad(loss, x)});
  const std::vector<Tensor> got = f(logits, tensor(f64, {2, 3}, {0, 1, 0, 1, 0, 0}));
  CHECK(numbers(got[0])[0] == Approx((1000 + std::log(3)) / 2));
  CHECK(difference(numbers(got[1]), {0.5, -0.5, 0, -1. / 3, 1. / 6, 1. / 6}, 1e-15).empty());
}

TEST_CASE("a prediction needs no softmax") {
  CHECK(formula(argmax(softmax(x), 1)) == "argmax(x, axes = [1])");
  CHECK(formula(argmax(log_softmax(x), 1)) == "argmax(x, axes = [1])");
  CHECK(formula(argmax(softmax(x, 0), 1)).find("softmax") != std::string::npos);
  CHECK(formula(argmax(softmax(x))).find("softmax") != std::string::npos);
}

TEST_CASE("what is less its largest has the same softmax, and shifted sums of exponentials are plain ones") {
  const Expr largest = max(x, 1, keepdims), e = exp(x - largest);
  CHECK(formula(e / sum(e, 1, keepdims)) == "softmax(x, axis = 1)");
  CHECK(formula(largest + log(sum(e, 1, keepdims))) == "logsumexp(x, axis = 1, keepdims)");
  CHECK(formula(exp(x) / expand_dims(sum(exp(x), 1), 1)) == "softmax(x, axis = 1)");
  CHECK(formula(x - largest - log(sum(e, 1, keepdims))) == "log_softmax(x, axis = 1)");
}

TEST_CASE("inverses and complements are recognised") {
  CHECK(formula(log(exp(x))) == "x");
  CHECK(formula(exp(log(x))).find("exp") == std::string::npos);
  CHECK(formula(sigmoid(x) / (1 - sigmoid(x))) == "exp(x)");
  CHECK(formula((1 - sigmoid(x)) / sigmoid(x)) == "exp(neg(x))");
  CHECK(formula(1 - erf(x)) == "erfc(x)");
  CHECK(formula(1 + erf(x)) == "erfc(neg(x))");
  CHECK(formula(1 - erfc(x)) == "erf(x)");
}

TEST_CASE("the slopes of every spelling of a loss are one operation, which takes along what they are multiplied by") {
  const Expr y = input("y", f64, {2}), p = one_hot(labels, 3, f64);
  const char* slope = "sparse_softmax_cross_entropy_slope";
  for (const Expr& loss : {sparse_softmax_cross_entropy(x, labels), -log(picked(softmax(x))), -picked(log(softmax(x))),
                           -picked(log_softmax(x)), -sum(p * log_softmax(x), 1), -sum(p * log(softmax(x)), 1)})
    for (const Expr& total : {sum(loss), mean(loss), sum(y * loss), sum(loss / y), 3 * sum(loss) / sum(y)}) {
      INFO(formula(grad(total, x)));
      const Expr dx = grad(total, x);
      CHECK(holds(dx, slope));
      for (const char* gone : {"softmax", "one_hot", "scatter_add", "sub"}) CHECK_FALSE(holds(dx, gone));
      const Feeds feeds{{x, tensor(f64, {2, 3}, {1, 2, -3, 0.5, 1, 1})}, {labels, at}, {y, tensor(f64, {2}, {3, -2})}};
      CHECK(difference(numbers(evaluate(rewrite(Exprs{dx})[0], feeds)), numbers(evaluate(dx, feeds)), 1e-14) == "");
    }
  for (const Expr& total : {sum(softmax_cross_entropy(x, t)), -mean(sum(t * log(softmax(x)), 1))}) {
    CHECK(holds(grad(total, x), "softmax_cross_entropy_slope"));
    CHECK_FALSE(holds(grad(total, x), "softmax"));
  }
  CHECK(formula(softmax(x) - p) == "sparse_softmax_cross_entropy_slope(x, labels, 1)");
  CHECK(formula(-(softmax(x) - p)) == "sparse_softmax_cross_entropy_slope(x, labels, -1)");
  CHECK(formula((softmax(x) - p) * b).find("mul") != std::string::npos);  // not the same for all classes
  CHECK(formula(softmax(x, 0) - p).find("slope") == std::string::npos);
  CHECK(formula(softmax(x) - t).find("slope") == std::string::npos);
}
