#pragma once

#include <span>
#include <string>

#include <nabla/graph/expr.hpp>
#include <nabla/runtime/updates.hpp>

namespace nabla::detail {

/// What a Function is made of.
struct FunctionParts {
  std::span<const Expr> inputs;
  std::span<const Expr> outputs;
  std::span<const Updates::Update> updates;
  Where where;
};

/// Error, at the Function's line, for what cannot be called: an input that is no input leaf, comes twice or shares its
/// name with another; an input that is needed but not given, with a way from it to an output; one that is not needed
/// (unless allowed); a symbolic size that no input can tell.
void check(const FunctionParts& parts, bool allow_unused_inputs);

}  // namespace nabla::detail
