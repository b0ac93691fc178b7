#include "support/laws/make.hpp"

namespace nabla::test {
namespace {

/// Matrices far from singular ones: with entries up to 2 and 5 more on the diagonal.
Expr regular(const Expr& x) { return x + 5 * eye(x.shape()[x.rank() - 1], x.dtype()); }

/// Symmetric and positive definite ones.
Expr definite(const Expr& x) { return matmul(x, matrix_transpose(x)) + eye(x.shape()[x.rank() - 1], x.dtype()); }

void add_solve_laws(std::vector<Law>& laws) {
  const auto system = [](const Exprs& x) { return solve(regular(x[0]), x[1]); };
  laws.push_back({"solve", {{{3, 3}}, {{3}}}, system});
  laws.push_back({"solve", {{{3, 3}}, {{3, 2}}}, system});
  laws.push_back({"solve", {{{3, 3}}, {{4, 3, 2}}}, system});
  laws.push_back({"solve", {{{4, 3, 3}}, {{3}}}, system});
  laws.push_back({"solve", {{{5, 1, 3, 3}}, {{4, 3, 2}}}, system});
  laws.push_back({"solve", {{{3, 3}}, {{3, 2}}}, [](const Exprs& x) {
                    return apply(Solve{true}, Where::here(), regular(x[0]), x[1]);
                  }});
  for (const bool lower : {false, true})
    for (const bool transposed : {false, true}) {
      const auto triangular = [=](const Exprs& x) {
        return solve_triangular(regular(x[0]), x[1], {.lower = lower, .transposed = transposed});
      };
      laws.push_back({"solve_triangular", {{{3, 3}}, {{3, 2}}}, triangular});
      laws.push_back({"solve_triangular", {{{5, 1, 3, 3}}, {{4, 3, 2}}}, triangular});
    }
  const auto triangular = [](const Exprs& x) { return solve_triangular(regular(x[0]), x[1]); };
  laws.push_back({"solve_triangular", {{{3, 3}}, {{3}}}, triangular});
  laws.push_back({"solve_triangular", {{{4, 3, 3}}, {{3}}}, triangular});
}

}  // namespace

void add_linear_algebra_laws(std::vector<Law>& laws) {
  for (const Sizes& sizes : {Sizes{3, 3}, Sizes{2, 4, 3, 3}, Sizes{2, 2}, Sizes{1, 1}}) {
    laws.push_back({"cholesky", {{sizes}}, [](const Exprs& x) { return cholesky(definite(x[0])); }});
    laws.push_back({"cofactor", {{sizes}}, [](const Exprs& x) { return cofactor(regular(x[0])); }});
    laws.push_back(
        {"cofactor_along", {{sizes}, {sizes}}, [](const Exprs& x) { return cofactor_along(regular(x[0]), x[1]); }});
    laws.push_back({"det", {{sizes}}, [](const Exprs& x) { return det(x[0]); }});
    laws.push_back({"det_sign", {{sizes}}, [](const Exprs& x) { return det_sign(regular(x[0])); }});
    laws.push_back({"inv", {{sizes}}, [](const Exprs& x) { return inv(regular(x[0])); }});
    laws.push_back({"log_abs_det", {{sizes}}, [](const Exprs& x) { return log_abs_det(regular(x[0])); }});
  }
  add_solve_laws(laws);
}

}  // namespace nabla::test
