#include <nabla/ops/bernoulli.hpp>

#include <algorithm>

#include <nabla/autodiff/grad.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/random_state.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

double share(const Expr& b) { return numbers(evaluate(mean(cast(b, f64))))[0]; }

}  // namespace

TEST_CASE("bernoulli is true as often as it should be") {
  for (const double p : {0.0, 0.1, 0.5, 0.9, 1.0})
    CHECK(share(bernoulli(state_at(1, 0), p, {100, 1000})) == Approx(p).margin(0.004));
  const auto at = [](double p) { return numbers(evaluate(bernoulli(state_at(1, 0), p, {1000}))); };
  CHECK(at(0) == Numbers(1000, 0));
  CHECK(at(1) == Numbers(1000, 1));
  CHECK(at(NaN) == Numbers(1000, 0));
}

TEST_CASE("bernoulli compares the uniform draw of its stream") {
  const Expr p = input("p", f32, {3, 1});
  const Feeds feeds{{p, tensor(f32, {3, 1}, {0.2, 0.5, 0.8})}};
  const Expr b = bernoulli(state_at(2, 1), p, {2, 3, 300});
  const Expr u = random_uniform(state_at(2, 1), {2, 3, 300}, {.dtype = f64});
  CHECK(b.type() == Type{b8, {2, 3, 300}});
  CHECK(same_bits(evaluate(b, feeds), evaluate(less(u, cast(p, f64)), feeds)));
  CHECK(bernoulli(state_at(2, 1), p).type() == Type{b8, {3, 1}});
  CHECK(bernoulli(state_at(2, 1), 0.5).type() == Type{b8, {}});
}

TEST_CASE("samples of many probabilities at once use the same numbers for each") {
  const Expr p = input("p", f32, {3}), many = input("many", f32, {2, 3});
  const Expr b = bernoulli(state_at(2, 1), p, {4, 3});
  const std::vector<bool> has_axis{false, true};
  const Exprs operands{b->operands()[0], many};
  const Expr batched = b->op().batch(Batch(b, operands, has_axis, 2));
  const Tensor rows = tensor(f32, {2, 3}, {0.2, 0.5, 0.8, 0.9, 0.1, 0.4});
  const Numbers all = numbers(evaluate(batched, {{many, rows}}));
  const Numbers first = numbers(evaluate(b, {{p, tensor(f32, {3}, {0.2, 0.5, 0.8})}}));
  const Numbers second = numbers(evaluate(b, {{p, tensor(f32, {3}, {0.9, 0.1, 0.4})}}));
  CHECK(std::equal(first.begin(), first.end(), all.begin()));
  CHECK(std::equal(second.begin(), second.end(), all.begin() + 12));
}

TEST_CASE("a sample has no gradient") {
  const Expr p = input("p", f64, {3});
  const Expr b = cast(bernoulli(state_at(3, 0), p), f64);
  CHECK(numbers(evaluate(grad(sum(b), p), {{p, tensor(f64, {3}, {0.2, 0.5, 0.8})}})) == Numbers{0, 0, 0});
}

TEST_CASE("mistakes with probabilities") {
  const RandomState state(input("state", i64, {2}));
  const Expr x = input("x", f32, {3}), n = input("n", i32, {3});
  CHECK(message_without_lines([&] { bernoulli(state, x, {}); }) ==
        "bernoulli_test.cpp: bernoulli: probabilities [3] do not stretch to []\n"
        "  state : i64[2] = input  bernoulli_test.cpp\n"
        "  x     : f32[3] = input  bernoulli_test.cpp");
  CHECK_THROWS_WITH(bernoulli(state, n), Catch::Matchers::Contains("bernoulli: "));
}
