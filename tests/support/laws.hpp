#pragma once
// Each operation's domain: on what operands the laws that hold for every operation are tested.

#include <functional>
#include <string>
#include <vector>

#include <nabla/graph/expr.hpp>
#include <nabla/graph/shape.hpp>

namespace nabla::test {

/// One operand: its sizes, and the open interval that its entries are drawn from. Integers are drawn from [low, high).
struct OperandLaw {
  Sizes sizes;
  double low = -2;
  double high = 2;
  bool integer = false;  // an i32; else the float dtype that the law runs in
  bool boolean = false;
};

/// One way to apply an operation.
struct Law {
  std::string operation;  // its name in the table
  std::vector<OperandLaw> operands;
  std::function<Expr(const Exprs&)> apply;
  bool keeps_nan = true;  // a NaN among the float operands is a NaN in the result
  int orders = 2;         // of derivatives to check; 0 for results that are not floats
};

/// The lists, a file each in laws/.
void add_elementwise_laws(std::vector<Law>& laws);
void add_activation_laws(std::vector<Law>& laws);
void add_axes_laws(std::vector<Law>& laws);
void add_shapes_laws(std::vector<Law>& laws);
void add_index_laws(std::vector<Law>& laws);
void add_products_laws(std::vector<Law>& laws);
void add_linear_algebra_laws(std::vector<Law>& laws);
void add_losses_laws(std::vector<Law>& laws);
void add_random_laws(std::vector<Law>& laws);
void add_barriers_laws(std::vector<Law>& laws);

/// All of them: at least one for each operation of the table (a test sees to that).
const std::vector<Law>& laws();

}  // namespace nabla::test
