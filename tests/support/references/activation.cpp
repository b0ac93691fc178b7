#include "support/references/make.hpp"

namespace nabla::test {

void add_activation_references(std::vector<Reference>& references) {
  const std::vector<Reference> list{
      of_one(
          "elu", [](const Operand& x) { return elu(x, 0.75); }, 3),
      of_one(
          "hard_sigmoid", [](const Operand& x) { return hard_sigmoid(x); }, 4, 0.5),
      of_one("relu", relu, 0),
      of_one("selu", selu, 3),
      of_one("sigmoid", sigmoid, 3),
      of_two("sigmoid_cross_entropy", sigmoid_cross_entropy),
      of_one("softplus", softplus, 2),
      of_one("softsign", softsign, 2),
      of_one("tanh", tanh, 3),
  };
  references.insert(references.end(), list.begin(), list.end());
}

}  // namespace nabla::test
