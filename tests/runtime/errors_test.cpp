#include <nabla/graph/error.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/runtime_ops.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};
constexpr Where here{"f.cpp", 12};

Expr images() { return input("x", f32, {batch, 784}, {"m.cpp", 3}); }
Expr labels() { return input("t", i32, {batch}, {"m.cpp", 4}); }
Function make(Exprs inputs, Exprs outputs) { return Function(std::move(inputs), std::move(outputs), {}, {}, here); }

}  // namespace

TEST_CASE("a wrong feed is named with what is wanted and what was given") {
  const Expr x = images(), t = labels();
  const Function f = make({x, t}, {x, t});
  const Tensor good = Tensor::zeros(f32, {32, 784}), ts = Tensor::zeros(i32, {32});
  CHECK_THROWS_WITH(f(Tensor::zeros(f32, {32, 783}), ts),
                    "f.cpp:12: call: input \"x\" wants f32[batch, 784], got f32[32, 783]");
  CHECK_THROWS_WITH(f(Tensor::zeros(f64, {32, 784}), ts),
                    "f.cpp:12: call: input \"x\" wants f32[batch, 784], got f64[32, 784]");
  CHECK_THROWS_WITH(f(good, Tensor::zeros(i32, {32, 1})),
                    "f.cpp:12: call: input \"t\" wants i32[batch], got i32[32, 1]");
  CHECK_THROWS_WITH(f(good, Tensor::zeros(i32, {31})),
                    "f.cpp:12: call: input \"t\": batch is 31 here, but 32 in \"x\"");
  CHECK_THROWS_WITH(f(good), "f.cpp:12: call: 1 feed for 2 inputs: \"x\", \"t\"");
  CHECK_THROWS_WITH(f(good, 0.5), "f.cpp:12: call: input \"t\" wants i32[batch], got f64[]");
  CHECK_THROWS_WITH(make({}, {})(good), "f.cpp:12: call: 1 feed, but there are no inputs");
}

TEST_CASE("a compound size is shown with its value") {
  const Expr x = input("x", f32, {batch}), y = input("y", f32, {2 * batch}), z = input("z", f32, {batch - 3});
  const Function f = make({x, y}, {x, y});
  CHECK_THROWS_WITH(f(Tensor::zeros(f32, {32}), Tensor::zeros(f32, {63})),
                    "f.cpp:12: call: input \"y\" wants f32[2*batch] = f32[64], got f32[63]");
  CHECK_THROWS_WITH(make({x, z}, {x, z})(Tensor::zeros(f32, {2}), Tensor::zeros(f32, {0})),
                    "f.cpp:12: call: input \"z\": the size batch - 3 is negative: -1");
}

TEST_CASE("a number that an input cannot hold is refused") {
  const Expr n = input("n", i32, {});
  const Function f = make({n}, {n});
  CHECK_THROWS_WITH(f(0.5), "f.cpp:12: call: input \"n\" wants i32[], got f64[]");
  CHECK_THROWS_WITH(f(std::int64_t{1} << 40), "f.cpp:12: call: input \"n\" wants i32[], got i64[]");
  CHECK_THROWS_WITH(f(true), "f.cpp:12: call: input \"n\" wants i32[], got b8[]");
  CHECK(f(std::int64_t{40})[0].item<std::int32_t>() == 40);
}

TEST_CASE("an input must be an input, once, under a name of its own") {
  const Expr x = images();
  const Parameter w("w", Tensor::scalar(1.0F), {"m.cpp", 7});
  CHECK_THROWS_WITH(make({x, w}, {x}),
                    "f.cpp:12: function: entry 2 of the inputs is not an input() but of operation \"parameter\"\n"
                    "  w : f32[] = parameter  m.cpp:7");
  CHECK_THROWS_WITH(make({x, x}, {x}), "f.cpp:12: function: input \"x\" is given twice");
  CHECK_THROWS_WITH(make({x, images()}, {x}),
                    "f.cpp:12: function: two inputs are called \"x\"\n"
                    "  x : f32[batch, 784] = input  m.cpp:3\n"
                    "  x : f32[batch, 784] = input  m.cpp:3");
  CHECK_THROWS_WITH(make({Expr()}, {x}), "f.cpp:12: function: an input is an empty Expr");
  CHECK_THROWS_WITH(make({x}, {Expr()}), "f.cpp:12: function: an output is an empty Expr");
}

TEST_CASE("an input that nothing needs is an error unless allowed") {
  const Expr x = images(), t = labels();
  CHECK_THROWS_WITH(make({x, t}, {x}),
                    "f.cpp:12: function: input \"t\" is not used: leave it out, or set allow_unused_inputs\n"
                    "  t : i32[batch] = input  m.cpp:4");
  const Function f({x, t}, {total(x)}, {}, {.allow_unused_inputs = true}, here);
  CHECK(f(Tensor::ones(f32, {1, 784}), Tensor::zeros(i32, {1}))[0].item<float>() == 784);
  CHECK_THROWS_WITH(f(Tensor::ones(f32, {1, 784}), Tensor::zeros(i32, {2})),
                    "f.cpp:12: call: input \"t\": batch is 2 here, but 1 in \"x\"");
}

