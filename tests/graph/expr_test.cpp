#include <nabla/graph/expr.hpp>

#include <sstream>
#include <unordered_map>

#include <nabla/graph/leaf.hpp>
#include <nabla/graph/parameter.hpp>

#include "catch.hpp"
#include "support/message.hpp"
#include "support/small_ops.hpp"
#include "support/small_stack.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

std::string text_of(const Expr& x) {
  std::ostringstream out;
  out << x;
  return out.str();
}

struct Token : Counted {};

/// An operation that tells when it dies, and with it its node.
struct Witness {
  static constexpr auto name = "witness";
  Ref<Token> token;
  Type infer(const Type& x) const { return x; }
  void eval(const View&, const Out&) const {}
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return zero; }
};

}  // namespace

TEST_CASE("an expression is a small, regular value", "[graph][expr]") {
  static_assert(sizeof(Expr) == 8);
  static_assert(std::is_nothrow_move_constructible_v<Expr>);
  const Expr x = input("x", f32, {2});
  const Expr none;
  CHECK(!none);
  CHECK(x);
  Expr y = x;
  CHECK(y == x);
  y = plus(x, x);
  CHECK(y != x);
  y = Expr(y);
  const Expr z = std::move(y);
  CHECK(!y);
  CHECK(z->operands()[0] == x);
  CHECK(plus(x, x) != plus(x, x));
}

TEST_CASE("an expression knows its type, name and line", "[graph][expr]") {
  const Expr x = input("x", f64, {Dim("batch"), 3});
  CHECK(x.type() == Type{f64, {Dim("batch"), 3}});
  CHECK(x.dtype() == f64);
  CHECK(x.shape()[1] == 3);
  CHECK(x.rank() == 2);
  CHECK(x.name() == "x");
  const Expr y = plus(x, x);
  CHECK(y->where().line == __LINE__ - 1);
  CHECK(to_string(y->where()).starts_with("expr_test.cpp:"));
  CHECK(y.name().empty());
  CHECK(y->op().name() == "plus");
  CHECK(y->operands().size() == 2);
  CHECK(y->id() > x->id());
  CHECK(!y->is_gradient());
}

TEST_CASE("a named expression is the same operation under a name", "[graph][expr]") {
  const Expr x = input("x", f32, {2});
  const Expr z = plus(x, x);
  const Expr h = named(z, "h");
  CHECK(h.name() == "h");
  CHECK(z.name().empty());
  CHECK(h->op().equals(z->op()));
  CHECK(h->operands()[0] == x);
  CHECK(h->where().line == z->where().line);
  CHECK(named(h, "g").name() == "g");
  CHECK(named(constant(Tensor(2.0)), "rate").name() == "rate");
}

TEST_CASE("inputs and parameters have their names for good", "[graph][expr]") {
  const Expr x = input("x", f32, {});
  const std::string line = std::to_string(__LINE__ - 1);
  CHECK(message_of([&] { named(x, "y"); }) == "expr_test.cpp:" + line + ": named: input \"x\" has its name already");
  CHECK_THROWS_AS(named(Parameter("W", Tensor(1.0F)), "V"), Error);
  const auto nameless = [] { return input("", f32, {}); };
  CHECK(message_of(nameless).ends_with(": input: a name is needed, it is what feeds and errors call it by"));
}

TEST_CASE("exprs are written in braces, or are a vector of expressions or parameters", "[graph][expr]") {
  const Expr x = input("x", f32, {}), y = input("y", f32, {});
  const auto count = [](const Exprs& exprs) { return exprs.size(); };
  CHECK(count({x, y}) == 2);
  CHECK(count({x}) == 1);
  CHECK(count(std::vector<Expr>{x, y, x}) == 3);
  const Parameter W("W", Tensor(1.0F));
  CHECK(count(std::vector<Parameter>{W, W}) == 2);
  CHECK(Exprs(std::vector<Parameter>{W})[0] == W.expr());
}

TEST_CASE("nodes die with their last handle, shared ones once", "[graph][expr]") {
  const Ref<Token> token = make_ref<Token>();
  {
    const Expr x = input("x", f32, {});
    Expr y = apply(Witness{token}, {}, x);
    CHECK(!token->unique());
    const Expr z = plus(y, y);
    y = Expr();
    CHECK(!token->unique());
  }
  CHECK(token->unique());
}

TEST_CASE("a chain of a million nodes is built and freed on a small stack", "[graph][expr]") {
  const Ref<Token> token = make_ref<Token>();
  on_small_stack([&] {
    Expr x = apply(Witness{token}, {}, input("x", f32, {}));
    for (int i = 0; i < 1'000'000; ++i) x = scale(x, 1);
    CHECK(!token->unique());
  });
  CHECK(token->unique());
}

TEST_CASE("a tree of two to the 60 paths is as large as its nodes", "[graph][expr]") {
  const Ref<Token> token = make_ref<Token>();
  { const Expr y = doubled(apply(Witness{token}, {}, input("x", f32, {})), 60); }
  CHECK(token->unique());
}

TEST_CASE("an expression prints as a formula on one line", "[graph][expr]") {
  const Expr x = input("x", f32, {Dim("batch"), 3}), y = input("y", f32, {Dim("batch"), 3});
  CHECK(text_of(Expr()) == "(no expression)");
  CHECK(text_of(x) == "x : f32[batch, 3]");
  CHECK(text_of(constant(Tensor(0.1F))) == "0.1 : f32[]");
  CHECK(text_of(minus(plus(x, y), scale(x, 0.5))) == "minus(plus(x, y), scale(x, factor = 0.5)) : f32[batch, 3]");
  CHECK(text_of(scale(x, 2, true)) == "scale(x, factor = 2, twice) : f32[batch, 3]");
  const Expr h = named(plus(x, y), "h");
  CHECK(text_of(h) == "h = plus(x, y) : f32[batch, 3]");
  CHECK(text_of(plus(h, h)) == "plus(h, h) : f32[batch, 3]");
  CHECK(text_of(size_of(Dim("batch"), f32)) == "size_of(dim = batch) : f32[]");
  CHECK(text_of(input("a\nb", f32, {})) == "a\\nb : f32[]");
}

TEST_CASE("a deep or wide expression prints shortened", "[graph][expr]") {
  const Expr x = input("x", f32, {});
  CHECK(text_of(doubled(x, 3)) == "plus(plus(plus(x, x), plus(x, x)), plus(plus(x, x), plus(x, x))) : f32[]");
  CHECK(text_of(doubled(scale(x, 1), 3)).starts_with("plus(plus(plus(..., ...), "));
  CHECK(text_of(doubled(x, 60)).size() < 200);
  const std::vector<Expr> many(10000, scale(x, 1));
  CHECK(text_of(stack(many)).size() < 300);
  CHECK(text_of(stack(many)).ends_with(", ...) : f32[10000]"));
}
