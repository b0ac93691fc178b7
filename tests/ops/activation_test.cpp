#include <nabla/ops/activation.hpp>

#include <algorithm>
#include <functional>

#include <nabla/ops/leaky_relu.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

/// What a node of an activation is called where it is not by the activation's name.
std::string_view operation_of(const std::string& name) {
  if (name == "exponential") return "exp";
  if (name == "swish") return "silu";
  if (name == "hard_swish") return "hard_silu";
  if (name == "relu6" || name == "thresholded_relu") return "general_relu";
  return name;
}

}  // namespace

TEST_CASE("every activation is found by its name, and applied or given") {
  const Expr x = input("x", f32, {Dim("batch"), 10});
  for (const std::string& name : activation_names()) {
    const Expr y = activation(name, x), z = activation(name)(x);
    CHECK(y.type() == Type{f32, {Dim("batch"), name == "glu" ? 5 : 10}});
    if (name == "linear") {
      CHECK(y == x);
      CHECK(z == x);
    } else {
      CHECK(y->op().name() == operation_of(name));
      CHECK(y->op().equals(z->op()));
    }
  }
}

TEST_CASE("Keras' activations are all there, but for threshold, whose two numbers have no default") {
  const std::vector<std::string> names = activation_names();
  for (const char* keras :
       {"celu",      "elu",        "exponential", "gelu",        "glu",       "hard_shrink",    "hard_sigmoid",
        "hard_silu", "hard_swish", "hard_tanh",   "leaky_relu",  "linear",    "log_sigmoid",    "log_softmax",
        "mish",      "relu",       "relu6",       "selu",        "sigmoid",   "silu",           "soft_shrink",
        "softmax",   "softplus",   "softsign",    "sparse_plus", "sparsemax", "sparse_sigmoid", "squareplus",
        "swish",     "tanh",       "tanh_shrink"})
    CHECK(std::ranges::find(names, keras) != names.end());
  CHECK(std::ranges::is_sorted(names));
}

TEST_CASE("an activation carries the user's line, also when its name was looked up before") {
  const Expr x = input("x", f32, {3});
  const Activation found = activation("glu");
  const Expr y = activation("relu", x), z = found(input("z", f32, {4}));
  CHECK(to_string(y->where()) == "activation_test.cpp:" + std::to_string(__LINE__ - 1));
  CHECK(to_string(z->where()) == "activation_test.cpp:" + std::to_string(__LINE__ - 2));
}

TEST_CASE("a std::function holds an activation by name as well as one with parameters of its own") {
  const auto slope = [](const std::function<Expr(const Operand&)>& f) { return slopes(f, f64, {-1})[0]; };
  CHECK(slope(activation("leaky_relu")) == 0.2);
  CHECK(slope([](const Operand& x) { return leaky_relu(x, 0.5); }) == 0.5);
}

TEST_CASE("an unknown activation is told with the names that are near") {
  const Expr x = input("x", f32, {3});
  const std::string known =
      "\n  known: celu, elu, exponential, gelu, glu, hard_shrink, hard_sigmoid, hard_silu, hard_swish, hard_tanh, "
      "leaky_relu, linear, log_sigmoid, log_softmax, mish, relu, relu6, selu, sigmoid, silu, soft_shrink, softmax, "
      "softplus, softsign, sparse_plus, sparse_sigmoid, sparsemax, squareplus, swish, tanh, tanh_shrink, "
      "thresholded_relu";
  const unsigned line = __LINE__ + 1;
  const std::string typo = message_of([&] { activation("rleu", x); });
  const std::string given = message_of([&] { activation("swish-like"); });
  const auto message = [&](unsigned at, const char* text) {
    return "activation_test.cpp:" + std::to_string(at) + ": activation: " + text;
  };
  CHECK(typo == message(line, "there is no \"rleu\"; did you mean relu?") + known);
  CHECK(given == message(line + 1, "there is no \"swish-like\"; did you mean swish?") + known);
}

TEST_CASE("an unknown activation gets a hint whatever the case, the underscores and how far it is off") {
  const auto hint = [](const char* name) {
    const std::string text = message_of([&] { activation(name); });
    const std::size_t from = text.find("did you mean ");
    return text.substr(from, text.find('\n') - from);
  };
  CHECK(hint("LeakyReLU") == "did you mean leaky_relu?");
  CHECK(hint("HardSigmoid") == "did you mean hard_sigmoid?");
  CHECK(hint("sigmod") == "did you mean sigmoid?");
  CHECK(hint("logsoftmax") == "did you mean log_softmax?");
  CHECK(hint("gelu_approximate") == "did you mean gelu or elu?");
  CHECK(hint("rlu") == "did you mean relu?");
  CHECK(hint("lu") == "did you mean elu or glu?");
}

TEST_CASE("activations that take more than x say how they are called") {
  CHECK_THAT(message_of([] { activation("prelu"); }), Catch::Matchers::Contains("call prelu(x, alpha)"));
  CHECK_THAT(message_of([] { activation("threshold"); }),
             Catch::Matchers::Contains("call threshold(x, threshold, default_value)"));
}
