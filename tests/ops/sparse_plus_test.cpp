#include <nabla/ops/sparse_plus.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("sparse_plus' is sparse_sigmoid, without a jump at the kinks") {
  const Numbers x{-inf, -2, -1, -0.999, -0.5, 0, 0.5, 1, 1.001, inf};
  for (const DType dtype : {f32, f64}) CHECK(slopes(sparse_plus, dtype, x) == values(sparse_sigmoid, dtype, x));
}

TEST_CASE("sparse_sigmoid' is 1/2 on the closed interval") {
  for (const DType dtype : {f32, f64})
    CHECK(slopes(sparse_sigmoid, dtype, {-inf, -1.001, -1, 0, 1, 1.001, inf}) == Numbers{0, 0, 0.5, 0.5, 0.5, 0, 0});
  CHECK(curvatures(sparse_plus, f64, {-inf, -1.001, -1, 0, 1, 1.001, inf}) == Numbers{0, 0, 0.5, 0.5, 0.5, 0, 0});
}
