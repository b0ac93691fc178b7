#include <nabla/graph/replace.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/evaluate.hpp"
#include "support/message.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Expr x = input("x", f64, {}), y = input("y", f64, {});

double number(const Expr& e, double at_x, double at_y) {
  return evaluate(e, {{x, Tensor::scalar(at_x)}, {y, Tensor::scalar(at_y)}}).item<double>();
}

}  // namespace

TEST_CASE("replace puts expressions in the place of others, all at once") {
  CHECK(number(replace(x * exp(y), {{x, y}, {y, x}}), 2, 3) == 3 * std::exp(2.));
  const Expr inner = square(x);
  CHECK(number(replace(inner + y, {{inner, y}}), 2, 3) == 6);
  CHECK(replace(inner, {{y, x}}) == inner);
}

TEST_CASE("what replace puts in is left as it is") { CHECK(number(replace(x + 1, {{x, x + 1}}), 2, 0) == 4); }

TEST_CASE("replace keeps names and lines, and the graph given") {
  const Expr h = named(tanh(x), "h"), cost = h * 2;
  const Expr other = replace(cost, {{x, y}});
  CHECK(other->operands()[0].name() == "h");
  CHECK(other->operands()[0]->where().line == h->where().line);
  CHECK(cost->operands()[0] == h);
}

TEST_CASE("derivatives go through what was replaced") {
  const Expr cost = replace(square(x) * y, {{x, 3 * y}});  // 9 y^3
  CHECK(number(grad(cost, y), 0, 2) == Approx(27 * 4));
  const Expr h = square(x);
  const Expr opened = replace(exp(h), {{h, y}});
  CHECK(number(grad(opened, y), 0, 2) == Approx(std::exp(2.)));
}

TEST_CASE("clone shares the leaves alone") {
  const Expr h = named(square(x), "h"), copy = clone(h);
  CHECK(copy != h);
  CHECK(copy.name() == "h");
  CHECK(copy->operands()[0] == x);
  CHECK(number(grad(copy * 2, x), 3, 0) == 12);
  CHECK(number(grad(h + copy, h), 3, 0) == 1);
}

TEST_CASE("replace refuses what does not fit") {
  const Expr wide = input("wide", f64, {3});
  CHECK(message_of([&] {
          replace(x + 1, {{x, wide}});
        }).find("replace: f64[] cannot be replaced by f64[3]") != std::string::npos);
  CHECK(message_of([&] {
          replace(x + y, {{x, y}, {x, y}});
        }).find("replace: an expression is replaced twice") != std::string::npos);
  CHECK(message_of([&] {
          replace(x + y, {{x, Expr()}});
        }).find("replace: an expression is empty") != std::string::npos);
}
