#include <nabla/graph/attr.hpp>

#include <limits>

#include <nabla/graph/error.hpp>

#include "catch.hpp"
#include "support/message.hpp"

using namespace nabla;
using nabla::test::message_of;

namespace {

template <class T>
T read(std::string_view text) {
  T value{};
  parse_attr(text, value);
  return value;
}

template <class T>
bool reads_back(const T& value) {
  return read<T>(attr_text(value)) == value;
}

}  // namespace

TEST_CASE("attributes print shortly", "[graph][attr]") {
  CHECK(attr_text(true) == "true");
  CHECK(attr_text(-1) == "-1");
  CHECK(attr_text(0.1) == "0.1");
  CHECK(attr_text(2.0) == "2");
  CHECK(attr_text(f32) == "f32");
  CHECK(attr_text(Dim("batch") * 2) == "2*batch");
  CHECK(attr_text(Shape{Dim("batch"), 3}) == "[batch, 3]");
  CHECK(attr_text(std::vector<int>{0, -2}) == "[0, -2]");
  CHECK(attr_text(std::vector<int>{}) == "[]");
  CHECK(attr_text(std::string("same")) == "same");
}

TEST_CASE("attributes read back as what they were", "[graph][attr]") {
  CHECK((reads_back(true) && reads_back(false)));
  CHECK((reads_back(-7) && reads_back(std::numeric_limits<int>::min())));
  for (const double x : {0.0, 0.1, 1.0 / 3, 1e300, 5e-324, -2.5, std::numeric_limits<double>::infinity()})
    CHECK(reads_back(x));
  for (const DType dtype : {f32, f64, i32, i64, b8}) CHECK(reads_back(dtype));
  CHECK(reads_back(Dim("a") * Dim("b") - 3));
  CHECK(reads_back(Shape{Dim("a") + 1, 2, Dim("b")}));
  CHECK(reads_back(Shape{}));
  CHECK(reads_back(std::vector<int>{1, 2, -3}));
  CHECK(reads_back(std::vector<int>{}));
  CHECK(reads_back(std::string("any text")));
}

TEST_CASE("a text that is no such attribute is refused", "[graph][attr]") {
  CHECK(message_of([] { read<bool>("yes"); }) == "expected true or false, got \"yes\"");
  CHECK(message_of([] { read<int>("1.5"); }) == "expected an integer, got \"1.5\"");
  CHECK(message_of([] { read<double>("1,5"); }) == "expected a number, got \"1,5\"");
  CHECK(message_of([] { read<DType>("f16"); }) == "expected one of f32, f64, i32, i64, b8, got \"f16\"");
  CHECK(message_of([] { read<Shape>("3"); }) == "expected a list in brackets, got \"3\"");
  CHECK_THROWS_AS(read<int>("99999999999"), Error);
  CHECK_THROWS_AS(read<std::vector<int>>("[1, x]"), Error);
  CHECK_THROWS_AS(read<std::vector<int>>("[1,, 2]"), Error);
  CHECK_THROWS_AS(read<int>(""), Error);
}

TEST_CASE("an attribute is its value", "[graph][attr]") {
  const Attr<int> axis = -1;
  CHECK(*axis == -1);
  CHECK(axis + 2 == 1);
  CHECK(axis == Attr<int>(-1));
  CHECK(axis != Attr<int>(0));
  CHECK(axis != Attr<int>::variable(1));
  const Attr<std::vector<int>> axes = std::vector<int>{1, 2};
  CHECK(axes->size() == 2);
}

TEST_CASE("an attribute variable matches any value, the same wherever it stands", "[graph][attr]") {
  AttrBindings bindings;
  const Attr<int> k = Attr<int>::variable(1);
  CHECK(Attr<int>(3).match(k, bindings));
  CHECK(Attr<int>(3).match(k, bindings));
  CHECK(!Attr<int>(4).match(k, bindings));
  CHECK(Attr<int>(4).match(Attr<int>::variable(2), bindings));
  CHECK(Attr<int>(5).match(Attr<int>(5), bindings));
  CHECK(!Attr<int>(5).match(Attr<int>(6), bindings));
  CHECK(*k.bind(bindings) == 3);
  CHECK(*Attr<int>(9).bind(bindings) == 9);
  CHECK(bindings.at(2) == "4");
  CHECK_THROWS_AS(bindings.at(7), std::logic_error);
}

TEST_CASE("attributes are listed with their names", "[graph][attr]") {
  const Attr<int> axis = 1;
  const Attr<bool> keepdims = true;
  const auto attrs = named_attrs("axis", axis, "keepdims", keepdims);
  CHECK(std::get<0>(attrs).name == "axis");
  CHECK(&std::get<0>(attrs).attr == &axis);
  CHECK(std::get<1>(attrs).name == "keepdims");
  CHECK(std::tuple_size_v<decltype(named_attrs())> == 0);
}
