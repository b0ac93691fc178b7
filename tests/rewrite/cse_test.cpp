#include <nabla/rewrite/cse.hpp>

#include <cmath>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/parameter.hpp>
#include <nabla/rewrite/rewrite.hpp>

#include "catch.hpp"
#include "support/runtime_ops.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

std::vector<Expr> merged(const Exprs& outputs) { return merge_common_subexpressions(outputs); }
std::size_t size(const std::vector<Expr>& outputs) { return num_vertices(freeze(outputs)); }
bool merge(const Expr& a, const Expr& b) {
  const auto both = merged({a, b});
  return both[0] == both[1];
}

const Expr x = input("x", f32, {2}), y = input("y", f32, {2});

}  // namespace

TEST_CASE("equal operations on the same operands become one, all the way up") {
  CHECK(merge(plus(x, y), plus(x, y)));
  CHECK(merge(next(minus(plus(x, y), x)), next(minus(plus(x, y), x))));
  CHECK(size(merged({minus(next(scale(x, 2)), next(scale(x, 2)))})) == 4);
}

TEST_CASE("what differs in operation, operands, order or attributes stays apart") {
  CHECK_FALSE(merge(plus(x, y), minus(x, y)));
  CHECK_FALSE(merge(plus(x, x), plus(x, y)));
  CHECK_FALSE(merge(minus(x, y), minus(y, x)));
  CHECK_FALSE(merge(scale(x, 2), scale(x, 3)));
  CHECK(merge(scale(x, 2), scale(x, 2)));
}

TEST_CASE("constants merge by their bits") {
  const auto number = [](double value, DType dtype = f32) { return constant(Tensor::full(dtype, {}, value)); };
  CHECK(merge(number(1), number(1)));
  CHECK(merge(number(std::nan("")), number(std::nan(""))));
  CHECK_FALSE(merge(number(0.0), number(-0.0)));
  CHECK_FALSE(merge(number(0, f32), number(0, i32)));
  CHECK_FALSE(merge(constant(Tensor::zeros(f32, {1, 2})), constant(Tensor::zeros(f32, {2, 1}))));
  Tensor a = Tensor::zeros(f32, {1000}), b = a;
  CHECK(merge(constant(a), constant(Tensor::zeros(f32, {1000}))));
  b.mutable_span<float>()[500] = 1;
  CHECK_FALSE(merge(constant(a), constant(b)));
}

TEST_CASE("sizes merge, inputs and parameters are what they are") {
  const Dim n{"n"};
  CHECK(merge(size_of(n, f32), size_of(n, f32)));
  CHECK_FALSE(merge(size_of(n, f32), size_of(n, f64)));
  CHECK_FALSE(merge(size_of(n, f32), size_of(n + 1, f32)));
  CHECK_FALSE(merge(x, input("x", f32, {2})));
  CHECK_FALSE(merge(Parameter("p", Tensor::zeros(f32, {2})), Parameter("p", Tensor::zeros(f32, {2}))));
  CHECK(merge(x, x));
}

TEST_CASE("where nothing merges, the graph is the same") {
  const Expr z = next(minus(plus(x, y), x));
  CHECK(merged({z, x})[0] == z);
  CHECK(rewrite(std::array{z})[0] == z);
}

TEST_CASE("the user's graph stays as it is") {
  const Expr z = minus(next(x), next(x));
  const Expr r = merged({z})[0];
  CHECK(r != z);
  CHECK(z->operands()[0] != z->operands()[1]);
  CHECK(r->operands()[0] == r->operands()[1]);
}

TEST_CASE("the node made first keeps its line and mark, and the first name stays") {
  const Expr first = next(x, {"m.cpp", 1});
  const Expr second = [&] {
    const Provenance gradient(y);
    return next(x, {"m.cpp", 2});
  }();
  const Expr third = named(next(x, {"m.cpp", 3}), "h"), fourth = named(next(x, {"m.cpp", 4}), "g");
  const std::vector<Expr> r = merged({fourth, second, third, first});
  CHECK(size(r) == 2);
  CHECK(r[0]->where().line == 1);
  CHECK_FALSE(r[0]->is_gradient());
  CHECK(r[0].name() == "h");
  CHECK(first.name().empty());
  CHECK(merged({fourth, third})[0].name() == "h");
}

TEST_CASE("a doubled tree and a long chain merge without recursion") {
  Expr a = x, b = x;
  for (int i = 0; i < 100'000; ++i) {
    a = next(a);
    b = next(b);
  }
  CHECK(merge(a, b));
}
