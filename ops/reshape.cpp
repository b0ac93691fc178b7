#include <nabla/ops/reshape.hpp>

#include <algorithm>
#include <cstring>

#include <nabla/graph/error.hpp>
#include <nabla/ops/batch.hpp>
#include <nabla/ops/placed.hpp>

namespace nabla {
namespace {

bool is_open(const Dim& dim) { return dim == Dim(-1); }

std::string to_string(const std::vector<Dim>& sizes) {
  std::string text = "[";
  for (const Dim& size : sizes) text += (text.size() > 1 ? ", " : "") + nabla::to_string(size);
  return text + "]";
}

/// The sizes with the open one, if there is one, worked out.
Shape closed(const Shape& x, std::vector<Dim> sizes) {
  const auto open = std::find_if(sizes.begin(), sizes.end(), is_open);
  if (open == sizes.end()) return Shape(std::move(sizes));
  if (std::count_if(sizes.begin(), sizes.end(), is_open) > 1)
    throw Error("more than one size of " + to_string(sizes) + " is -1");
  Dim others(1);
  for (const Dim& size : sizes)
    if (!is_open(size)) others = others * size;
  const auto rest = divide(x.elements(), others);
  if (!rest)
    throw Error("no size stands for -1: " + nabla::to_string(x) + " has " + nabla::to_string(x.elements()) +
                " entries, which do not divide into " + to_string(sizes));
  *open = *rest;
  return Shape(std::move(sizes));
}

}  // namespace

Type Reshape::infer(const Type& x) const {
  const Dim has = x.shape.elements(), wants = shape->elements();
  if (!(has == wants))
    throw Error(nabla::to_string(x.shape) + " has " + nabla::to_string(has) + " entries, " + nabla::to_string(*shape) +
                " has " + nabla::to_string(wants));
  return {x.dtype, *shape};
}

void Reshape::eval(const View& x, const Out& y) const {
  if (x.data != y.data && x.elements() > 0) std::memcpy(y.data, x.data, x.bytes());
}

Cotangent Reshape::pullback(const Expr& x, const Expr&, const Expr& dy) const { return reshape(dy, x.shape()); }

Expr Reshape::batch(const Batch& x) const { return reshape(x[0], prepended(x.count(), shape)); }

Expr reshape(const Operand& x, const Shape& shape) {
  const Expr entries = x.expr();
  return entries.shape() == shape ? entries : apply(Reshape{shape}, x.where(), entries);
}

Expr reshape(const Operand& x, std::initializer_list<Dim> sizes) { return reshape(x, std::vector<Dim>(sizes)); }

Expr reshape(const Operand& x, const std::vector<Dim>& sizes) {
  const Expr entries = x.expr();
  const Shape shape =
      detail::placed("reshape", x.where(), Exprs{entries}, [&] { return closed(entries.shape(), sizes); });
  return reshape(Operand(entries, x.where()), shape);
}

}  // namespace nabla
