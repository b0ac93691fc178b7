#include <nabla/ops/axes.hpp>

#include "catch.hpp"
#include "support/message.hpp"

using namespace nabla;
using nabla::test::message_of;
using Numbers = std::vector<int>;

TEST_CASE("axes are ascending and counted from the start") {
  CHECK(Axes().normalized(3) == Numbers{0, 1, 2});
  CHECK(Axes().normalized(0) == Numbers{});
  CHECK(Axes(-1).normalized(3) == Numbers{2});
  CHECK(Axes({2, -3}).normalized(3) == Numbers{0, 2});
  CHECK(Axes(Numbers{}).normalized(2) == Numbers{});
}

TEST_CASE("an axis that is out of range or given twice is an error") {
  CHECK(message_of([] { Axes(2).normalized(2); }) == "axis 2 is out of range for rank 2");
  CHECK(message_of([] { Axes(-3).normalized(2); }) == "axis -3 is out of range for rank 2");
  CHECK(message_of([] { Axes(0).normalized(0); }) == "axis 0 is out of range: a value of rank 0 has no axes");
  CHECK(message_of([] { Axes({1, -1}).normalized(2); }) == "axis 1 is given twice");
}

TEST_CASE("as an attribute, axes that do not fit stay as they are") {
  CHECK(Axes({2, -3}).attribute(3) == Numbers{0, 2});
  CHECK(Axes({1, -1}).attribute(2) == Numbers{1, -1});
  CHECK(axis_attribute(-1, 3) == 2);
  CHECK(axis_attribute(3, 3) == 3);
}
