#include <nabla/runtime/schedule.hpp>

#include <cmath>

#include <nabla/nabla.hpp>

#include "catch.hpp"
#include "support/allocations.hpp"
#include "support/captured_stderr.hpp"
#include "support/runtime_ops.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

Parameter scalar(const char* name, float value) { return Parameter(name, Tensor::scalar(value)); }
float value(const Parameter& p) { return p.value().item<float>(); }
const std::byte* place(const Parameter& p) { return p.value().view().data; }

/// Does a call leave the parameter's memory where it is?
bool stays(const Parameter& p, const Function& f, const std::vector<Tensor>& feeds = {}) {
  const std::byte* const before = place(p);
  f.call(feeds);
  return place(p) == before;
}

/// The order of the operations, where each node has a name.
std::string names(const detail::Plan& plan) {
  std::string names;
  for (const detail::Instruction& instruction : plan.instructions)
    names += plan.values[plan.results_of(instruction)[0]].node.name() + " ";
  return names;
}

}  // namespace

TEST_CASE("a parameter's new value is computed where the old one lies") {
  const Parameter p = scalar("p", 1);
  const Expr x = input("x", f32, {});
  Updates updates;
  updates.set(p, p - tanh(p) * x);
  const Function f({x}, {}, updates);
  for (int i = 0; i < 3; ++i) CHECK(stays(p, f, {Tensor::scalar(0.5F)}));
  float expected = 1;
  for (int i = 0; i < 3; ++i) expected -= 0.5F * std::tanh(expected);
  CHECK(value(p) == Approx(expected));
}

TEST_CASE("a parameter is not overwritten by an instruction that does not read it, nor by one that reads it askew") {
  const Parameter p("p", Tensor::ones(f32, {2, 2}));
  const Expr x = input("x", f32, {2, 2});
  const auto in_place = [&](const Expr& fresh) {
    Updates updates;
    updates.set(p, fresh);
    return stays(p, Function({x}, {sum(x)}, updates), {Tensor::ones(f32, {2, 2})});
  };
  CHECK(in_place(p - 0.5 * x));
  CHECK(in_place(p - 0.5 * matmul(transpose(x), x)));
  CHECK_FALSE(in_place(tanh(x)));
  CHECK_FALSE(in_place(matmul(p, x)));
  CHECK_FALSE(in_place(p - matmul(p, x)));
}

TEST_CASE("a parameter is overwritten after all that read it") {
  const Parameter p("p", Tensor::full(f32, {2, 2}, 3));
  const Expr x = input("x", f32, {2, 2});
  Updates updates;
  updates.set(p, p - x);
  const Function f({x}, {matmul(matmul(x, x), p), matmul(p, x)}, updates);
  const Tensor ones = Tensor::ones(f32, {2, 2});
  CHECK(stays(p, f, {ones}));
  const auto r = f(ones);
  CHECK(same_bits(r[0], Tensor::full(f32, {2, 2}, 8)));
  CHECK(same_bits(r[1], Tensor::full(f32, {2, 2}, 4)));
  CHECK(same_bits(p.value(), ones));
}

TEST_CASE("of parameters that read each other's old values one is overwritten, the other swapped") {
  const Parameter a("a", Tensor::full(f32, {1, 1}, 1)), b("b", Tensor::full(f32, {1, 1}, 2));
  const Parameter c("c", Tensor::full(f32, {1, 1}, 4));
  const Expr x = input("x", f32, {1, 1});
  Updates updates;
  updates.set(a, a + matmul(x, b));
  updates.set(b, b - matmul(x, a));
  updates.set(c, c + b);
  const Function f({x}, {}, updates);
  const std::byte *const at_a = place(a), *const at_b = place(b), *const at_c = place(c);
  f(Tensor::ones(f32, {1, 1}));
  CHECK((place(a) == at_a) + (place(b) == at_b) == 1);
  CHECK(place(c) == at_c);
  CHECK(value(a) == 3);
  CHECK(value(b) == 1);
  CHECK(value(c) == 6);
  f(Tensor::ones(f32, {1, 1}));
  CHECK(value(a) == 4);
  CHECK(value(b) == -2);
  CHECK(value(c) == 7);
}

TEST_CASE("a parameter that is an output or another's new value is not overwritten") {
  const Parameter a = scalar("a", 1), b = scalar("b", 2);
  Updates updates;
  updates.set(a, a + 1);
  updates.set(b, a);
  const Function f({}, {a}, updates);
  CHECK_FALSE(stays(a, f));
  CHECK(f()[0].item<float>() == 2);
  CHECK(value(a) == 3);
  CHECK(value(b) == 2);
}

