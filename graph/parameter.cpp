#include <nabla/graph/parameter.hpp>

#include <mutex>

#include <nabla/graph/error.hpp>
#include <nabla/graph/factory.hpp>
#include <nabla/graph/leaf.hpp>

namespace nabla {

Parameter::Parameter(std::string name, Tensor value, Where where) {
  if (name.empty())
    throw Error(where, "parameter: a name is needed, it is what gradients, files and errors call it by");
  leaf_ = NodeFactory::make(make_ref<const ParameterState>(value.owned()), {}, where, std::move(name));
}

ParameterState& Parameter::state() const {
  // The leaf is const as all nodes are; what a parameter holds is meant to change.
  return const_cast<ParameterState&>(*leaf_as<ParameterState>(leaf_));
}

Tensor Parameter::value() const { return state().read(); }

void Parameter::set_value(Tensor value) const {
  const Type given{value.dtype(), Shape(value.sizes())};
  if (given != type())
    throw Error(leaf_->where(), "parameter \"" + name() + "\" is " + to_string(type()) + ", not " + to_string(given));
  value = value.owned();
  const std::unique_lock lock(state().mutex);
  state().value = std::move(value);
}

}  // namespace nabla
