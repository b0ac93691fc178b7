#include <nabla/rewrite/fold_constants.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/broadcasts.hpp>
#include <nabla/rewrite/rewrite.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Expr x = input("x", f64, {3});

Expr number(double value) { return constant(Tensor::scalar(value)); }
Expr list(const Numbers& entries) {
  return constant(tensor(f64, {static_cast<std::int64_t>(entries.size())}, entries));
}

Expr folded(const Expr& e) { return fold_constants(Exprs{e})[0]; }
bool is_constant(const Expr& e) { return e->operands().empty() && leaf_as<Constant>(e); }
/// The value of a constant.
Numbers value_of(const Expr& e) {
  REQUIRE(is_constant(e));
  return numbers(leaf_as<Constant>(e)->value());
}

}  // namespace

TEST_CASE("what is made of constants is computed when the graph is compiled, with its name and line") {
  CHECK(value_of(folded(list({1, 2}) + list({10, 20}) * 2)) == Numbers{21, 42});
  CHECK(value_of(folded(sum(list({1, 2, 3})))) == Numbers{6});
  const Expr e = named(exp(number(0)), "one"), now = folded(e);
  CHECK(value_of(now) == Numbers{1});
  CHECK(now.name() == "one");
  CHECK(now->where().line == e->where().line);
  const Expr y = exp(x) + 1;
  CHECK(folded(y) == y);
}

TEST_CASE("constants are folded after stabilisation") {
  const Expr naive = log(1 + exp(number(1000)));
  CHECK(value_of(folded(naive)) == Numbers{inf});
  CHECK(value_of(rewrite(Exprs{naive})[0]) == Numbers{1000});
  CHECK(value_of(rewrite(Exprs{log(softmax(list({0, 1000})))})[0]) == Numbers{-1000, 0});
}

TEST_CASE("a number that is repeated stays one number, of symbolic sizes too") {
  const Dim n{"n"};
  const Expr e = rewrite(Exprs{exp(full(f64, {n, 3}, 2)) * 2})[0];
  REQUIRE(e->op().name() == "broadcast_to");
  CHECK(value_of(e->operands()[0])[0] == Approx(2 * std::exp(2)));
  CHECK(e.shape() == Shape{n, 3});
}

TEST_CASE("what prints, checks, draws, fails or grows is left to the call") {
  CHECK_FALSE(is_constant(folded(print("two", number(2)))));
  CHECK_FALSE(is_constant(folded(check(number(2), constant(Tensor::scalar(true)), "fine"))));
  const RandomState random(constant(Tensor::from_vector<std::int64_t>({2}, {1, 0})));
  CHECK_FALSE(is_constant(folded(random_uniform(random, {3}))));
  CHECK_FALSE(is_constant(folded(list(Numbers(100, 1)) + reshape(list(Numbers(100, 1)), {100, 1}))));
  const Expr bad = gather(list({1, 2}), constant(Tensor::from_vector<std::int64_t>({1}, {7})));
  CHECK(folded(bad) == bad);
  CHECK_THROWS_WITH(nabla::Function({}, {bad})(), Catch::Contains("index 7"));
}

TEST_CASE("an operation reads stretched operands as they are") {
  const auto text = [](const Expr& e) { return to_text({absorb_broadcasts(Exprs{e})[0]}); };
  const Expr m = input("m", f64, {2, 3});
  CHECK(text(m * broadcast_to(x, {2, 3})).find("broadcast_to") == std::string::npos);
  const Expr wide = absorb_broadcasts(Exprs{named(exp(broadcast_to(x, {2, 3})) + 1, "wide")})[0];
  CHECK(wide->op().name() == "broadcast_to");
  CHECK(wide.name() == "wide");
  CHECK(wide.shape() == Shape{2, 3});
  CHECK(wide->operands()[0].shape() == Shape{3});
  // These want their operands in full.
  const Expr logits = broadcast_to(x, {2, 3});
  CHECK(absorb_broadcasts(Exprs{sigmoid_cross_entropy(logits, m)})[0].shape() == Shape{2, 3});
  CHECK(absorb_broadcasts(Exprs{print("x", logits)})[0]->operands()[0] == logits);
}

TEST_CASE("a mean's gradient holds one number, not an array of them") {
  const Expr m = input("m", f64, {2, 3});
  const Expr g = rewrite(Exprs{grad(mean(square(m)), m)})[0];
  CHECK(node_count({g}) == 3);  // 1/3 m
  CHECK(numbers(evaluate(g, {{m, tensor(f64, {2, 3}, {3, 6, 9, 12, 15, 18})}})) == Numbers{1, 2, 3, 4, 5, 6});
}
