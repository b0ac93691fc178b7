#include <nabla/autodiff/jvp.hpp>

#include <limits>

#include <nabla/ops/ops.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/evaluate.hpp"
#include "support/message.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Expr x = input("x", f64, {3}), dx = input("dx", f64, {3});
const Tensor point = tensor(f64, {3}, {1, 2, 3}), tangent = tensor(f64, {3}, {3, 2, 1});

Numbers at(const Expr& e, const Tensor& p = point) { return numbers(evaluate(e, {{x, p}, {dx, tangent}})); }

}  // namespace

TEST_CASE("jvp moves the outputs along the tangents") {
  CHECK(at(jvp({square(x)}, {x}, {dx})[0]) == Numbers{6, 8, 6});
  CHECK(at(jvp({sum(square(x))}, {x}, {dx})[0]) == Numbers{20});
  const Expr product = x * exp(x);
  CHECK(difference(at(jvp({product, x}, {x}, {dx})[0]),
                   {3 * 2 * std::exp(1.), 2 * 3 * std::exp(2.), 1 * 4 * std::exp(3.)}, 1e-15) == "");
}

TEST_CASE("jvp adds up what comes from several inputs") {
  const Expr y = input("y", f64, {3});
  const Expr moved = jvp({x * y}, {x, y}, {dx, dx})[0];
  CHECK(numbers(evaluate(moved, {{x, point}, {y, point}, {dx, tangent}})) == Numbers{6, 8, 6});
}

TEST_CASE("a compiled jvp holds nothing of the cotangents it was made with") {
  const nabla::Function f({x, dx}, {jvp({tanh(x) * exp(x)}, {x}, {dx})[0]});
  CHECK(f(point, tangent)[0].sizes() == Sizes{3});
}

TEST_CASE("on ties and kinks jvp is the adjoint of vjp") {
  // Theano sums the tangents of tied entries; here the first largest entry alone counts, in both directions.
  const Expr m = input("m", f64, {3, 3}), dm = input("dm", f64, {3, 3});
  const Feeds feeds{{m, tensor(f64, {3, 3}, {1, 2, 1, 1, 5, 1, 1, 4, 1})},
                    {dm, tensor(f64, {3, 3}, {1, 10, 100, 2, 20, 200, 4, 30, 300})}};
  CHECK(numbers(evaluate(jvp({max(m, 0)}, {m}, {dm})[0], feeds)) == Numbers{1, 20, 100});
  const Tensor origin = Tensor::zeros(f64, {3});
  CHECK(at(jvp({relu(x)}, {x}, {dx})[0], origin) == Numbers{0, 0, 0});
  CHECK(at(jvp({abs(x)}, {x}, {dx})[0], origin) == Numbers{0, 0, 0});
  CHECK(at(jvp({maximum(x, x)}, {x}, {dx})[0]) == Numbers{3, 2, 1});
}

TEST_CASE("an output that does not move has a tangent of zeros, or is reported") {
  const Expr y = input("y", f64, {2});
  CHECK(at(jvp({square(x), y}, {x}, {dx})[1]) == Numbers{0, 0});
  CHECK_FALSE(jvp({y}, {x}, {dx}, Unreached::report)[0]);
  CHECK(message_of([&] {
          jvp({y}, {x}, {dx}, Unreached::raise);
        }).find("jvp: disconnected: an output depends on none") != std::string::npos);
}

TEST_CASE("hvp multiplies the Hessian without making it") {
  // Rosenbrock's function at 0.1 * (0, ..., 8), times 0.5 * (0, ..., 8), as in a test of Theano
  Numbers at_x, p;
  for (int i = 0; i < 9; ++i) at_x.push_back(0.1 * i), p.push_back(0.5 * i);
  const Expr r = input("r", f64, {9}), dr = input("dr", f64, {9});
  const Tensor heads = tensor(f64, {8, 9},
                              [] {
                                Numbers rows(72);
                                for (std::size_t i = 0; i < 8; ++i) rows[i * 9 + i] = 1;
                                return rows;
                              }()),
               tails = tensor(f64, {8, 9}, [] {
                 Numbers rows(72);
                 for (std::size_t i = 0; i < 8; ++i) rows[i * 9 + i + 1] = 1;
                 return rows;
               }());
  const Expr head = matmul(constant(heads), r), tail = matmul(constant(tails), r);
  const Expr cost = sum(100 * square(tail - square(head)) + square(1 - head));
  CHECK(difference(numbers(evaluate(hvp(cost, r, dr), {{r, tensor(f64, {9}, at_x)}, {dr, tensor(f64, {9}, p)}})),
                   {0, 27, -10, -95, -192, -265, -278, -195, -180}, 1e-12) == "");
}

TEST_CASE("a Hessian that does not depend on the point is not touched by a NaN there") {
  const Expr a = input("a", f64, {3}), b = input("b", f64, {3});
  const Exprs products = hvp(sum(square(a) - square(b)), {a, b}, {x, dx});
  const Tensor nothing = tensor(f64, {3}, {NaN, NaN, NaN});
  const Feeds feeds{{a, nothing}, {b, nothing}, {x, point}, {dx, tangent}};
  CHECK(numbers(evaluate(products[0], feeds)) == Numbers{2, 4, 6});
  CHECK(numbers(evaluate(products[1], feeds)) == Numbers{-6, -4, -2});
}

TEST_CASE("jvp refuses what does not fit") {
  const Expr wide = input("wide", f64, {4});
  CHECK(message_of([&] { jvp({x}, {x}, {wide}); }).find("jvp: the tangent is f64[4], not f64[3]") != std::string::npos);
  CHECK(message_of([&] { jvp({argmax(x)}, {x}, {dx}); }).find("jvp: an output that is not a float") !=
        std::string::npos);
  CHECK(message_of([&] { hvp(sum(x), x, wide); }).find("hvp: the vector is f64[4], not f64[3]") != std::string::npos);
}
