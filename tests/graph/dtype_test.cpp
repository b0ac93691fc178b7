#include <nabla/graph/dtype.hpp>

#include <sstream>

#include "catch.hpp"

using namespace nabla;

TEST_CASE("a dtype prints as its name", "[graph]") {
  CHECK(to_string(f32) == "f32");
  CHECK(to_string(f64) == "f64");
  CHECK(to_string(i32) == "i32");
  CHECK(to_string(i64) == "i64");
  CHECK(to_string(b8) == "b8");
  std::ostringstream out;
  out << f64;
  CHECK(out.str() == "f64");
}

TEST_CASE("a dtype knows its size and kind", "[graph]") {
  CHECK(size_of(f32) == 4);
  CHECK(size_of(f64) == 8);
  CHECK(size_of(i32) == 4);
  CHECK(size_of(i64) == 8);
  CHECK(size_of(b8) == 1);
  CHECK((is_float(f32) && is_float(f64) && !is_float(i32) && !is_float(b8)));
  CHECK((is_integer(i32) && is_integer(i64) && !is_integer(f32) && !is_integer(b8)));
}

TEST_CASE("dispatch picks the C++ type of a dtype, and dtype_of leads back", "[graph]") {
  for (const DType dtype : {f32, f64, i32, i64, b8}) {
    CHECK(dispatch(dtype, []<class T>() { return dtype_of<T>; }) == dtype);
    CHECK(dispatch(dtype, []<class T>() { return sizeof(T); }) == size_of(dtype));
  }
  for (const DType dtype : {f32, f64}) CHECK(dispatch_float(dtype, []<class T>() { return dtype_of<T>; }) == dtype);
  static_assert(Entry<float> && Entry<bool> && !Entry<char> && !Entry<long double>);
}
