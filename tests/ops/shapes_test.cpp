#include <nabla/ops/shapes.hpp>

#include <vector>

#include "catch.hpp"

using namespace nabla;
using namespace nabla::detail;

TEST_CASE("shapes made of others") {
  const Dim n{"n"};
  const Shape shape{n, 2, 3};
  CHECK(inserted(shape, 0, 5) == Shape{5, n, 2, 3});
  CHECK(inserted(shape, 3, n) == Shape{n, 2, 3, n});
  CHECK(inserted(Shape{}, 0, n) == Shape{n});
  CHECK(without(shape, 1) == Shape{n, 3});
  CHECK(without(Shape{n}, 0) == Shape{});
  CHECK(resized(shape, 2, n + 1) == Shape{n, 2, n + 1});
  CHECK(first_axes(shape, 2) == Shape{n, 2});
  CHECK(axes_from(shape, 2) == Shape{3});
  CHECK(axes_from(Shape{}, 0) == Shape{});
  CHECK(joined(shape, Shape{n}) == Shape{n, 2, 3, n});
  CHECK(joined(Shape{}, Shape{}) == Shape{});
  CHECK(entries_along(shape, std::vector<int>{0, 2}) == 3 * n);
  CHECK(entries_along(shape, {}) == Dim(1));
}
