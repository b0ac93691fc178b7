#include <nabla/runtime/function.hpp>

#include <nabla/graph/leaf.hpp>

#include "catch.hpp"
#include "support/runtime_ops.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

Tensor row(std::vector<float> entries) { return entries; }

}  // namespace

TEST_CASE("a Function computes its outputs from its feeds") {
  const Expr x = input("x", f32, {3}), y = input("y", f32, {3});
  const Function f({x, y}, {minus(x, y), total(plus(x, y))});
  const auto results = f(std::vector<float>{1, 2, 3}, std::vector<float>{3, 2, 1});
  CHECK(same_bits(results[0], row({-2, 0, 2})));
  CHECK(results[1].item<float>() == 12);
  CHECK(f.inputs() == Exprs{x, y});
  CHECK(f.instructions() == 3);
}

TEST_CASE("a Function is fed numbers, spans, vectors and tensors") {
  const Expr s = input("s", f32, {}), v = input("v", f32, {2}), n = input("n", i64, {}), b = input("b", b8, {});
  const Function f({s, v, n, b}, {s, v, n, b});
  const std::vector<float> memory{1, 2};
  const auto results = f(2, std::span(memory), 7, true);  // 2 is an f32 here and 7 an i64
  CHECK(same_bits(results[0], Tensor::scalar(2.0F)));
  CHECK(same_bits(results[1], row({1, 2})));
  CHECK(same_bits(results[2], Tensor::scalar(std::int64_t{7})));
  CHECK(same_bits(results[3], Tensor::scalar(true)));
  CHECK(f(0.5, memory, 0, false)[0].item<float>() == 0.5F);
}

TEST_CASE("outputs may be leaves, views, intermediate values, and the same node twice") {
  const Expr x = input("x", f32, {2, 2}), c = constant(row({1, 2}));
  const Parameter p("p", row({5, 6}));
  const Expr h = plus(x, x), z = plus(h, h);
  const Function f({x}, {x, c, p, h, flat(h), z, z, flat(x), flat(z)});
  const auto r = f(Tensor::full(f32, {2, 2}, 1));
  CHECK(same_bits(r[0], Tensor::full(f32, {2, 2}, 1)));
  CHECK(same_bits(r[1], row({1, 2})));
  CHECK(same_bits(r[2], row({5, 6})));
  CHECK(same_bits(r[3], Tensor::full(f32, {2, 2}, 2)));
  CHECK(same_bits(r[4], Tensor::full(f32, {4}, 2)));
  CHECK(same_bits(r[5], Tensor::full(f32, {2, 2}, 4)));
  CHECK(same_bits(r[6], r[5]));
  CHECK(same_bits(r[7], Tensor::full(f32, {4}, 1)));
  CHECK(same_bits(r[8], Tensor::full(f32, {4}, 4)));
}

TEST_CASE("a Function works without inputs, and without outputs") {
  const Parameter count("count", Tensor::scalar(0.0F));
  Updates updates;
  updates.set(count, next(count));
  const Function tick({}, {}, updates);
  CHECK(tick().empty());
  tick();
  CHECK(count.value().item<float>() == 2);
  const Function f({}, {next(count)});
  CHECK(f()[0].item<float>() == 3);
  CHECK(Function({}, {})().empty());
}

TEST_CASE("sizes of 0 and symbolic batches of any size work") {
  const Dim batch{"batch"};
  const Expr x = input("x", f32, {batch, 2});
  const Expr y = less_row(plus(x, x), constant(row({1, 2})));
  const Function f({x}, {y, total(flat(y)), size_of(batch, f32)});
  for (const std::int64_t size : {3, 0, 1, 3, 7}) {
    const auto r = f(Tensor::full(f32, {size, 2}, 1));
    CHECK(r[0].sizes() == Sizes{size, 2});
    CHECK(r[1].item<float>() == static_cast<float>(size));
    CHECK(r[2].item<float>() == static_cast<float>(size));
  }
}

TEST_CASE("more combinations of sizes than are kept give right results still") {
  const Expr x = input("x", f32, {Dim("n")});
  const Function f({x}, {total(next(x))});
  for (int round = 0; round < 2; ++round)
    for (std::int64_t n = 0; n < 100; ++n) CHECK(f(Tensor::zeros(f32, {n}))[0].item<float>() == static_cast<float>(n));
}

TEST_CASE("a compound size is checked by its value") {
  const Dim n{"n"};
  const Expr x = input("x", f32, {n}), y = input("y", f32, {2 * n, n + 1});
  const Function f({x, y}, {total(y), total(x)});
  CHECK(f(Tensor::zeros(f32, {2}), Tensor::ones(f32, {4, 3}))[0].item<float>() == 12);
}

TEST_CASE("run() writes into the caller's memory") {
  const Expr x = input("x", f32, {3});
  const Function f({x}, {plus(x, x), x, total(x)});
  std::vector<float> twice(3), same(3), sum(1);
  const std::vector<Tensor> feeds{row({1, 2, 3})};
  std::vector<Tensor> outputs{Tensor::borrow(std::span(twice), {3}), Tensor::borrow(std::span(same), {3}),
                              Tensor::borrow(std::span(sum), {})};
  f.run(feeds, outputs);
  CHECK(twice == std::vector<float>{2, 4, 6});
  CHECK(same == std::vector<float>{1, 2, 3});
  CHECK(sum == std::vector<float>{6});
}

TEST_CASE("run() leaves alone who shares an output's memory") {
  const Expr x = input("x", f32, {1});
  const Function f({x}, {plus(x, x)});
  std::vector<Tensor> outputs{row({7})};
  const Tensor copy = outputs[0];
  f.run(std::vector{row({1})}, outputs);
  CHECK(outputs[0].item<float>() == 2);
  CHECK(copy.item<float>() == 7);
  const std::vector<Tensor> feeds = outputs;
  f.run(feeds, outputs);
  CHECK(outputs[0].item<float>() == 4);
  CHECK(feeds[0].item<float>() == 2);
}

TEST_CASE("copies of a Function share what it is") {
  const Expr x = input("x", f32, {});
  Function f({x}, {next(x)});
  const Function g = f;
  f = Function({x}, {plus(x, x)});
  CHECK(g(5)[0].item<float>() == 6);
  CHECK(f(5)[0].item<float>() == 10);
}

TEST_CASE("a Function outlives the expressions and parameters that it was made of") {
  const auto make = [] {
    const Expr x = input("x", f32, {});
    const Parameter p("p", Tensor::scalar(1.0F));
    Updates updates;
    updates.set(p, plus(p, x));
    return Function({x}, {p}, updates);
  };
  const Function f = make();
  f(2);
  CHECK(f(2)[0].item<float>() == 3);
}
