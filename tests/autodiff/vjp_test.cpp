#include <nabla/autodiff/vjp.hpp>

#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/evaluate.hpp"
#include "support/message.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Expr x = input("x", f64, {2}), y = input("y", f64, {2}), u = input("u", f64, {2}), v = input("v", f64, {2});
const Feeds feeds{{x, tensor(f64, {2}, {1, 2})},
                  {y, tensor(f64, {2}, {3, 5})},
                  {u, tensor(f64, {2}, {10, 100})},
                  {v, tensor(f64, {2}, {7, 11})}};

Numbers at(const Expr& e) { return numbers(evaluate(e, feeds)); }

}  // namespace

TEST_CASE("vjp multiplies cotangents from the left") {
  const auto products = vjp({x * y}, {x, y}, {u});
  CHECK(at(products[0]) == Numbers{30, 500});
  CHECK(at(products[1]) == Numbers{10, 200});
}

TEST_CASE("the terms of several outputs add up, also where one output depends on another") {
  const Expr h = square(x);
  CHECK(at(vjp({h, h * y}, {x}, {u, v})[0]) == Numbers{2 * 1 * (10 + 7 * 3), 2 * 2 * (100 + 11 * 5)});
  CHECK(at(vjp({x, x}, {x}, {u, v})[0]) == Numbers{17, 111});
}

TEST_CASE("an expression in between may be what is differentiated by") {
  const Expr h = square(x);
  CHECK(at(vjp({h * y + x}, {h}, {u})[0]) == Numbers{30, 500});
}

TEST_CASE("vjp can be differentiated by its cotangents, in which it is linear") {
  const Expr product = vjp({exp(x)}, {x}, {u})[0];
  CHECK(difference(at(vjp({product}, {u}, {v})[0]), {7 * std::exp(1.), 11 * std::exp(2.)}, 1e-15) == "");
}

TEST_CASE("the three answers for what is not reached") {
  CHECK(message_of([&] { vjp({x}, {y}, {u}); }).find("vjp: disconnected: the outputs do not depend on \"y\"") !=
        std::string::npos);
  CHECK(at(vjp({x}, {y}, {u}, Unreached::zeros)[0]) == Numbers{0, 0});
  CHECK_FALSE(vjp({x}, {y}, {u}, Unreached::report)[0]);
  CHECK(vjp({x * stop_gradient(y)}, {x, y}, {u}, Unreached::report)[0]);
}

TEST_CASE("vjp refuses cotangents that do not fit") {
  const Expr wide = input("wide", f64, {3}), whole = input("n", i64, {2});
  CHECK(message_of([&] { vjp({x}, {x}, {wide}); }).find("vjp: the cotangent is f64[3], not f64[2]") !=
        std::string::npos);
  CHECK(message_of([&] { vjp({x, y}, {x}, {u}); }).find("vjp: 1 cotangents for 2 expressions") != std::string::npos);
  CHECK(message_of([&] { vjp({whole}, {x}, {u}); }).find("vjp: a value that is not a float has no cotangent") !=
        std::string::npos);
  CHECK(message_of([&] { vjp({x}, {whole}, {u}); }).find("vjp: there is no gradient with respect to") !=
        std::string::npos);
  CHECK(message_of([&] { vjp({}, {x}, {}); }).find("vjp: there is nothing to differentiate") != std::string::npos);
}
