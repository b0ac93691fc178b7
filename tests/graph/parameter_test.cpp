#include <nabla/graph/parameter.hpp>

#include <thread>

#include <nabla/graph/leaf.hpp>

#include "catch.hpp"
#include "support/message.hpp"

using namespace nabla;
using nabla::test::message_of;

TEST_CASE("a parameter is a named value and a leaf of the graph", "[graph][parameter]") {
  const Parameter W("W", Tensor::ones(f64, {2, 3}));
  CHECK(W.name() == "W");
  CHECK(W.type() == Type{f64, {2, 3}});
  CHECK(W.value().at<double>({1, 2}) == 1);
  const Expr x = W;
  CHECK(x == W.expr());
  CHECK(x.name() == "W");
  CHECK(x->operands().empty());
  CHECK(leaf_as<ParameterState>(x) == &W.state());
  CHECK(x->where().line == __LINE__ - 9);
}

TEST_CASE("copies of a parameter mean the same parameter", "[graph][parameter]") {
  const Parameter W("W", Tensor(1.0F));
  const Parameter copy = W;
  copy.set_value(Tensor(2.0F));
  CHECK(W.value().item<float>() == 2);
  CHECK(copy == W);
  CHECK(!(Parameter("W", Tensor(2.0F)) == W));
}

TEST_CASE("a parameter's value stays as it was read", "[graph][parameter]") {
  const Parameter W("W", Tensor::zeros(f32, {2}));
  Tensor before = W.value();
  W.set_value(Tensor::ones(f32, {2}));
  CHECK(before.at<float>({0}) == 0);
  before.mutable_span<float>()[0] = 7;
  CHECK(W.value().at<float>({0}) == 1);
}

TEST_CASE("a parameter copies borrowed memory", "[graph][parameter]") {
  std::vector<float> mine{1, 2};
  const Parameter W("W", Tensor::borrow(std::span(mine), {2}));
  mine[0] = 9;
  CHECK(W.value().at<float>({0}) == 1);
  W.set_value(std::span(mine));
  mine[0] = 10;
  CHECK(W.value().at<float>({0}) == 9);
}

TEST_CASE("a parameter refuses another type, and to have no name", "[graph][parameter]") {
  const Parameter W("W", Tensor::zeros(f32, {2}));
  const std::string line = "parameter_test.cpp:" + std::to_string(__LINE__ - 1);
  CHECK(message_of([&] { W.set_value(Tensor::zeros(f32, {3})); }) == line + ": parameter \"W\" is f32[2], not f32[3]");
  CHECK(message_of([&] { W.set_value(Tensor::zeros(f64, {2})); }) == line + ": parameter \"W\" is f32[2], not f64[2]");
  CHECK(message_of([] {
          Parameter("", Tensor(1.0F));
        }).ends_with(": parameter: a name is needed, it is what gradients, files and errors call it by"));
}

TEST_CASE("a parameter is read and set from several threads", "[graph][parameter]") {
  const Parameter W("W", Tensor::zeros(f32, {100}));
  bool torn = false;
  std::thread writer([&] {
    for (int i = 0; i < 1000; ++i) W.set_value(Tensor::full(f32, {100}, i));
  });
  for (int i = 0; i < 1000; ++i) {
    const Tensor value = W.value();
    torn = torn || value.at<float>({0}) != value.at<float>({99});
  }
  writer.join();
  CHECK(!torn);
}
