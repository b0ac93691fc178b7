#include <nabla/graph/tensor_text.hpp>

#include <limits>
#include <sstream>

#include "catch.hpp"

using namespace nabla;

namespace {
constexpr float inf = std::numeric_limits<float>::infinity();
constexpr float nan_ = std::numeric_limits<float>::quiet_NaN();

Tensor counting(Sizes sizes) {
  Tensor tensor = Tensor::empty(i32, std::move(sizes));
  std::int32_t next = 1;
  for (std::int32_t& entry : tensor.mutable_span<std::int32_t>()) entry = next++;
  return tensor;
}
}  // namespace

TEST_CASE("a tensor prints with its type and nested entries", "[graph][tensor]") {
  CHECK(to_string(Tensor::from_vector<float>({2, 3}, {1, 2, 3, 4, 5, 6})) == "f32[2, 3] [[1, 2, 3], [4, 5, 6]]");
  CHECK(to_string(counting({2, 1, 2})) == "i32[2, 1, 2] [[[1, 2]], [[3, 4]]]");
  CHECK(to_string(Tensor(0.5F)) == "f32[] 0.5");
  CHECK(to_string(Tensor(std::vector<bool>{true, false})) == "b8[2] [true, false]");
  CHECK(to_string(Tensor::zeros(f32, {2, 0})) == "f32[2, 0] []");
  std::ostringstream out;
  out << Tensor(7);
  CHECK(out.str() == "i32[] 7");
}

TEST_CASE("numbers print shortest and exact", "[graph][tensor]") {
  CHECK(to_string(Tensor(0.1F)) == "f32[] 0.1");
  CHECK(to_string(Tensor(0.1)) == "f64[] 0.1");
  CHECK(to_string(Tensor(1.0F / 3)) == "f32[] 0.33333334");
  CHECK(to_string(Tensor(1.0 / 3)) == "f64[] 0.3333333333333333");
  CHECK(to_string(Tensor(-0.0)) == "f64[] -0");
  CHECK(to_string(Tensor(std::numeric_limits<std::int64_t>::min())) == "i64[] -9223372036854775808");
  CHECK(to_string(Tensor::from_vector<float>({4}, {nan_, -nan_, inf, -inf})) == "f32[4] [nan, nan, inf, -inf]");
}

TEST_CASE("a long tensor is shortened on its long axes", "[graph][tensor]") {
  CHECK(to_string(counting({100})) == "i32[100] [1, 2, 3, ..., 98, 99, 100]");
  CHECK(to_string(counting({2, 50})) == "i32[2, 50] [[1, 2, 3, ..., 48, 49, 50], [51, 52, 53, ..., 98, 99, 100]]");
  CHECK(to_string(counting({100, 1})) == "i32[100, 1] [[1], [2], [3], ..., [98], [99], [100]]");
  CHECK(to_string(counting({8, 8})).find("...") == std::string::npos);
}

TEST_CASE("however many axes a tensor has, its text is short", "[graph][tensor]") {
  const std::string text = to_string(Tensor::zeros(f32, Sizes(20, 2)));
  CHECK(text.size() < 3000);
  CHECK(text.ends_with("...]]]]]]]]]]]]]]]]]]]]"));
}

TEST_CASE("a constant in a graph shows its first entries", "[graph][tensor]") {
  CHECK(constant_text(Tensor(0.1).view()) == "0.1");
  CHECK(constant_text(counting({2, 2}).view()) == "[[1, 2], [3, 4]]");
  CHECK(constant_text(counting({10, 10}).view()) == "[1, 2, 3, ... 100 entries]");
  CHECK(constant_text(Tensor::zeros(f32, {0}).view()) == "[]");
}
