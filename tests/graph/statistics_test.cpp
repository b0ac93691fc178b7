#include <nabla/graph/statistics.hpp>

#include <cmath>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("statistics are of finite entries, and count the others and zeros", "[graph][statistics]") {
  const Statistics s = statistics(tensor(f32, {2, 4}, {0, -0.0, 1, -3, NaN, inf, -inf, 6}));
  CHECK(s.entries == 8);
  CHECK(s.zeros == 2);
  CHECK(s.nans == 1);
  CHECK(s.infs == 2);
  CHECK(s.min == -3);
  CHECK(s.max == 6);
  CHECK(s.mean == 0.8);
  CHECK_FALSE(s.all_finite());
  CHECK(to_string(s) == "min -3, mean 0.8, max 6, 25 % zeros, 12.5 % NaN, 25 % inf");
}

TEST_CASE("statistics of integers, booleans, nothing and nothing finite", "[graph][statistics]") {
  CHECK(to_string(statistics(tensor(f64, {3}, {1, 2, 6}).cast(i64))) == "min 1, mean 3, max 6");
  CHECK(to_string(statistics(tensor(f64, {4}, {1, 0, 0, 0}).cast(b8))) == "min 0, mean 0.25, max 1, 75 % zeros");
  CHECK(to_string(statistics(Tensor::zeros(f32, {0, 3}))) == "no entries");
  CHECK(std::isnan(statistics(Tensor::zeros(f32, {0})).mean));
  const Statistics none = statistics(tensor(f64, {2}, {NaN, NaN}));
  CHECK(std::isnan(none.min));
  CHECK(to_string(none) == "100 % NaN");
}

TEST_CASE("the mean of large entries does not overflow, and that of many keeps its digits", "[graph][statistics]") {
  CHECK(statistics(Tensor::full(f64, {4}, 1.5e308)).mean == 1.5e308);
  CHECK(statistics(Tensor::full(f32, {100'000}, 0.1)).mean == static_cast<double>(0.1F));
}
