#include <nabla/runtime/row_losses.hpp>

#include <algorithm>

#include <nabla/nabla.hpp>
#include <nabla/rewrite/rewrite.hpp>
#include <nabla/runtime/plan.hpp>
#include <nabla/runtime/plan_text.hpp>

#include "catch.hpp"
#include "support/evaluate.hpp"
#include "support/message.hpp"
#include "support/numbers.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};
const Expr x = input("x", f32, {batch, 70}), t = input("t", i32, {batch}), w = input("w", f32, {batch});

std::string plan_of(const std::vector<Expr>& outputs) {
  return detail::to_string(detail::make_plan(Exprs{x, t, w}, rewrite(outputs, {})));
}

Tensor some_logits(std::int64_t rows) {
  Rng rng(3);
  Tensor values = Tensor::empty(f32, {rows, 70});
  for (float& entry : values.mutable_span<float>()) entry = static_cast<float>(10 * rng.uniform() - 5);
  return values;
}
Tensor some_labels(std::int64_t rows) {
  Rng rng(4);
  Tensor values = Tensor::empty(i32, {rows});
  for (std::int32_t& label : values.mutable_span<std::int32_t>()) label = static_cast<std::int32_t>(rng.below(70));
  return values;
}

}  // namespace

TEST_CASE("a loss and its gradient are one instruction, without a one-hot array") {
  const Expr loss = mean(sparse_softmax_cross_entropy(x, t));
  const Function f({x, t}, {loss, grad(loss, x)});
  CHECK(f.instructions() == 3);  // the scale 1 / batch, losses and slopes, the mean
  const std::string text = plan_of({loss, grad(loss, x)});
  CHECK(text.find("1  %1 : f32[batch] = sparse_softmax_cross_entropy x, t -> arena\n"
                  "   %2 : f32[batch, 70] = sparse_softmax_cross_entropy_slope x, t, %0 \"dloss/dx\" -> target 1\n") !=
        std::string::npos);
  CHECK(text.find("one_hot") == std::string::npos);
  const Feeds feeds{{x, some_logits(9)}, {t, some_labels(9)}};
  const std::vector<Tensor> got = f(feeds[0].second, feeds[1].second);
  CHECK(worst_difference(got[0], evaluate(loss, feeds)) < 1e-6);
  CHECK(worst_difference(got[1], evaluate(grad(loss, x), feeds)) < 1e-7);
}

TEST_CASE("losses wait for a scale of many steps, not for one that depends on them") {
  const Expr losses = sparse_softmax_cross_entropy(x, t), weighted = sum(losses * sqrt(sum(w * w)) / mean(exp(w)));
  CHECK(plan_of({weighted, grad(weighted, x)}).find("   %") != std::string::npos);
  const Expr squared = sum(square(losses));
  const Function f({x, t}, {squared, grad(squared, x)});
  const Feeds feeds{{x, some_logits(9)}, {t, some_labels(9)}};
  const std::vector<Tensor> got = f(feeds[0].second, feeds[1].second);
  CHECK(worst_difference(got[1], evaluate(grad(squared, x), feeds)) < 1e-5);
  const Function g({x, t, w}, {weighted, grad(weighted, x)});
  const Tensor weights = Tensor::full(f32, {9}, 0.5);
  const Feeds all{{x, some_logits(9)}, {t, some_labels(9)}, {w, weights}};
  const std::vector<Tensor> slopes = g(all[0].second, all[1].second, weights);
  CHECK(worst_difference(slopes[0], evaluate(weighted, all)) < 1e-3);
  CHECK(worst_difference(slopes[1], evaluate(grad(weighted, x), all)) < 1e-5);
}

TEST_CASE("two losses of the same logits, and one with two scales, each find a partner or stay alone") {
  const Expr u = input("u", i32, {batch});
  const Expr a = mean(sparse_softmax_cross_entropy(x, t)), b = sum(w * sparse_softmax_cross_entropy(x, u)),
             c = sum(w * sparse_softmax_cross_entropy(x, t));
  const std::vector<Expr> outputs{a, b, c, grad(a, x), grad(b, x), grad(c, x)};
  const Function f({x, t, w, u}, outputs);
  const Feeds feeds{
      {x, some_logits(9)}, {t, some_labels(9)}, {w, Tensor::full(f32, {9}, 0.25)}, {u, Tensor::zeros(i32, {9})}};
  const std::vector<Tensor> got = f(feeds[0].second, feeds[1].second, feeds[2].second, feeds[3].second);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    INFO(i);
    CHECK(worst_difference(got[i], evaluate(outputs[i], feeds)) < 1e-5);
  }
}

TEST_CASE("slopes overwrite logits that nobody else reads") {
  const Expr logits = cumsum(x, 1), loss = sum(sparse_softmax_cross_entropy(logits, t));
  const Function f({x, t}, {cumsum(grad(loss, logits), 1)});
  f(some_logits(100), some_labels(100));
  CHECK(f.memory_report().peak < 30000);  // one array of 28,000 bytes
}

TEST_CASE("losses and slopes of many rows have the same bits for any number of threads, and name a wrong label") {
  const Expr loss = sum(sparse_softmax_cross_entropy(x, t));
  std::vector<Tensor> first;
  for (const std::size_t threads : {1U, 2U, 3U}) {
    const Function f({x, t}, {sparse_softmax_cross_entropy(x, t), grad(loss, x)}, {}, {.threads = threads});
    const std::vector<Tensor> got = f(some_logits(2000), some_labels(2000));
    if (first.empty()) first = got;
    CHECK(std::ranges::equal(got[0].span<float>(), first[0].span<float>()));
    CHECK(std::ranges::equal(got[1].span<float>(), first[1].span<float>()));
    Tensor wrong = some_labels(2000);
    wrong.mutable_span<std::int32_t>()[1500] = 70;
    CHECK(message_of([&] { f(some_logits(2000), wrong); }).find("label 70 at [1500] is not in [0, 70)") !=
          std::string::npos);
  }
}
