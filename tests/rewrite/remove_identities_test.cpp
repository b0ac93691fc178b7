#include <nabla/rewrite/remove_identities.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rewrite.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"

using namespace nabla;

namespace {

const Expr x = input("x", f32, {2});

Expr removed(const Expr& y) { return remove_identities(Exprs{y})[0]; }

}  // namespace

TEST_CASE("an identity gives its place to its operand") {
  const Expr e = exp(x);
  CHECK(removed(stop_gradient(e)) == e);
  CHECK(removed(zero_gradient(clip_gradient(scale_gradient(e, 2), -1, 1))) == e);
  CHECK(removed(stop_gradient(x)) == x);
  const Expr y = removed(e * stop_gradient(e));
  CHECK(y->operands()[0] == e);
  CHECK(y->operands()[1] == e);
  CHECK(node_count({removed(scale_gradient(e, sum(x)))}) == 2);  // what only the identity used is gone too
}

TEST_CASE("without identities the graph is the same") {
  const Expr y = exp(x) * x;
  CHECK(removed(y) == y);
}

TEST_CASE("removing identities leaves the user's graph as it is") {
  const Expr stopped = stop_gradient(exp(x)), y = square(stopped);
  CHECK(removed(y) != y);
  CHECK(y->operands()[0] == stopped);
}

TEST_CASE("an identity's name goes to what takes its place, if that has none") {
  const Expr e = exp(x);
  const Expr first = named(stop_gradient(e), "first"), second = named(stop_gradient(first), "second");
  const std::vector<Expr> both = remove_identities(Exprs{e, second * e});
  CHECK(both[0].name() == "first");  // for all users, not only those of the identity
  CHECK(both[1]->operands()[0] == both[0]);
  CHECK(both[1]->operands()[1] == both[0]);
  CHECK(e.name().empty());
  const Expr h = named(exp(x), "h");
  CHECK(removed(named(stop_gradient(h), "stopped")) == h);
  CHECK(removed(named(stop_gradient(x), "stopped")) == x);
  const Expr two = constant(Tensor::full(f32, {}, 2));
  CHECK(removed(named(stop_gradient(two), "two")).name() == "two");
}

TEST_CASE("rewriting removes barriers before it merges what is equal") {
  const Expr y = exp(x) * stop_gradient(exp(x));
  const std::vector<Expr> now = rewrite(Exprs{y});
  CHECK(node_count(now) == 3);
  CHECK(to_text(now).find("stop_gradient") == std::string::npos);
  CHECK(Function({x}, {y}).instructions() == 1);
}

TEST_CASE("a long chain of identities goes without recursion") {
  Expr y = exp(x);
  const Expr e = y;
  for (int i = 0; i < 100'000; ++i) y = stop_gradient(y);
  CHECK(removed(y) == e);
}
