#pragma once

#include <nabla/graph/dtype.hpp>
#include <nabla/graph/shape.hpp>

namespace nabla {

/// What a value is: its entries' type and its shape. Prints as `f32[batch, 784]`; a scalar has rank 0 and prints as
/// `f32[]`.
struct Type {
  DType dtype = DType::f32;
  Shape shape;

  std::size_t rank() const { return shape.rank(); }
  friend bool operator==(const Type&, const Type&) = default;
};

std::string to_string(const Type& type);
std::ostream& operator<<(std::ostream& out, const Type& type);

}  // namespace nabla
