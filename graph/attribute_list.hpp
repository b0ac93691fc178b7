#pragma once
// Private: attributes as a graph's text shows them, and reads them back.

#include <string>

#include <nabla/graph/op.hpp>

namespace nabla {

/// " {axis = -1, label = "a, b"}", or nothing where there are none. A value is in quotes when it could be taken for
/// something else: one that is not made of letters, digits, blanks and `_.+-*`, or a list of such in brackets.
std::string attribute_list(const Op& op);

}  // namespace nabla
