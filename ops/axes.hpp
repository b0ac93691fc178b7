#pragma once

#include <cstddef>
#include <initializer_list>
#include <utility>
#include <vector>

namespace nabla {

/// Which axes a reduction goes over: one, a list, or by default all. A negative axis counts from the end.
class Axes {
 public:
  Axes() = default;  // all
  Axes(int axis) : Axes(std::vector<int>{axis}) {}
  Axes(std::initializer_list<int> axes) : Axes(std::vector<int>(axes)) {}
  Axes(std::vector<int> axes) : axes_(std::move(axes)), all_(false) {}

  /// Ascending and not negative, for a value of this rank. Error for an axis out of range or given twice.
  std::vector<int> normalized(std::size_t rank) const;
  /// The same for an operation's attribute: axes that do not fit stay as they are, since the operation's infer() can
  /// complain with the user's line and operands.
  std::vector<int> attribute(std::size_t rank) const;

 private:
  std::vector<int> axes_;
  bool all_ = true;
};

/// The axis counted from the start. Error when it is out of range.
std::size_t normalized_axis(int axis, std::size_t rank);
/// The same for an attribute, as Axes::attribute.
int axis_attribute(int axis, std::size_t rank);

/// Whether a reduced axis stays, with size 1, so that the result broadcasts against the operand: `sum(x, 1, keepdims)`.
struct Keepdims {
  bool value = false;
};
inline constexpr Keepdims keepdims{true};

}  // namespace nabla
