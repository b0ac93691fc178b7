#include <nabla/autodiff/grad.hpp>
#include <nabla/graph/dag.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rewrite.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/formula.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Expr x = input("x", f64, {3}), y = input("y", f64, {3}), m = input("m", f64, {2, 3});

}  // namespace

TEST_CASE("signs are taken out of sums, products and even functions") {
  CHECK(formula(x + -y) == "sub(x, y)");
  CHECK(formula(-x + y) == "sub(y, x)");
  CHECK(formula(x - -y) == "add(x, y)");
  CHECK(formula(0 - x) == "neg(x)");
  CHECK(formula(x * -1) == "neg(x)");
  CHECK(formula(-x * -y) == "mul(y, x)");
  CHECK(formula(square(-x)) == "square(x)");
  CHECK(formula(abs(-x)) == "abs(x)");
}

TEST_CASE("numbers that scale in turn become one") {
  CHECK(formula(2 * (3 * x)) == "mul(6, x)");
  CHECK(formula((x * 2) * 3 * 4) == "mul(24, x)");
  CHECK(formula(3 * x / 4) == "mul(0.75, x)");
  CHECK(formula(6 * (x / 3)) == "mul(2, x)");
  CHECK(formula(x / 3 / 5) == "div(x, 15)");
  CHECK(formula(x / 8) == "mul(0.125, x)");
  CHECK(formula(x / 3) == "div(x, 3)");  // 1/3 is not exact
  CHECK(formula(1 / (1 / x)) == "x");
  CHECK(formula(1e200 * (1e200 * x)) == "mul(1e+200, mul(1e+200, x))");  // 1e400 is infinite, what it scales may not be
}

TEST_CASE("powers with a number are multiplied out") {
  CHECK(formula(pow(m, constant(tensor(f64, {3}, {1, 1, 1})))) == "m");
  CHECK(formula(pow(x, 3)) == "mul(x, square(x))");
  CHECK(formula(pow(x, 4)) == "square(square(x))");
  CHECK(formula(pow(x, -1)) == "div(1, x)");
  CHECK(formula(pow(x, -2)) == "square(div(1, x))");
  CHECK(formula(pow(x, 2.5)) == "pow(x, 2.5)");
  const Numbers at{-inf, -2, -0.0, 0, 0.25, inf, NaN};
  const auto compiled = [&](const Expr& e, const Expr& in) {
    return numbers(nabla::Function({in}, {e})(tensor(f64, {7}, at))[0]);
  };
  const Expr in = input("in", f64, {7});
  for (const double exponent : {0.5, 0., 3., 4., -1., -2.}) {
    Numbers wanted;
    for (const double base : at) wanted.push_back(std::pow(base, exponent));
    INFO(exponent);
    CHECK(difference(compiled(pow(in, exponent) + 0 * 1, in), wanted, 1e-15).empty());
  }
}

TEST_CASE("a difference of equal products is 0 for whole numbers, and of floats wherever it is finite") {
  const Expr a = input("a", f64, {4}), b = input("b", f64, {4}), i = input("i", i32, {4}), j = input("j", i32, {4});
  const nabla::Function f({a, b}, {a * b - b * a});
  CHECK(f.instructions() <= 2);
  const Tensor first = tensor(f64, {4}, {0.1, 1e300, inf, NaN}), second = tensor(f64, {4}, {0.3, 1e-5, 1, 1});
  const Numbers got = numbers(f(first, second)[0]);
  CHECK(Numbers(got.begin(), got.begin() + 2) == Numbers{0, 0});
  CHECK(std::isnan(got[2]));
  CHECK(std::isnan(got[3]));
  CHECK(rewrite(Exprs{i * j - j * i})[0]->op().name() == "broadcast_to");
  CHECK(formula(x - x) == "sub(x, x)");
}

TEST_CASE("conditions that are known choose when the graph is compiled") {
  const Expr c = input("c", b8, {3}), yes = constant(Tensor::scalar(true)), no = constant(Tensor::scalar(false));
  CHECK(formula(where(yes, x, y)) == "x");
  CHECK(formula(where(no, m, x)) == "broadcast_to(x, shape = [2, 3])");
  CHECK(formula(where(c, x, x)) == "x");
  CHECK(formula(where(logical_not(c), x, y)) == "where(c, y, x)");
  CHECK(formula(logical_not(logical_not(c))) == "c");
  CHECK(formula(logical_and(c, yes)) == "c");
  CHECK(formula(logical_or(no, c)) == "c");
  CHECK(formula(where(less(x, x), x, y)) == "y");
  CHECK(formula(equal(x, x)) == "equal(x, x)");  // a NaN is not
  CHECK(formula(logical_not(less(x, y))) == "logical_not(less(x, y))");
}

TEST_CASE("casts that lose nothing on the way are one") {
  const Expr n = input("n", f32, {3}), i = input("i", i32, {3});
  CHECK(formula(cast(cast(n, f64), f32)) == "n");
  CHECK(formula(cast(cast(i, i64), f32)) == "cast(i, dtype = f32)");
  CHECK(formula(cast(cast(x, f32), f64)) == "cast(cast(x, dtype = f32), dtype = f64)");
}