TEST_CASE("momentum and Adam keep everything in place but what the weights read of the old velocity") {
  const Parameter w("w", Tensor::full(f32, {8}, 1)), v("v", Tensor::full(f32, {8}, 2));
  const Expr g = input("g", f32, {8});
  const Expr velocity = 0.5 * v - 0.25 * g;
  Updates updates;
  updates.set(v, velocity);
  updates.set(w, w + velocity);
  const Function f({g}, {}, updates);
  const std::byte *const at_v = place(v), *const at_w = place(w);
  for (int i = 0; i < 3; ++i) f(Tensor::full(f32, {8}, 4));
  CHECK(place(v) == at_v);
  CHECK(place(w) == at_w);
  CHECK(same_bits(v.value(), Tensor::full(f32, {8}, -1.5)));
  CHECK(same_bits(w.value(), Tensor::full(f32, {8}, -1.5)));
}

TEST_CASE("a value that somebody holds is not overwritten, and later ones are again") {
  const Parameter p("p", Tensor::ones(f32, {8}));
  Updates updates;
  updates.set(p, p + 1);
  const Function f({}, {}, updates);
  {
    const Tensor held = p.value();
    f();
    CHECK(same_bits(held, Tensor::ones(f32, {8})));
    CHECK(p.value().view().data != held.view().data);
  }
  CHECK(stays(p, f));
  CHECK(same_bits(p.value(), Tensor::full(f32, {8}, 3)));
  const Expr x = input("x", f32, {8});
  Updates fed;
  fed.set(p, p - x);
  const Function g({x}, {}, fed);
  g(p.value());  // the feed holds it too
  CHECK(same_bits(p.value(), Tensor::zeros(f32, {8})));
}

TEST_CASE("a parameter is overwritten after all that may fail") {
  const Parameter p = scalar("p", 1);
  const Expr x = input("x", f32, {});
  Expr late = x;
  for (int i = 0; i < 5; ++i) late = total(late);
  Updates updates;
  updates.set(p, p + x);
  const Function f({x}, {positive(late)}, updates);
  CHECK_THROWS_AS(f(-20), Error);
  CHECK(value(p) == 1);
  CHECK(stays(p, f, {Tensor::scalar(2.0F)}));
  CHECK(value(p) == 3);
}

TEST_CASE("what may fail itself overwrites nothing, nor what is read by such") {
  const Parameter p = scalar("p", 3), q = scalar("q", 1);
  const Expr x = input("x", f32, {});
  Updates guarded;
  guarded.set(p, positive(p - x));
  const Function f({x}, {}, guarded);
  CHECK_THROWS_AS(f(100), Error);
  CHECK(value(p) == 3);
  CHECK_FALSE(stays(p, f, {Tensor::scalar(1.0F)}));

  const Expr fresh = q + x;
  Updates read;
  read.set(q, fresh);
  const Function g({x}, {total(fresh), positive(total(fresh))}, read);
  CHECK_THROWS_AS(g(-5), Error);
  CHECK(value(q) == 1);
  CHECK_FALSE(stays(q, g, {Tensor::scalar(1.0F)}));
  CHECK(value(q) == 2);
}

TEST_CASE("updates in place allocate nothing, also where others are swapped") {
  if (!counts_allocations()) return;
  const Parameter a("a", Tensor::ones(f32, {8, 8})), b("b", Tensor::ones(f32, {8, 8}));
  Updates updates;
  updates.set(a, a - matmul(b, b));
  updates.set(b, b + matmul(a, a));
  const Function f({}, {}, updates);
  f();
  const std::size_t before = allocations();
  for (int i = 0; i < 4; ++i) f.run({}, {});
  CHECK(allocations() == before);
}

TEST_CASE("what prints keeps its order, whatever the order that takes the least memory") {
  const Expr x = input("x", f32, {Dim("n"), 100});
  Expr all = x;
  std::string expected;
  for (int i = 0; i < 4; ++i) {
    const std::string label = std::to_string(i);
    all = all + sum(print(label, total(i % 2 ? scale(x, 2) : x)));
    expected += label + ": f32[] 0\n";
  }
  const Function f({x}, {all, total(scale(x, 3))});
  CHECK(stderr_of([&] { f(Tensor::zeros(f32, {3, 100})); }) == expected);
}

TEST_CASE("what frees memory comes before what takes more") {
  // Each branch makes a large value and sums it up: one after the other, only one is alive at a time.
  const Expr x = input("x", f32, {Dim("n"), 100});
  std::vector<Expr> large, sums;
  for (int i = 0; i < 10; ++i) large.push_back(scale(x, i));
  for (const Expr& y : large) sums.push_back(total(y));
  Expr all = sums[0];
  for (std::size_t i = 1; i < 10; ++i) all = plus(all, sums[i]);
  const Function f({x}, {all});
  f(Tensor::ones(f32, {10, 100}));
  CHECK(f.memory_report().peak < 2 * 4000);
}

TEST_CASE("the planned order stays where another gains nothing") {
  const Expr x = input("x", f32, {4});
  const Expr a = named(next(x), "a"), b = named(next(x), "b"), c = named(plus(a, b), "c");
  detail::Plan plan = detail::make_plan(std::array{x}, std::array{c, b});
  const std::string before = names(plan);
  CHECK_FALSE(before.empty());
  detail::schedule(plan, {});
  CHECK(names(plan) == before);
}
