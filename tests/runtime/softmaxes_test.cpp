#include <nabla/runtime/softmaxes.hpp>

#include <algorithm>

#include <nabla/nabla.hpp>
#include <nabla/runtime/plan.hpp>
#include <nabla/runtime/plan_text.hpp>

#include "catch.hpp"
#include "support/evaluate.hpp"
#include "support/numbers.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

Tensor some(DType dtype, const Sizes& sizes) {
  Rng rng(3);
  Tensor values = Tensor::empty(dtype, sizes);
  if (dtype == f32)
    for (float& entry : values.mutable_span<float>()) entry = static_cast<float>(10 * rng.uniform() - 5);
  else
    for (double& entry : values.mutable_span<double>()) entry = 10 * rng.uniform() - 5;
  return values;
}

}  // namespace

TEST_CASE("a logsumexp and its gradient are one instruction") {
  const Expr x = input("x", f64, {300}), y = logsumexp(x), slope = grad(y, x);
  const Function f({x}, {y, slope});
  CHECK(f.instructions() == 1);
  const Tensor values = some(f64, {300});
  const std::vector<Tensor> got = f(values);
  CHECK(worst_difference(got[0], evaluate(y, {{x, values}})) == 0);
  CHECK(worst_difference(got[1], evaluate(slope, {{x, values}})) == 0);
}

TEST_CASE("softmaxes of the same value along the same axis are one instruction, others are not") {
  const Dim batch{"batch"};
  const Expr x = input("x", f32, {batch, 7});
  const Exprs outputs{log_softmax(x), softmax(x, -1), logsumexp(x, 1), logsumexp(x, 1, keepdims), softmax(x, 0)};
  CHECK(detail::to_string(detail::make_plan(Exprs{x}, outputs))
            .find("0  %0 : f32[batch, 7] = log_softmax x {axis = 1} -> target 0\n"
                  "   %1 : f32[batch, 7] = softmax x {axis = 1} -> target 1\n"
                  "   %2 : f32[batch] = logsumexp x {axis = 1} -> target 2\n") != std::string::npos);
  const Function f({x}, outputs);
  CHECK(f.instructions() == 3);
  const Tensor values = some(f32, {50, 7});
  const std::vector<Tensor> got = f(values);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    INFO(i);
    CHECK(worst_difference(got[i], evaluate(outputs[i], {{x, values}})) == 0);
  }
}

TEST_CASE("softmaxes overwrite a value that nobody else reads, unless log_softmax still has to read it") {
  const Expr x = input("x", f32, {100, 70}), h = cumsum(x, 1);
  for (const Exprs& outputs : {Exprs{cumsum(softmax(h), 1), logsumexp(h)}, Exprs{cumsum(log_softmax(h), 1)},
                               Exprs{cumsum(softmax(h), 1), cumsum(log_softmax(h), 1)}}) {
    const Function f({x}, outputs);
    const Tensor values = some(f32, {100, 70});
    const std::vector<Tensor> got = f(values);
    CHECK(f.memory_report().peak < (outputs.size() == 1 || outputs[1].rank() == 1 ? 30000 : 60000));
    for (std::size_t i = 0; i < outputs.size(); ++i)
      CHECK(worst_difference(got[i], evaluate(outputs[i], {{x, values}})) == 0);
  }
}

TEST_CASE("softmaxes of many lines have the same bits for any number of threads") {
  for (const DType dtype : {f32, f64})
    for (const Sizes& sizes : {Sizes{500, 300}, Sizes{4, 30, 1001}}) {
      const Expr x = input("x", dtype, Shape(sizes));
      const Exprs outputs{softmax(x, 1), log_softmax(x, 1), logsumexp(x, 1)};
      std::vector<Tensor> first;
      for (const std::size_t threads : {1U, 2U, 3U}) {
        const std::vector<Tensor> got = Function({x}, outputs, {}, {.threads = threads})(some(dtype, sizes));
        if (first.empty()) first = got;
        for (std::size_t i = 0; i < got.size(); ++i) CHECK(worst_difference(got[i], first[i]) == 0);
      }
    }
}
