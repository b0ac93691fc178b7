#pragma once

#include <string>
#include <string_view>

#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>

namespace nabla::detail {

/// Calls body(); an Error without a place gets the function's name, the user's line and the operands, as make() does
/// for infer(): for functions that check more than the operations they are made of.
template <class Body>
auto placed(std::string_view name, Where where, const Exprs& operands, Body&& body) {
  try {
    return body();
  } catch (const Error& error) {
    if (error.where().known()) throw;
    throw Error(where, std::string(name) + ": " + error.message() + describe(operands));
  }
}

}  // namespace nabla::detail
