// What holds for all operations that move rows about.

#include <nabla/graph/leaf.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/allocations.hpp"

using namespace nabla;

TEST_CASE("parts, joints, rows by index and orders allocate nothing in a steady-state call") {
  if (!test::counts_allocations()) return;
  const Dim n{"n"};
  const Expr x = input("x", f32, {n, 4}), i = input("i", i32, {n});
  const Expr y = concat({slice(x, {{1, {}}, {.step = -2}}), pad(slice(x, {{1, {}}, {0, 1}}), {{0, 0}, {1, 0}})});
  const Expr z = scatter_add(set_slice(x, 1, {1, 3}, 2), i, gather(x, i));
  const Expr square_part = slice(x, 0, {0, 4});
  const Function f({x, i}, {y, z, sort(x, 0), top_k(x, 2).indices, roll(flip(x), 1, 0), diag(square_part),
                            tril(diagonal_matrix(x)), arange(n, f64)});
  std::vector<Tensor> feeds{Tensor::ones(f32, {5, 4}), Tensor::ones(i32, {5})}, outputs;
  for (const Tensor& output : f.call(feeds)) outputs.push_back(output);
  f.run(feeds, outputs);
  const std::size_t before = test::allocations();
  for (int call = 0; call < 3; ++call) f.run(feeds, outputs);
  CHECK(test::allocations() == before);
}
