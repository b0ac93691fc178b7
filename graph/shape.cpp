#include <nabla/graph/shape.hpp>

#include <algorithm>
#include <array>
#include <ostream>

#include <nabla/graph/error.hpp>

namespace nabla {
namespace {

/// Alike for equal sizes; cheap rather than good.
std::size_t hash_of(const std::vector<Dim>& dims) {
  std::size_t hash = dims.size();
  for (const Dim& dim : dims)
    hash = 31 * hash + (dim.is_constant() ? static_cast<std::size_t>(dim.constant()) : dim.symbol().size());
  return hash;
}

}  // namespace

Shape::Shape(std::vector<Dim> dims) {
  for (const Dim& dim : dims)
    if (dim.is_constant() && dim.constant() < 0) throw Error("a size is negative: " + to_string(dim));
  if (dims.empty()) return;
  // A graph has few shapes, which inference makes over and over: where they share their memory, it is smaller, and
  // comparing them is comparing pointers.
  thread_local struct { std::array<Ref<const Rep>, 64> shapes; } latest;
  Ref<const Rep>& known = latest.shapes[hash_of(dims) % latest.shapes.size()];
  if (!known || known->dims != dims) known = make_ref<const Rep>(std::move(dims));
  rep_ = known;
}

Shape::Shape(const Sizes& sizes) : Shape(std::vector<Dim>(sizes.begin(), sizes.end())) {}

Dim Shape::elements() const {
  Dim product(1);
  for (const Dim& dim : *this) product = product * dim;
  return product;
}

bool Shape::is_constant() const {
  return std::all_of(begin(), end(), [](const Dim& dim) { return dim.is_constant(); });
}

Sizes Shape::evaluate(const Bindings& bindings) const {
  Sizes sizes;
  sizes.reserve(rank());
  for (const Dim& dim : *this) sizes.push_back(dim.evaluate(bindings));
  return sizes;
}

bool operator==(const Shape& a, const Shape& b) {
  return a.rep_ == b.rep_ || std::equal(a.begin(), a.end(), b.begin(), b.end());
}

std::int64_t elements(const Sizes& sizes) {
  std::int64_t product = 1;
  for (const std::int64_t size : sizes) {
    if (size < 0) throw Error("a size is negative: " + to_string(sizes));
    if (__builtin_mul_overflow(product, size, &product)) throw Error("the sizes " + to_string(sizes) + " overflow");
  }
  return product;
}

std::string to_string(const Shape& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.rank(); ++i) text += (i ? ", " : "") + to_string(shape[i]);
  return text + "]";
}

std::string to_string(const Sizes& sizes) {
  std::string text = "[";
  for (std::size_t i = 0; i < sizes.size(); ++i) text += (i ? ", " : "") + std::to_string(sizes[i]);
  return text + "]";
}

std::ostream& operator<<(std::ostream& out, const Shape& shape) { return out << to_string(shape); }

}  // namespace nabla
