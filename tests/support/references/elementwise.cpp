#include "support/references/make.hpp"

namespace nabla::test {

void add_elementwise_references(std::vector<Reference>& references) {
  const std::vector<Reference> list{
      of_one("abs", abs, 0),
      of_one("exp", exp, 1),
      of_one("expm1", expm1, 2),
      of_one("log", log, 1),
      of_one("log1p", log1p, 1),
      of_one(
          "neg", [](const Operand& x) { return -x; }, 0),
      of_one("sqrt", sqrt, 0.501),
      of_one("square", square, 0.501),
      of_two("add", operator+, 0.501),
      of_two("div", operator/, 0.501),
      of_two("maximum", maximum, 0),
      of_two("minimum", minimum, 0),
      of_two("mul", operator*, 0.501),
      of_two("pow", pow, 1),
      of_two("sub", operator-, 0.501),
  };
  references.insert(references.end(), list.begin(), list.end());
}

}  // namespace nabla::test
