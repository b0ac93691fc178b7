#pragma once

#include <nabla/graph/error.hpp>
#include <nabla/graph/expr.hpp>

namespace nabla::detail {

/// The error with the node's line, its operation's name and the table of its operands, as errors of building a node
/// have them; an error that has a place is given back as it is.
Error locate(const Error& error, const Expr& node);

}  // namespace nabla::detail
