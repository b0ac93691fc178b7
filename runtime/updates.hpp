#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include <nabla/graph/operand.hpp>
#include <nabla/graph/parameter.hpp>

namespace nabla {

/// New values that a Function gives to parameters at each call, all at once: right-hand sides and outputs see the old
/// values, so that `set(a, b)` with `set(b, a)` swaps.
class Updates {
 public:
  struct Update {
    Parameter parameter;
    Expr value;
    Where where;
  };

  /// A number stands for a constant of the parameter's dtype. Error, with the line of this call, when the value's type
  /// is not the parameter's and when the parameter has a new value already.
  void set(const Parameter& parameter, const Operand& value);

  std::span<const Update> all() const { return updates_; }

 private:
  std::vector<Update> updates_;
  std::unordered_map<std::uint64_t, std::size_t> by_parameter_;  // its node's id -> the place in updates_
};

}  // namespace nabla
