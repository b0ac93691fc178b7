#include <nabla/ops/activation.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("every activation is found by its name") {
  const Expr x = input("x", f32, {Dim("batch"), 10});
  for (const std::string& name : activation_names()) {
    const Expr y = activation(name, x);
    CHECK(y.type() == x.type());
    if (name == "linear")
      CHECK(y == x);
    else
      CHECK(y->op().name() == (name == "exponential" ? "exp" : name));
  }
  CHECK(activation_names().size() == 12);
}

TEST_CASE("an activation carries the user's line") {
  const Expr x = input("x", f32, {3});
  const Expr y = activation("relu", x);
  CHECK(to_string(y->where()) == "activation_test.cpp:" + std::to_string(__LINE__ - 1));
}

TEST_CASE("an unknown activation is told with the names that are near") {
  const Expr x = input("x", f32, {3});
  const std::string known =
      "\n  known: softmax, elu, selu, softplus, softsign, relu, tanh, sigmoid, hard_sigmoid, linear, log_softmax, "
      "exponential";
  const unsigned line = __LINE__ + 1;
  const std::string typo = error_of([&] { activation("rleu", x); });
  const std::string strange = error_of([&] { activation("swish-like", x); });
  const std::string place = "activation_test.cpp:" + std::to_string(line);
  CHECK(typo == place + ": activation: there is no \"rleu\"; did you mean elu or relu?" + known);
  CHECK(strange ==
        "activation_test.cpp:" + std::to_string(line + 1) + ": activation: there is no \"swish-like\"" + known);
}
