#pragma once

#include <cstddef>
#include <initializer_list>
#include <iosfwd>
#include <string>
#include <vector>

#include <nabla/graph/dim.hpp>

namespace nabla {

/// Concrete sizes of a tensor's axes, outermost first.
using Sizes = std::vector<std::int64_t>;

/// The sizes of a value's axes, outermost first; symbolic sizes allowed, rank always static. Copies share their memory.
class Shape {
 public:
  Shape() = default;  // rank 0
  Shape(std::initializer_list<Dim> dims) : Shape(std::vector<Dim>(dims)) {}
  explicit Shape(std::vector<Dim> dims);
  explicit Shape(const Sizes& sizes);

  std::size_t rank() const { return rep_ ? rep_->dims.size() : 0; }
  const Dim& operator[](std::size_t axis) const { return rep_->dims[axis]; }
  const Dim* begin() const { return rep_ ? rep_->dims.data() : nullptr; }
  const Dim* end() const { return begin() + rank(); }
  std::vector<Dim> dims() const { return {begin(), end()}; }

  /// The product of all sizes; Error when it overflows.
  Dim elements() const;
  bool is_constant() const;
  /// The sizes under the bindings; Error as Dim::evaluate.
  Sizes evaluate(const Bindings& bindings) const;

  friend bool operator==(const Shape& a, const Shape& b);

 private:
  struct Rep : Counted {
    explicit Rep(std::vector<Dim> d) : dims(std::move(d)) {}
    std::vector<Dim> dims;
  };
  Ref<const Rep> rep_;  // null for rank 0
};

/// The number of entries of a tensor with these sizes; Error for a negative size and when it overflows.
std::int64_t elements(const Sizes& sizes);

/// "[batch, 784]"
std::string to_string(const Shape& shape);
std::string to_string(const Sizes& sizes);
std::ostream& operator<<(std::ostream& out, const Shape& shape);

}  // namespace nabla
