#include <nabla/ops/random_state.hpp>

#include <nabla/graph/op.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rewrite.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

int stream_of_draw(const Expr& x) { return *op_as<RandomUniform>(x)->stream; }

}  // namespace

TEST_CASE("a random state is {seed, step}, a parameter with a next value") {
  const RandomState state("random", 42);
  CHECK(state.parameter().name() == "random");
  CHECK(numbers(state.parameter().value()) == Numbers{42, 0});
  CHECK(numbers(evaluate(state.next())) == Numbers{42, 1});
  CHECK(state.next().type() == Type{i64, {2}});
  const RandomState large("large", 0xFFFFFFFFFFFFFFFF);
  CHECK(numbers(large.parameter().value()) == Numbers{-1, 0});
}

TEST_CASE("each draw gets a stream of its own, in the order of the program") {
  const RandomState state("random", 42);
  const RandomState copy = state;
  CHECK(stream_of_draw(random_uniform(state, {3})) == 0);
  CHECK(stream_of_draw(random_uniform(copy, {3})) == 1);
  dropout(state, input("x", f32, {3}), 0.5);
  dropout(state, input("x", f32, {3}), 0);
  CHECK(stream_of_draw(random_uniform(state, {3})) == 4);
  CHECK(stream_of_draw(random_uniform(state.with_stream(100), {3})) == 100);
  CHECK(stream_of_draw(random_uniform(state, {3})) == 5);
  CHECK(stream_of_draw(random_uniform(RandomState(state.parameter()), {3})) == 0);
}

TEST_CASE("no two draws are merged, not even of two identical lines") {
  const RandomState state("random", 42);
  const auto line = [&] { return random_uniform(state, {4}); };
  const Expr a = line(), b = line();
  const std::vector<Expr> now = rewrite(Exprs{a, b, a - b});
  CHECK(now[0] != now[1]);
  CHECK(now[2]->operands()[0] == now[0]);
  CHECK(now[2]->operands()[1] == now[1]);
  const nabla::Function f({}, {a - b});
  CHECK(f.instructions() == 3);
  for (const double difference : numbers(f()[0])) CHECK(difference != 0);
}

TEST_CASE("a Function draws anew at each call, and repeats from a state set back") {
  const RandomState state("random", 7);
  const Expr u = random_uniform(state, {5});
  Updates updates;
  updates.set(state.parameter(), state.next());
  const nabla::Function f({}, {u}, updates);
  const Tensor first = f()[0], second = f()[0];
  const Tensor checkpoint = state.parameter().value();
  const Tensor third = f()[0];
  CHECK_FALSE(same_bits(first, second));
  CHECK_FALSE(same_bits(second, third));
  CHECK(numbers(state.parameter().value()) == Numbers{7, 3});
  state.parameter().set_value(checkpoint);
  CHECK(same_bits(f()[0], third));
  const nabla::Function still({}, {u});
  CHECK(same_bits(still()[0], still()[0]));
}

TEST_CASE("equal programs draw equal numbers, whatever their parameters are called") {
  const RandomState a("a", 7), b("b", 7), c("c", 8);
  const auto program = [](const RandomState& state) {
    return evaluate(Exprs{random_normal(state, {4}), random_uniform(state, {2, 2}), bernoulli(state, 0.5, {7})});
  };
  const std::vector<Tensor> x = program(a), y = program(b), z = program(c);
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(same_bits(x[i], y[i]));
  CHECK_FALSE(same_bits(x[0], z[0]));
}

TEST_CASE("the state may be any expression i64[2]") {
  const Expr fed = input("state", i64, {2});
  const RandomState state(fed);
  const nabla::Function f({fed}, {random_uniform(state, {3})});
  const RandomState parameter("random", 42);
  CHECK(same_bits(f(std::vector<std::int64_t>{42, 0})[0], evaluate(random_uniform(parameter, {3}))));
  CHECK(
      same_bits(f(std::vector<std::int64_t>{42, 1})[0], evaluate(random_uniform(RandomState(parameter.next()), {3}))));
  CHECK_FALSE(
      same_bits(f(std::vector<std::int64_t>{42, std::int64_t{1} << 40})[0], f(std::vector<std::int64_t>{42, 0})[0]));
}

TEST_CASE("mistakes with random states") {
  const Expr x = input("x", i64, {3}), state = input("state", i64, {2});
  CHECK(message_without_lines([&] { RandomState{x}; }) ==
        "random_state_test.cpp: RandomState: a random state is an i64[2] {seed, step}, not i64[3]\n"
        "  x : i64[3] = input  random_state_test.cpp");
  CHECK(message_without_lines([&] { static_cast<void>(RandomState(state).parameter()); }) ==
        "random_state_test.cpp: RandomState: the state is an expression, not a parameter\n"
        "  state : i64[2] = input  random_state_test.cpp");
}
