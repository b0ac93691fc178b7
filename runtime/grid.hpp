#pragma once

#include <cstdint>
#include <optional>

#include <nabla/graph/expr.hpp>
#include <nabla/runtime/group.hpp>

namespace nabla::detail {

/// Which axes of a grid a value has: those from `begin` up to `end`. Axes of size 1 are none.
struct Interval {
  std::uint32_t begin = 0, end = 0;

  bool empty() const { return begin == end; }
  std::uint32_t size() const { return end - begin; }
  friend bool operator==(const Interval&, const Interval&) = default;
};

/// What a node does with the entries of its operands, as far as a group is concerned.
enum class Role : std::uint8_t {
  Other,        ///< what no group computes
  Leaf,         ///< an input, parameter, constant or size
  Elementwise,  ///< entry by entry, operands broadcasting
  Reduction,    ///< sum, max or min over some axes
  Product,      ///< of two matrices
  Repeat,       ///< broadcast_to: its operand with a larger extent
  Fold,         ///< a reshape that only adds or drops axes of size 1: its operand
  View,         ///< any other view or alias
};
Role role_of(const Expr& node);

/// In a group a value under this role is its operand's, which its users may read instead.
inline bool is_transparent(Role role) { return role == Role::Repeat || role == Role::Fold; }

/// What a reduction, as far as a group is concerned, does.
struct ReducedAxes {
  Shape sizes;                   ///< the operand's that are not 1
  std::optional<Interval> kept;  ///< those of these axes that stay; nothing where they are not neighbours
};
ReducedAxes reduced_axes(const Expr& reduction);

/// The sizes that a group runs over, axes of size 1 left out, and where they are split into rows and columns. Sizes are
/// compared as polynomials, and which axis is which follows from how nodes align their operands, never from sizes.
class Grid {
 public:
  Grid() = default;
  /// All of a value's axes.
  explicit Grid(const Shape& shape);

  std::uint32_t rank() const { return static_cast<std::uint32_t>(sizes_.rank()); }
  Interval all() const { return {0, rank()}; }
  bool has_rows(Interval axes) const { return axes.begin == 0 && !axes.empty() && split_ != 0; }
  const std::optional<std::uint32_t>& split() const { return split_; }
  const Shape& sizes() const { return sizes_; }

  /// Splits behind so many axes; false where it is split elsewhere.
  bool split_at(std::uint32_t axes);
  /// Can a value with these axes stand in the group? Splits the grid if need be.
  bool admit(Interval axes);
  Extent extent(Interval axes) const;

  /// The axes of the operand that an elementwise operation or a broadcast_to, having these axes, reads: nothing where
  /// the operand lacks one in the middle.
  std::optional<Interval> operand(const Shape& result, Interval axes, const Shape& operand) const;
  /// The same for a reduction: nothing where the operand is not of this grid, or it cannot be told how.
  std::optional<Interval> reduced(const ReducedAxes& reduction, Interval axes) const;
  /// A grid to which this one is what the reduction's result is to its operand, and by how much axes move.
  struct Larger;
  std::optional<Larger> larger(const ReducedAxes& reduction) const;

 private:
  Shape sizes_;
  std::optional<std::uint32_t> split_;
};

struct Grid::Larger {
  Grid grid;
  std::uint32_t offset;
};

/// Of a value's axes in memory, how many make the rows if the grid splits there; axes of size 1 go with the columns.
std::size_t row_axes(const Shape& shape, std::uint32_t split);

}  // namespace nabla::detail
