#include <nabla/graph/shape.hpp>

#include <sstream>

#include <nabla/graph/error.hpp>

#include "catch.hpp"
#include "support/message.hpp"

using namespace nabla;
using nabla::test::message_of;

namespace {
const Dim batch{"batch"}, steps{"steps"};
constexpr std::int64_t huge = std::int64_t{1} << 62;
}  // namespace

TEST_CASE("a shape prints as its sizes in brackets", "[graph][shape]") {
  CHECK(to_string(Shape{}) == "[]");
  CHECK(to_string(Shape{batch, 784}) == "[batch, 784]");
  CHECK(to_string(Shape{batch * steps, 2}) == "[batch*steps, 2]");
  CHECK(to_string(Sizes{}) == "[]");
  CHECK(to_string(Sizes{2, 3}) == "[2, 3]");
  std::ostringstream out;
  out << Shape{1, 2};
  CHECK(out.str() == "[1, 2]");
}

TEST_CASE("a shape is a list of sizes", "[graph][shape]") {
  const Shape shape{batch, 3, 4};
  CHECK(shape.rank() == 3);
  CHECK(shape[0] == batch);
  CHECK(shape[2] == 4);
  CHECK(shape.dims() == std::vector<Dim>{batch, 3, 4});
  CHECK(!shape.is_constant());
  CHECK(Shape{2, 3}.is_constant());
  CHECK(Shape{}.is_constant());
  CHECK(Shape{}.rank() == 0);
  CHECK(Shape{}.dims().empty());
  CHECK(Shape(Sizes{2, 3}) == Shape{2, 3});
  CHECK(Shape{2, 3} != Shape{3, 2});
  CHECK(Shape{2} != Shape{2, 1});
  CHECK(Shape{} != Shape{1});
}

TEST_CASE("the number of elements is the product of the sizes", "[graph][shape]") {
  CHECK(Shape{}.elements() == 1);
  CHECK(Shape{batch, 3, 4}.elements() == 12 * batch);
  CHECK(Shape{batch, 0}.elements() == 0);
  CHECK_THROWS_AS((Shape{huge, 4}.elements()), Error);
  CHECK(elements(Sizes{}) == 1);
  CHECK(elements(Sizes{2, 3, 4}) == 24);
  CHECK(elements(Sizes{0, huge}) == 0);
  CHECK(message_of([] { elements(Sizes{4, huge}); }) == "the sizes [4, 4611686018427387904] overflow");
  CHECK(message_of([] { elements(Sizes{2, -1}); }) == "a size is negative: [2, -1]");
}

TEST_CASE("a shape is evaluated under bindings, and has no negative size", "[graph][shape]") {
  Bindings bindings;
  bindings.bind("batch", 5);
  CHECK(Shape{batch, 2 * batch, 3}.evaluate(bindings) == Sizes{5, 10, 3});
  CHECK_THROWS_AS((Shape{steps}.evaluate(bindings)), Error);
  CHECK(message_of([] { Shape{2, -3}; }) == "a size is negative: -3");
}
