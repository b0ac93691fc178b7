#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <nabla/graph/expr.hpp>
#include <nabla/runtime/kernel.hpp>

namespace nabla::detail {

/// What a value has entries for, of the grid [rows, columns] that a group runs over. Repeated along the other axis, it
/// meets values of larger extent.
enum class Extent : std::uint8_t { Grid, Rows, Columns, One };  // [rows, columns], [rows, 1], [1, columns], [1, 1]

/// Nodes that one instruction computes together, tile by tile of a grid, so that what they hand to each other stays in
/// the first-level cache: elementwise operations of values of any extent; sum, max and min from one extent to a smaller
/// one; perhaps a product of matrices, whose tiles of the result the others work on while they are hot.
struct Group {
  struct Value {
    DType dtype;
    Extent extent;
    /// How many of the leading axes make the rows, where the extent is Grid; the other axes make the columns.
    std::size_t row_axes = 0;
  };
  /// An elementwise operation, whose operands' extents the result's covers, or a reduction.
  struct Step {
    Expr node;
    std::vector<std::uint32_t> operands;  // values
  };
  struct Product {
    Expr node;  // a Matmul of two matrices (no stacks)
    /// The value that it computes, of extent Grid: one of the first operand_count, but no operand of the instruction.
    std::uint32_t value;
  };

  std::vector<Value> values;           // first the operands, then the results of the steps
  std::size_t operand_count = 0;       // of the steps together, the product's value among them
  std::vector<Step> steps;             // in order; step i computes values[operand_count + i]
  std::vector<std::uint32_t> results;  // the steps' values that are kept, and perhaps that of the product
  std::optional<Product> product;
};

/// The kernel of a group. Its operands are the group's, in order, without the product's value but with the product's
/// two matrices behind; its results the group's. Sizes of rows and columns are those of any operand or result that has
/// them.
std::unique_ptr<const Kernel> make_kernel(Group group);

/// Can make_kernel() run it? Not where an entry with a row waits for what is known only when all rows are done, nor an
/// operation of more than three operands.
bool fits(const Group& group);

}  // namespace nabla::detail
