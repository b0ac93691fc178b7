#include <nabla/graph/operand.hpp>

#include <nabla/graph/leaf.hpp>
#include <nabla/graph/parameter.hpp>

#include "catch.hpp"
#include "support/message.hpp"

using namespace nabla;
using nabla::test::message_of;

namespace {

Expr expr_of(const Operand& operand) { return operand.expr(); }
const Tensor& value_of(const Expr& x) { return leaf_as<Constant>(x)->value(); }

}  // namespace

TEST_CASE("an operand is an expression, a parameter or a number", "[graph][operand]") {
  const Expr x = input("x", f32, {});
  const Parameter W("W", Tensor(1.0F));
  CHECK(expr_of(x) == x);
  CHECK(expr_of(W) == W.expr());
  CHECK(value_of(expr_of(2.5)).item<double>() == 2.5);
  CHECK(value_of(expr_of(2.5F)).dtype() == f64);
  CHECK(value_of(expr_of(7)).item<std::int64_t>() == 7);
  CHECK(Operand(7).is_number());
  CHECK(Operand(7).number() == 7);
  CHECK(!Operand(x).is_number());
}

TEST_CASE("an operand records the line where it is written", "[graph][operand]") {
  const Expr x = input("x", f32, {});
  const Operand operand = x;
  CHECK(operand.where().line == __LINE__ - 1);
  const Operand number = 3;
  CHECK(number.where().line == __LINE__ - 1);
}

TEST_CASE("a number takes the dtype of the expression it meets", "[graph][operand]") {
  const Expr x = input("x", f32, {}), n = input("n", i32, {});
  CHECK(Operand(0.5).meeting(Operand(x)).dtype() == f32);
  CHECK(Operand(2).meeting(Operand(x)).dtype() == f32);
  CHECK(Operand(2).meeting(Operand(n)).dtype() == i32);
  CHECK(Operand(2).meeting(Operand(1.5), Operand(n), Operand(x)).dtype() == i32);
  CHECK(Operand(2).meeting(Operand(3)).dtype() == i64);
  CHECK(Operand(2.5).meeting(Operand(3)).dtype() == f64);
  CHECK(Operand(x).meeting(Operand(n)) == x);
  CHECK(Operand(1).as(b8).dtype() == b8);
}

TEST_CASE("a number that the dtype cannot hold is refused", "[graph][operand]") {
  const auto as = [](double number, DType dtype) { return message_of([&] { Operand(number).as(dtype); }); };
  CHECK(as(0.5, i32).ends_with(": 0.5 is not an i32: cast the other operand"));
  CHECK(as(0.5, i32).starts_with("operand_test.cpp:"));
  CHECK(as(3e9, i32) != "(no error)");
  CHECK(as(3e9, i64) == "(no error)");
  CHECK(as(-2147483648.0, i32) == "(no error)");
  CHECK(as(1e300, i64) != "(no error)");
  CHECK(as(9007199254740993.0, i64) != "(no error)");
  CHECK(as(std::numeric_limits<double>::quiet_NaN(), i64) != "(no error)");
  CHECK(as(std::numeric_limits<double>::infinity(), f32) == "(no error)");
  CHECK(as(1, b8) == "(no error)");
  CHECK(as(2, b8) != "(no error)");
  CHECK(value_of(Operand(0.1).as(f32)).item<float>() == 0.1F);
}
