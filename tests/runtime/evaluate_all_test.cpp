#include <nabla/runtime/evaluate_all.hpp>

#include <sstream>

#include <nabla/autodiff/grad.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/small_stack.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};
constexpr Where here{"f.cpp", 12};

Expr in(const char* name) { return input(name, f64, {batch}, Where{"m.cpp", 3}); }

}  // namespace

TEST_CASE("every intermediate value is there by node, by name and in order", "[evaluate_all]") {
  const Expr x = in("x"), shifted = named(x - 1.0, "shifted"), loss = named(sum(log(exp(shifted))), "loss");
  const Values values = evaluate_all({loss}, {{x, tensor(f64, {2}, {1, 3})}});
  CHECK(numbers(values["shifted"]) == Numbers{0, 2});
  CHECK(numbers(values[shifted]) == Numbers{0, 2});
  CHECK(numbers(values[loss]) == Numbers{2});
  CHECK(values[loss->operands()[0]->operands()[0]].at<double>({1}) == std::exp(2.0));  // which rewriting would remove
  CHECK(values.size() == node_count({loss}));
  std::string order;
  for (const auto& [node, value] : values) {
    order += std::string(node->op().name()) + " ";
    CHECK(value.dtype() == node.dtype());
  }
  CHECK(order == "input constant sub exp log sum ");
  CHECK(values.contains(x));
  CHECK(values.contains("loss"));
  CHECK_FALSE(values.contains("los"));
  CHECK_FALSE(values.contains(in("x")));
}

TEST_CASE("all values agree with a Function, for a gradient with parameters too", "[evaluate_all]") {
  const Expr x = input("x", f32, {batch, 4});
  const Parameter W("W", Tensor::full(f32, {4, 3}, 0.25)), b("b", Tensor::ones(f32, {3}));
  const Expr h = tanh(add_bias(matmul(x, W), b)), loss = mean(square(h)) / size_of(batch, f32);
  const Exprs outputs{loss, grad(loss, W.expr())};
  const Tensor images = Tensor::full(f32, {5, 4}, 0.5);
  const Values values = evaluate_all(outputs, {{x, images}});
  const std::vector<Tensor> expected = nabla::Function({x}, outputs)(images);
  CHECK(std::abs(values[loss].item<float>() - expected[0].item<float>()) < 1e-6F);
  for (std::size_t i = 0; i < 12; ++i)
    CHECK(std::abs(values[outputs[1]].span<float>()[i] - expected[1].span<float>()[i]) < 1e-6F);
  CHECK(numbers(values["W"].cast(f64)) == Numbers(12, 0.25));
}

TEST_CASE("a value that is not there is an error with what is near", "[evaluate_all]") {
  const Expr x = in("x"), a = named(exp(x), "hidden"), twice = named(log(x), "hidden"), y = named(a + twice, "loss");
  const Values values = evaluate_all({y}, {{x, tensor(f64, {1}, {1})}});
  CHECK_THROWS_WITH(values["los"], "values: no node is called \"los\": did you mean \"loss\"?");
  CHECK_THROWS_WITH(values[in("z")], "values: the graph has no such node\n  z : f64[batch] = input  m.cpp:3");
  CHECK_THROWS_WITH(values[Expr()], "values: an empty Expr has no value");
  CHECK_THROWS_AS(values["hidden"], Error);
}

TEST_CASE("wrong feeds of evaluate_all are named", "[evaluate_all]") {
  const Expr x = in("x"), y = exp(x);
  const Tensor one = tensor(f64, {1}, {1});
  CHECK_THROWS_WITH(evaluate_all({y}, {}, here),
                    "f.cpp:12: evaluate_all: input \"x\" is needed, but not among the inputs\n"
                    "  x : f64[batch] = input  m.cpp:3\n  x -> exp");
  CHECK_THROWS_WITH(evaluate_all({y}, {{x, one}, {x, one}}, here),
                    "f.cpp:12: evaluate_all: input \"x\" is given twice");
  CHECK_THROWS_WITH(evaluate_all({y}, {{x, Tensor::zeros(f32, {1})}}, here),
                    "f.cpp:12: evaluate_all: input \"x\" wants f64[batch], got f32[1]");
  CHECK_THROWS_AS(evaluate_all({y}, {{x, one}, {y, one}}, here), Error);
  CHECK_NOTHROW(evaluate_all({y}, {{x, one}, {in("unused"), one}}, here));
}

TEST_CASE("an operation that fails in evaluate_all has its line", "[evaluate_all]") {
  const Expr x = input("x", f64, {2, 2}, Where{"m.cpp", 3}), y = cholesky({x, Where{"m.cpp", 4}});
  try {
    evaluate_all({y}, {{x, tensor(f64, {2, 2}, {-1, 0, 0, -1})}});
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.where().line == 4);
  }
}

TEST_CASE("a deep graph is evaluated on a small stack", "[evaluate_all]") {
  on_small_stack([] {
    const Expr x = input("x", f64, {});
    Expr y = x;
    for (int i = 0; i < 50'000; ++i) y = y + 1.0;
    const Values values = evaluate_all({y}, {{x, Tensor::scalar(0.0)}});
    CHECK(values[y].item<double>() == 50'000);
  });
}

TEST_CASE("a drawing shows what the values are like", "[evaluate_all]") {
  const Expr x = in("x"), y = log(x);
  const NodeNotes notes = statistics_notes(evaluate_all({y}, {{x, tensor(f64, {4}, {1, 1, 0, -1})}}));
  REQUIRE(notes.size() == 2);
  CHECK(notes[1].first == y);
  CHECK(notes[1].second.text == "min 0, mean 0, max 0, 50 % zeros, 25 % NaN, 25 % inf");
  std::ostringstream out;
  write_dot(out, {y}, {.notes = notes});
  CHECK(out.str().find("50 % zeros, 25 % NaN") != std::string::npos);
}
