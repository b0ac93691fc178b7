#include <nabla/runtime/updates.hpp>

#include <array>

#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>

namespace nabla {

void Updates::set(const Parameter& parameter, const Operand& value) {
  const Expr fresh = value.as(parameter.type().dtype);
  const std::string name = "update: parameter \"" + parameter.name() + "\"";
  if (fresh.type() != parameter.type())
    throw Error(value.where(), name + " is " + to_string(parameter.type()) + ", its new value " +
                                   to_string(fresh.type()) + describe(std::array{parameter.expr(), fresh}));
  const auto [known, is_first] = by_parameter_.try_emplace(parameter.expr()->id(), updates_.size());
  if (!is_first)
    throw Error(value.where(), name + " has a new value already, set at " + to_string(updates_[known->second].where));
  updates_.push_back({parameter, fresh, value.where()});
}

}  // namespace nabla
