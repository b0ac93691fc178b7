#include <nabla/graph/leaf.hpp>

#include <shared_mutex>
#include <stdexcept>

namespace nabla {

void Leaf::eval(Views, const Out&) const { throw std::logic_error("a leaf's value comes from outside the plan"); }

Constant::Constant(Tensor value) : Leaf({value.dtype(), Shape(value.sizes())}), value_(std::move(value)) {}

bool Constant::equals(const Op& other) const {
  const auto* const constant = dynamic_cast<const Constant*>(&other);
  return constant && same_bits(value_, constant->value_);
}

bool SizeOf::equals(const Op& other) const {
  const auto* const size = dynamic_cast<const SizeOf*>(&other);
  return size && size->dim_ == dim_ && size->type() == type();
}

ParameterState::ParameterState(Tensor v) : Leaf({v.dtype(), Shape(v.sizes())}), value(std::move(v)) {}

Tensor ParameterState::read() const {
  const std::shared_lock lock(mutex);
  return value;
}

Expr size_of(const Dim& dim, DType dtype, Where where) {
  if (dim.is_constant()) return constant(Tensor::full(dtype, {}, static_cast<double>(dim.constant())), where);
  return make(make_ref<const SizeOf>(dim, dtype), {}, where);
}

}  // namespace nabla
