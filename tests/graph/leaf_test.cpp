#include <nabla/graph/leaf.hpp>

#include "catch.hpp"

using namespace nabla;

TEST_CASE("a constant shares the tensor's memory", "[graph][leaf]") {
  const Tensor value = Tensor::ones(f32, {3});
  const Expr x = constant(value);
  CHECK(x.type() == Type{f32, {3}});
  CHECK(leaf_as<Constant>(x)->value().view().data == value.view().data);
  CHECK(leaf_as<Input>(x) == nullptr);
  CHECK(x->op().arity() == 0);
}

TEST_CASE("leaves are equal when they always have the same value", "[graph][leaf]") {
  const auto same = [](const Expr& a, const Expr& b) { return a->op().equals(b->op()); };
  CHECK(same(constant(Tensor(1.0F)), constant(Tensor(1.0F))));
  CHECK(!same(constant(Tensor(1.0F)), constant(Tensor(1.0))));
  CHECK(!same(constant(Tensor(0.0)), constant(Tensor(-0.0))));
  CHECK(!same(input("x", f32, {}), input("x", f32, {})));
  CHECK(same(size_of(Dim("n"), f32), size_of(Dim("n"), f32)));
  CHECK(!same(size_of(Dim("n"), f32), size_of(Dim("n"), f64)));
  CHECK(!same(size_of(Dim("n"), f32), size_of(Dim("m"), f32)));
}

TEST_CASE("a size is an expression, a constant where it is known", "[graph][leaf]") {
  CHECK(leaf_as<Constant>(size_of(Dim(12), f32))->value().item<float>() == 12);
  const Expr n = size_of(2 * Dim("batch"), i64);
  CHECK(n.type() == Type{i64, {}});
  CHECK(leaf_as<SizeOf>(n)->dim() == 2 * Dim("batch"));
  CHECK(n->op().attrs()[0].value == "2*batch");
}

TEST_CASE("a leaf has no value of its own to compute", "[graph][leaf]") {
  const Expr x = input("x", f32, {});
  CHECK_THROWS_AS(x->op().eval({}, Out{}), std::logic_error);
  CHECK(x->op().pullback({}, x, x).empty());
}
