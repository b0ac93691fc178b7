#include <nabla/graph/type.hpp>

#include <sstream>

#include "catch.hpp"

using namespace nabla;

TEST_CASE("a type prints as dtype and shape", "[graph]") {
  CHECK(to_string(Type{f32, {Dim("batch"), 784}}) == "f32[batch, 784]");
  CHECK(to_string(Type{b8, {}}) == "b8[]");
  std::ostringstream out;
  out << Type{i64, {3}};
  CHECK(out.str() == "i64[3]");
}

TEST_CASE("types are equal when dtype and shape are", "[graph]") {
  CHECK(Type{} == Type{f32, {}});
  CHECK(Type{f32, {2}} != Type{f64, {2}});
  CHECK(Type{f32, {2}} != Type{f32, {3}});
  CHECK(Type{f32, {2, 3}}.rank() == 2);
}