TEST_CASE("a missing input is named with a way from it to an output") {
  const Expr x = images();
  const Expr loss = named(total(next(flat(x))), "loss");
  CHECK_THROWS_WITH(make({}, {loss}),
                    "f.cpp:12: function: input \"x\" is needed, but not among the inputs\n"
                    "  x : f32[batch, 784] = input  m.cpp:3\n"
                    "  x -> flat -> next -> loss");
  const Expr y = input("y", f32, {}, {"m.cpp", 5});
  CHECK_THROWS_WITH(make({}, {plus(total(x), y)}),
                    "f.cpp:12: function: inputs \"x\", \"y\" are needed, but not among the inputs\n"
                    "  x : f32[batch, 784] = input  m.cpp:3\n"
                    "  y : f32[]           = input  m.cpp:5\n"
                    "  x -> total -> plus");
}

TEST_CASE("the way of a missing input is shortened, and ends in the update that needs it") {
  const Expr y = input("y", f32, {}, {"m.cpp", 5});
  Expr chain = y;
  for (int i = 0; i < 20; ++i) chain = next(chain);
  const Parameter w("w", Tensor::scalar(1.0F));
  Updates updates;
  updates.set(w, chain);
  CHECK_THROWS_WITH(Function({}, {}, updates, {}, here),
                    "f.cpp:12: function: input \"y\" is needed, but not among the inputs\n"
                    "  y : f32[] = input  m.cpp:5\n"
                    "  y -> next -> next -> next -> ... -> next -> next -> next -> update of \"w\"");
}

TEST_CASE("a size that no input tells is an error") {
  const Expr x = input("x", f32, {2 * batch}, {"m.cpp", 3});
  CHECK_THROWS_WITH(make({x}, {total(x)}),
                    "f.cpp:12: function: the size \"batch\" is not bound: no input has an axis of just that size\n"
                    "  x : f32[2*batch] = input  m.cpp:3");
  const Expr s = size_of(Dim("time"), f32, {"m.cpp", 4});
  CHECK_THROWS_WITH(make({}, {s}),
                    "f.cpp:12: function: the size \"time\" is not bound: no input has an axis of just that size\n"
                    "  operand 1 : f32[] = size_of  m.cpp:4");
}

TEST_CASE("an operation that fails in a call shows its line and operands") {
  const Expr x = input("x", f32, {batch}, {"m.cpp", 3});
  const Expr y = positive(next(x, {"m.cpp", 4}), {"m.cpp", 5});
  const Function f = make({x}, {y});
  CHECK_THROWS_WITH(f(std::vector<float>{1, 2, -3}),
                    "m.cpp:5: positive: entry 2 is negative\n"
                    "  operand 1 : f32[batch] = next  m.cpp:4");
}

TEST_CASE("a size that turns out negative or too large shows where") {
  const Expr x = input("x", f32, {batch}, {"m.cpp", 3});
  const Function f = make({x}, {total(shaped(x, {batch - 1}, {"m.cpp", 4}))});
  CHECK_THROWS_WITH(f(Tensor::zeros(f32, {0})),
                    "m.cpp:4: shaped: the size batch - 1 is negative: -1\n"
                    "  x : f32[batch] = input  m.cpp:3");
}

TEST_CASE("output memory of the wrong kind is refused") {
  const Expr x = input("x", f32, {batch});
  const Function f = make({x}, {named(next(x), "y"), total(x)});
  const std::vector<Tensor> feeds{Tensor::zeros(f32, {2})};
  std::vector<Tensor> outputs{Tensor::zeros(f32, {3}), Tensor::zeros(f32, {})};
  CHECK_THROWS_WITH(f.run(feeds, outputs), "f.cpp:12: run: output \"y\" is f32[2], but its memory is f32[3]");
  outputs = {Tensor::zeros(f32, {2}), Tensor::zeros(f64, {})};
  CHECK_THROWS_WITH(f.run(feeds, outputs), "f.cpp:12: run: output 2 is f32[], but its memory is f64[]");
  outputs.pop_back();
  CHECK_THROWS_WITH(f.run(feeds, outputs), "f.cpp:12: run: memory for 1 outputs, but there are 2");
}

TEST_CASE("output memory that overlaps other memory is refused") {
  std::vector<float> memory(4);
  const auto part = [&](std::size_t first) { return Tensor::borrow(std::span(memory).subspan(first, 2), {2}); };
  const Expr x = input("x", f32, {batch});
  const Function f = make({x}, {next(x), plus(x, x)});
  std::vector<Tensor> outputs{part(0), part(1)};
  CHECK_THROWS_WITH(f.run(std::vector{Tensor::zeros(f32, {2})}, outputs),
                    "f.cpp:12: run: output 1 and output 2 share their memory");
  outputs = {part(0), part(2)};
  CHECK_THROWS_WITH(f.run(std::vector{part(1)}, outputs), "f.cpp:12: run: output 1 would overwrite input \"x\"");
  CHECK_NOTHROW(f.run(std::vector{Tensor::zeros(f32, {2})}, outputs));
}
