#include <nabla/runtime/updates.hpp>

#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/runtime_ops.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

Parameter scalar(const char* name, float value) { return Parameter(name, Tensor::scalar(value)); }
float value(const Parameter& p) { return p.value().item<float>(); }

}  // namespace

TEST_CASE("updates are simultaneous: outputs and right-hand sides see the old values") {
  const Parameter a = scalar("a", 1), b = scalar("b", 2);
  Updates updates;
  updates.set(a, plus(a, b));
  updates.set(b, minus(b, a));
  const Function f({}, {a, plus(a, b)}, updates);
  const auto r = f();
  CHECK(r[0].item<float>() == 1);
  CHECK(r[1].item<float>() == 3);
  CHECK(value(a) == 3);
  CHECK(value(b) == 1);
}

TEST_CASE("a <- b with b <- a swaps") {
  const Parameter a = scalar("a", 1), b = scalar("b", 2);
  Updates updates;
  updates.set(a, b);
  updates.set(b, a);
  const Function swap({}, {}, updates);
  swap();
  CHECK(value(a) == 2);
  CHECK(value(b) == 1);
  swap();
  CHECK(value(a) == 1);
}

TEST_CASE("a parameter becomes a number, an input, itself, or what is also an output or another's new value") {
  const Parameter a = scalar("a", 1), b = scalar("b", 2), c = scalar("c", 3), d = scalar("d", 4), e = scalar("e", 5);
  const Expr x = input("x", f32, {});
  const Expr y = next(x);
  Updates updates;
  updates.set(a, 9);
  updates.set(b, x);
  updates.set(c, c);
  updates.set(d, y);
  updates.set(e, y);
  const Function f({x}, {y}, updates);
  CHECK(f(20)[0].item<float>() == 21);
  CHECK(value(a) == 9);
  CHECK(value(b) == 20);
  CHECK(value(c) == 3);
  CHECK(value(d) == 21);
  CHECK(value(e) == 21);
  f(30);
  CHECK(value(e) == 31);
}

TEST_CASE("a value that the user holds stays as it is") {
  const Parameter p = scalar("p", 0);
  Updates updates;
  updates.set(p, next(p));
  const Function f({}, {p}, updates);
  std::vector<Tensor> held;
  for (int i = 0; i < 4; ++i) {
    held.push_back(p.value());
    f();
  }
  for (int i = 0; i < 4; ++i) CHECK(held[static_cast<std::size_t>(i)].item<float>() == static_cast<float>(i));
  p.set_value(10.0F);
  f();
  CHECK(value(p) == 11);
}

TEST_CASE("a call that fails leaves all parameters as they were") {
  const Parameter a = scalar("a", 1), b = scalar("b", 2);
  const Expr x = input("x", f32, {});
  Updates updates;
  updates.set(a, plus(a, x));
  updates.set(b, positive(x));
  const Function f({x}, {}, updates);
  CHECK_THROWS_AS(f(-1), Error);
  CHECK(value(a) == 1);
  CHECK(value(b) == 2);
  f(1);  // and the Function works on
  CHECK(value(a) == 2);
  CHECK(value(b) == 1);
}

TEST_CASE("an update of another type, or a second one, is an error") {
  const Parameter w("w", Tensor::zeros(f32, {2}), {"m.cpp", 3});
  const Expr x = input("x", f32, {3}, {"m.cpp", 4});
  Updates updates;
  CHECK_THROWS_WITH(updates.set(w, Operand(x, {"m.cpp", 5})),
                    "m.cpp:5: update: parameter \"w\" is f32[2], its new value f32[3]\n"
                    "  w : f32[2] = parameter  m.cpp:3\n"
                    "  x : f32[3] = input      m.cpp:4");
  updates.set(w, Operand(w.expr(), {"m.cpp", 6}));
  CHECK_THROWS_WITH(updates.set(w, Operand(w.expr(), {"m.cpp", 7})),
                    "m.cpp:7: update: parameter \"w\" has a new value already, set at m.cpp:6");
}
