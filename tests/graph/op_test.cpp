#include <nabla/graph/op.hpp>

#include <nabla/graph/describe.hpp>
#include <nabla/graph/factory.hpp>
#include <nabla/graph/parameter.hpp>

#include "catch.hpp"
#include "support/evaluate.hpp"
#include "support/message.hpp"
#include "support/small_ops.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("a plain struct becomes an operation", "[graph][op]") {
  const Expr x = input("x", f32, {2});
  const Expr y = scale(x, 3);
  const Op& op = y->op();
  CHECK(op.name() == "scale");
  CHECK(op.arity() == 1);
  CHECK(op.attrs().size() == 2);
  CHECK(op.attrs()[0].name == "factor");
  CHECK(op.attrs()[0].value == "3");
  CHECK(op.attrs()[1].value == "false");
  CHECK(y.type() == x.type());
  CHECK(same_bits(evaluate(y, {{x, std::vector<float>{1, 2}}}), std::vector<float>{3, 6}));
  CHECK(op_as<Scale>(y)->factor == Attr<double>(3));
  CHECK(op_as<Plus>(y) == nullptr);
}

TEST_CASE("an operation may have any number of operands", "[graph][op]") {
  const Expr x = input("x", f32, {2});
  const std::vector<Expr> operands{x, scale(x, 2), scale(x, 3), scale(x, 4), scale(x, 5)};
  const Expr y = stack(operands);
  CHECK(y->op().arity() == Op::any_arity);
  CHECK(y.type() == Type{f32, {5, 2}});
  CHECK(evaluate(y, {{x, std::vector<float>{1, 2}}}).at<float>({4, 1}) == 10);
  CHECK(y->op().pullback(y->operands(), y, y).size() == 5);
}

TEST_CASE("an operation says what it is like", "[graph][op]") {
  const Expr x = input("x", f32, {2});
  CHECK(plus(x, x)->op().is_commutative());
  CHECK(plus(x, x)->op().is_elementwise());
  CHECK(!plus(x, x)->op().is_view());
  CHECK(!minus(x, x)->op().is_commutative());
  CHECK(!x->op().is_commutative());
}

TEST_CASE("a pullback of one operand answers alone, of several in a list", "[graph][op]") {
  const Expr x = input("x", f32, {2}), dy = input("dy", f32, {2});
  const Expr one = scale(x, 2), two = minus(x, x);
  CHECK(one->op().pullback(one->operands(), one, dy).size() == 1);
  const Cotangents answers = two->op().pullback(two->operands(), two, dy);
  CHECK(answers.size() == 2);
  CHECK(answers[1].kind() == Cotangent::Kind::Zero);
}

TEST_CASE("operations are equal when name and attributes are", "[graph][op]") {
  const Expr x = input("x", f32, {2});
  CHECK(scale(x, 2)->op().equals(scale(plus(x, x), 2)->op()));
  CHECK(!scale(x, 2)->op().equals(scale(x, 3)->op()));
  CHECK(!plus(x, x)->op().equals(minus(x, x)->op()));
  CHECK(&plus(x, x)->op() == &plus(x, x)->op());
}

TEST_CASE("an operation matches a pattern and is built from it", "[graph][op]") {
  const Expr x = input("x", f32, {2});
  const detail::Model<Scale> pattern(Scale{Attr<double>::variable(1), false});
  AttrBindings bindings;
  CHECK(scale(x, 5)->op().match(pattern, bindings));
  CHECK(!scale(x, 5, true)->op().match(pattern, bindings));
  CHECK(!plus(x, x)->op().match(pattern, bindings));
  CHECK(pattern.bind(bindings)->equals(scale(x, 5)->op()));
  CHECK(plus(x, x)->op().match(minus(x, x)->op(), bindings) == false);
  CHECK(x->op().match(x->op(), bindings));
  CHECK(x->op().bind(bindings).get() == &x->op());
}

