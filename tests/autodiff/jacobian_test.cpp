#include <nabla/autodiff/jacobian.hpp>

#include <nabla/ops/ops.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/evaluate.hpp"
#include "support/message.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Expr x = input("x", f64, {3}), z = input("z", f64, {3});
const Feeds feeds{{x, tensor(f64, {3}, {0, 1, 2})}, {z, tensor(f64, {3}, {5, 7, 11})}};

/// Both ways, which have to give the same numbers.
Numbers rows(const Expr& y, const Expr& of, const Feeds& at = feeds) {
  const Numbers all = numbers(evaluate(jacobian(y, of), at));
  const Numbers one_by_one = numbers(evaluate(jacobian(y, of, {.loop = true}), at));
  CHECK(all == one_by_one);
  return all;
}

}  // namespace

TEST_CASE("the Jacobian of elementwise functions is diagonal") {
  CHECK(rows(2 * x, x) == Numbers{2, 0, 0, 0, 2, 0, 0, 0, 2});
  CHECK(rows(x * z, x) == Numbers{5, 0, 0, 0, 7, 0, 0, 0, 11});
  CHECK(rows(x * z, z) == Numbers{0, 0, 0, 0, 1, 0, 0, 0, 2});
}

TEST_CASE("the Jacobian has the shape of the output followed by that of the input") {
  const Expr outer = reshape(x, {3, 1}) * reshape(x, {1, 3});
  CHECK(to_string(jacobian(outer, x).type()) == "f64[3, 3, 3]");
  CHECK(rows(outer, x) == Numbers{0, 0, 0, 1, 0, 0, 2, 0, 0, 1, 0, 0, 0, 2, 0, 0, 2, 1, 2, 0, 0, 0, 2, 1, 0, 0, 4});
  const Expr m = input("m", f64, {2, 3});
  const Feeds at{{m, tensor(f64, {2, 3}, {1, 2, 3, 4, 5, 6})}};
  CHECK(rows(2 * sum(m, 0), m, at) == Numbers{2, 0, 0, 2, 0, 0, 0, 2, 0, 0, 2, 0, 0, 0, 2, 0, 0, 2});
  CHECK(rows(sum(square(m)), m, at) == Numbers{2, 4, 6, 8, 10, 12});
}

TEST_CASE("a Jacobian of symbolic sizes") {
  const Dim batch{"batch"};
  const Expr v = input("v", f64, {batch});
  const Expr j = jacobian(square(v) * sum(v), v), by_rows = jacobian(square(v) * sum(v), v, {.loop = true});
  CHECK(to_string(j.type()) == "f64[batch, batch]");
  const nabla::Function f({v}, {j, by_rows});
  const std::vector<Tensor> got = f(std::vector<double>{1, 2});
  CHECK(numbers(got[0]) == Numbers{7, 1, 4, 16});
  CHECK(numbers(got[1]) == Numbers{7, 1, 4, 16});
}

TEST_CASE("a Jacobian of no rows is empty") {
  const Expr none = slice(x, {{0, 0}});
  CHECK(to_string(jacobian(none, x).type()) == "f64[0, 3]");
  CHECK(rows(none, x).empty());
}

TEST_CASE("what the output does not depend on raises, is zeros, or is reported") {
  CHECK(message_of([&] { jacobian(2 * z, x); }).find("vjp: disconnected: the outputs do not depend on \"x\"") !=
        std::string::npos);
  CHECK(numbers(evaluate(jacobian(2 * z, x, {.unreached = Unreached::zeros}), feeds)) == Numbers(9, 0));
  CHECK_FALSE(jacobian(2 * z, x, {.unreached = Unreached::report}));
}

TEST_CASE("the Hessian is the Jacobian of the gradient") {
  CHECK(numbers(evaluate(hessian(sum(square(x)), x), feeds)) == Numbers{2, 0, 0, 0, 2, 0, 0, 0, 2});
  const Expr cost = sum(square(x) * z);
  const auto blocks = hessian(cost, {x, z});
  CHECK(numbers(evaluate(blocks[0][0], feeds)) == Numbers{10, 0, 0, 0, 14, 0, 0, 0, 22});
  CHECK(numbers(evaluate(blocks[0][1], feeds)) == Numbers{0, 0, 0, 0, 2, 0, 0, 0, 4});
  CHECK(numbers(evaluate(blocks[1][0], feeds)) == Numbers{0, 0, 0, 0, 2, 0, 0, 0, 4});
  CHECK(numbers(evaluate(blocks[1][1], feeds)) == Numbers(9, 0));
  CHECK(numbers(evaluate(hessian(cost, x, {.loop = true}), feeds)) == Numbers{10, 0, 0, 0, 14, 0, 0, 0, 22});
}

TEST_CASE("a Hessian of a matrix has four axes") {
  const Expr m = input("m", f64, {2, 2});
  const Expr h = hessian(prod(m), m);
  CHECK(to_string(h.type()) == "f64[2, 2, 2, 2]");
  CHECK(numbers(evaluate(h, {{m, tensor(f64, {2, 2}, {2, 3, 5, 7})}})) ==
        Numbers{0, 35, 21, 15, 35, 0, 14, 10, 21, 14, 0, 6, 15, 10, 6, 0});
}
