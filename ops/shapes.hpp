#pragma once
// Private: shapes made of others.

#include <cstddef>
#include <span>

#include <nabla/graph/shape.hpp>

namespace nabla::detail {

/// The shape with one more axis, of this size, before `axis`.
Shape inserted(const Shape& shape, std::size_t axis, const Dim& size);
/// Without the axis.
Shape without(const Shape& shape, std::size_t axis);
/// With another size of the axis.
Shape resized(const Shape& shape, std::size_t axis, const Dim& size);

/// The first `count` axes, and all but these.
Shape first_axes(const Shape& shape, std::size_t count);
Shape axes_from(const Shape& shape, std::size_t count);
/// The axes of a, then those of b.
Shape joined(const Shape& a, const Shape& b);

/// The number of entries along some axes: the product of their sizes.
Dim entries_along(const Shape& shape, std::span<const int> axes);

}  // namespace nabla::detail