TEST_CASE("reshapes, transposes and broadcasts are merged, or gone") {
  const Expr d = input("d", f64, {2, 3, 4}), s = input("s", f64, {}), column = input("column", f64, {3, 1});
  CHECK(formula(reshape(reshape(m, {6}), {3, 2})) == "reshape(m, shape = [3, 2])");
  CHECK(formula(reshape(reshape(m, {6}), {2, 3})) == "m");
  CHECK(formula(transpose(transpose(m))) == "m");
  CHECK(formula(transpose(transpose(d, {1, 2, 0}), {1, 2, 0})) == "transpose(d, axes = [2, 0, 1])");
  CHECK(formula(transpose(column)) == "reshape(column, shape = [1, 3])");
  CHECK(formula(broadcast_to(broadcast_to(x, {2, 3}), {4, 2, 3})) == "broadcast_to(x, shape = [4, 2, 3])");
  CHECK(formula(broadcast_to(reshape(s, {1, 1}), {2, 3})) == "broadcast_to(s, shape = [2, 3])");
  CHECK(formula(reshape(broadcast_to(s, {2, 3}), {6})) == "broadcast_to(s, shape = [6])");
  CHECK(formula(broadcast_to(reshape(x, {1, 3}), {2, 3})) == "broadcast_to(x, shape = [2, 3])");
}

TEST_CASE("sums of sums, of repeated and of scaled values are sums of fewer") {
  const Expr d = input("d", f64, {2, 3, 4}), s = input("s", f64, {}), one = input("one", f64, {3, 1});
  CHECK(formula(sum(one, 1)) == "reshape(one, shape = [3])");
  CHECK(formula(max(one, 1, keepdims)) == "one");
  CHECK(formula(sum(sum(d, 1), 1)) == "sum(d, axes = [1, 2])");
  CHECK(formula(sum(sum(d, 0), 0)) == "sum(d, axes = [0, 1])");
  CHECK(formula(sum(sum(d, 1, keepdims))) == "sum(d, axes = [0, 1, 2])");
  CHECK(formula(sum(broadcast_to(s, {2, 3}))) == "mul(s, 6)");
  CHECK(formula(sum(broadcast_to(x, {2, 3}), 0)) == "mul(x, 2)");
  CHECK(formula(sum(broadcast_to(x, {2, 3}))) == "mul(sum(x, axes = [0]), 2)");
  CHECK(formula(sum(2 * m)) == "mul(2, sum(m, axes = [0, 1]))");
  CHECK(formula(sum(-m, 0)) == "neg(sum(m, axes = [0]))");
  CHECK(formula(sum(m / s)) == "div(sum(m, axes = [0, 1]), s)");
  const Dim n{"n"};
  CHECK(formula(sum(broadcast_to(s, {n}))) == "sum(broadcast_to(s, shape = [n]), axes = [0])");
  const Expr e = sum(sum(d * 3, 2, keepdims), {0, 2}, keepdims);
  const Feeds feeds{{d, tensor(f64, {2, 3, 4}, [] {
                       Numbers list;
                       for (int i = 0; i < 24; ++i) list.push_back(i);
                       return list;
                     }())}};
  CHECK(numbers(evaluate(rewrite(Exprs{e})[0], feeds)) == numbers(evaluate(e, feeds)));
}

TEST_CASE("parts of what has been put together are the parts") {
  CHECK(formula(slice(concat({m, m * y}, 1), 1, {3, 6})) == "mul(m, y)");
  CHECK(formula(slice(concat({m, m * y}, 1), 1, {1, 3})) == "slice(m, 1, axis = 1, size = 2, step = 1)");
  CHECK(formula(slice(slice(x, 0, {1, {}}), 0, {1, {}})) == "slice(x, 2, axis = 0, size = 1, step = 1)");
  const Expr one = input("one", f64, {1});
  CHECK(formula(slice(set_slice(x, 0, {1, 2}, one), 0, {1, 2})) == "one");
  CHECK(formula(slice(set_slice(x, 0, {1, 2}, one), 0, {2, 3})) == "slice(x, 2, axis = 0, size = 1, step = 1)");
  CHECK(formula(slice(set_slice(x, 0, {1, 2}, one), 0, {0, 2})).find("set_slice") != std::string::npos);
}

TEST_CASE("a shape does not compute what has it") {
  const Dim n{"n"};
  const Expr batch = input("batch", f64, {n, 3});
  const Expr hidden = tanh(matmul(batch, input("w", f64, {3, 3})));
  for (const Expr& e : {zeros_like(hidden) + 1, ones_like(hidden) * 2, full_like(hidden, 3), size_of(n, f64) * 2}) {
    const Dag dag = freeze(rewrite(Exprs{e}));
    for (Vertex v = 0; v < num_vertices(dag); ++v) CHECK(dag[v]->op().name() != "matmul");
  }
}

TEST_CASE("a number that scales an operand of a product scales the product, where that is no larger") {
  const Expr a = input("a", f64, {8, 4}), b = input("b", f64, {4, 2}), wide = input("wide", f64, {4, 20});
  CHECK(formula(matmul(3 * a, b)) == "mul(3, matmul(a, b))");
  CHECK(formula(matmul(a, 3 * b)) == "matmul(a, mul(3, b))");
  CHECK(formula(matmul(-a, b)) == "neg(matmul(a, b))");
  CHECK(formula(matmul(3 * a, wide)) == "matmul(mul(3, a), wide)");
  const Expr batch = input("batch", f64, {Dim("n"), 4});
  CHECK(formula(matmul(3 * batch, b)) == "mul(3, matmul(batch, b))");
  CHECK(formula(matmul(3 * batch, wide)) == "matmul(mul(3, batch), wide)");
}

TEST_CASE("gradients hold neither zeros that are added nor numbers repeated to arrays") {
  const Expr w = input("w", f64, {3, 4}), b = input("b", f64, {4});
  const Expr loss = mean(square(add_bias(matmul(m, w), b)));
  for (const Expr& g : rewrite(grad(loss, {w, b}))) {
    const Dag dag = freeze(Exprs{g});
    for (Vertex v = 0; v < num_vertices(dag); ++v) CHECK(dag[v]->op().name() != "broadcast_to");
  }
}
