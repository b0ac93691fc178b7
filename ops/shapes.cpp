#include <nabla/ops/shapes.hpp>

#include <utility>
#include <vector>

namespace nabla::detail {

Shape inserted(const Shape& shape, std::size_t axis, const Dim& size) {
  std::vector<Dim> dims = shape.dims();
  dims.insert(dims.begin() + static_cast<std::ptrdiff_t>(axis), size);
  return Shape(std::move(dims));
}

Shape without(const Shape& shape, std::size_t axis) {
  std::vector<Dim> dims = shape.dims();
  dims.erase(dims.begin() + static_cast<std::ptrdiff_t>(axis));
  return Shape(std::move(dims));
}

Shape resized(const Shape& shape, std::size_t axis, const Dim& size) {
  std::vector<Dim> dims = shape.dims();
  dims[axis] = size;
  return Shape(std::move(dims));
}

Shape first_axes(const Shape& shape, std::size_t count) {
  return Shape(std::vector<Dim>(shape.begin(), shape.begin() + count));
}

Shape axes_from(const Shape& shape, std::size_t count) {
  return Shape(std::vector<Dim>(shape.begin() + count, shape.end()));
}

Shape joined(const Shape& a, const Shape& b) {
  std::vector<Dim> dims = a.dims();
  dims.insert(dims.end(), b.begin(), b.end());
  return Shape(std::move(dims));
}

Dim entries_along(const Shape& shape, std::span<const int> axes) {
  Dim count(1);
  for (const int axis : axes) count = count * shape[static_cast<std::size_t>(axis)];
  return count;
}

}  // namespace nabla::detail