TEST_CASE("operands that do not fit are an error with their names, types and lines", "[graph][op]") {
  const unsigned line = __LINE__;
  const Expr x = input("x", f32, {Dim("batch"), 784});
  const Parameter W("W2", Tensor::zeros(f32, {512, 10}));
  const auto at = [&](unsigned offset) { return "op_test.cpp:" + std::to_string(line + offset); };
  const auto sum = [&] { return plus(x, W); };
  CHECK(message_of(sum) == at(4) + ": plus: shapes differ: [batch, 784] and [512, 10]" +
                               "\n  x  : f32[batch, 784] = input      " + at(1) +
                               "\n  W2 : f32[512, 10]    = parameter  " + at(2));
  CHECK(message_of([&] { plus(scale(x, 1), W); }).find("\n  operand 1 : f32[batch, 784] = scale      op_test.cpp:") !=
        std::string::npos);
}

TEST_CASE("a wrong number of operands is an error", "[graph][op]") {
  const Expr x = input("x", f32, {});
  const Ref<const Op> op = make_ref<const detail::Model<Plus>>(Plus{});
  const std::vector<Expr> one{x};
  CHECK(message_of([&] { make(op, one, Where{"a.cpp", 1}); }).starts_with("a.cpp:1: plus: 1 operands, not 2\n"));
  CHECK(message_of([&] { stack({}, Where{"a.cpp", 2}); }) == "a.cpp:2: stack: nothing to stack");
}

TEST_CASE("describe lists expressions in columns", "[graph][op]") {
  CHECK(describe({}).empty());
  const Exprs both{input("x", f32, {2}, Where{"m.cpp", 1}), input("longer", i64, {}, Where{"m.cpp", 22})};
  CHECK(describe(both) == "\n  x      : f32[2] = input  m.cpp:1\n  longer : i64[]  = input  m.cpp:22");
}

TEST_CASE("nodes made in a Provenance carry its line, the outermost", "[graph][op]") {
  const Expr x = input("x", f32, {}, Where{"user.cpp", 7});
  {
    const Provenance outer(Where{"user.cpp", 5});
    const Provenance inner(Where{"library.cpp", 99});
    CHECK(to_string(plus(x, x)->where()) == "user.cpp:5");
    CHECK(!plus(x, x)->is_gradient());
  }
  CHECK(to_string(plus(x, x)->where()).starts_with("op_test.cpp:"));
}

TEST_CASE("nodes made in the Provenance of a forward node are gradient nodes", "[graph][op]") {
  const Expr x = input("x", f32, {}, Where{"user.cpp", 7});
  const Expr y = scale(x, 2, false, Where{"user.cpp", 8});
  Expr dy;
  {
    const Provenance of_y(y);
    dy = scale(x, 2);
    CHECK(dy->is_gradient());
    CHECK(dy->origin() == y->id());
    CHECK(to_string(dy->where()) == "user.cpp:8");
  }
  {
    const Provenance of_y(y);
    const Provenance of_x(x);
    const Provenance composed(Where{"library.cpp", 99});
    CHECK(scale(x, 2)->origin() == x->id());
    CHECK(to_string(scale(x, 2)->where()) == "user.cpp:7");
  }
  CHECK(!scale(x, 2)->is_gradient());
  CHECK(named(dy, "dy")->is_gradient());
  CHECK(to_string(named(dy, "dy")->where()) == "user.cpp:8");
}

TEST_CASE("the factory copies a node onto other operands", "[graph][op]") {
  const Expr x = input("x", f32, {2}), z = input("z", f64, {3});
  const Expr y = named(scale(x, 2, false, Where{"user.cpp", 3}), "y");
  const Expr copy = NodeFactory::with_operands(y, std::vector<Expr>{z});
  CHECK(copy.type() == Type{f64, {3}});
  CHECK(copy.name() == "y");
  CHECK(copy->operands()[0] == z);
  CHECK(&copy->op() == &y->op());
  CHECK(to_string(copy->where()) == "user.cpp:3");
  CHECK(NodeFactory::next_id() > copy->id());
  CHECK(NodeFactory::make(y->shared_op(), std::vector<Expr>{x}, {}, "w").name() == "w");
}
