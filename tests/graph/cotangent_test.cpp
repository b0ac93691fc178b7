#include <nabla/graph/cotangent.hpp>

#include "catch.hpp"

using namespace nabla;

TEST_CASE("a pullback answers with an expression or says why not", "[graph][cotangent]") {
  const Expr x = input("x", f32, {});
  const Cotangents answers{x, zero, disconnected, undefined("it jumps")};
  CHECK(answers[0].kind() == Cotangent::Kind::Expression);
  CHECK(answers[0].expr() == x);
  CHECK(answers[1].kind() == Cotangent::Kind::Zero);
  CHECK(answers[2].kind() == Cotangent::Kind::Disconnected);
  CHECK(answers[3].kind() == Cotangent::Kind::Undefined);
  CHECK(answers[3].why() == "it jumps");
  CHECK(!answers[1].expr());
}
