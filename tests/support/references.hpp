#pragma once
// Which functions are compared with the exact values of tests/reference/, and how close they must come.

#include <functional>
#include <string>
#include <vector>

#include <nabla/graph/expr.hpp>

namespace nabla::test {

struct Reference {
  std::string name;  // of the file in tests/reference/data/
  std::function<Expr(const Exprs&)> apply;
  double ulps = 4;  // the largest error that is allowed; what is beyond 4 the docstring says
  /// Errors of results that are smaller than this are counted in units in the last place of this: where two terms
  /// cancel each other, only their sum's absolute error can be small.
  double floor = 0;
};

/// The lists, a file each in references/.
void add_elementwise_references(std::vector<Reference>& references);
void add_activation_references(std::vector<Reference>& references);

const std::vector<Reference>& references();

}  // namespace nabla::test
