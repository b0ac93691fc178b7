#include <nabla/autodiff/wide.hpp>

#include <algorithm>

#include <nabla/graph/leaf.hpp>
#include <nabla/graph/parameter.hpp>
#include <nabla/graph/rebuild.hpp>

namespace nabla::detail {
namespace {

DType widened(DType dtype) { return is_float(dtype) ? f64 : dtype; }

}  // namespace

Wide::Wide(const Exprs& narrow, const Exprs& wrt, std::function<Tensor(const Expr&)> value_of, Where where)
    : value_of_(std::move(value_of)), where_(where) {
  for (const Expr& x : wrt) points.push_back(leaf_for(x));
  outputs = rebuild(narrow, [&](const Expr& node, std::span<const Expr> operands) { return widen(node, operands); });
}

std::size_t Wide::position(const Expr& x) const {
  return static_cast<std::size_t>(std::find(inputs.begin(), inputs.end(), x) - inputs.begin());
}

Expr Wide::add_input(const std::string& name, const Type& type, Tensor value) {
  inputs.push_back(input(name + "." + std::to_string(inputs.size()), type.dtype, type.shape, where_));
  values.push_back(std::move(value));
  return inputs.back();
}

Expr Wide::leaf_for(const Expr& x) {
  for (std::size_t i = 0; i < replaced_.size(); ++i)
    if (replaced_[i] == x) return inputs[i];
  replaced_.push_back(x);
  return add_input(x.name().empty() ? "value" : x.name(), {widened(x.dtype()), x.shape()},
                   value_of_(x).cast(widened(x.dtype())));
}

Expr Wide::widen(const Expr& node, std::span<const Expr> operands) {
  const auto known = std::find(replaced_.begin(), replaced_.end(), node);
  if (known != replaced_.end()) return inputs[static_cast<std::size_t>(known - replaced_.begin())];
  if (leaf_as<Input>(node) || leaf_as<ParameterState>(node)) return leaf_for(node);
  return with_dtype(node, operands, f32, f64);
}

}  // namespace nabla::detail
