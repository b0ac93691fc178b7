#pragma once
// Private: types as a file's text has them, from someone who may mean harm.

#include <string_view>

#include <nabla/graph/type.hpp>

namespace nabla {

/// "f32[batch, 784]". Error, without a place, for what is no type, for sizes whose product overflows, and for symbolic
/// sizes that limit_symbols() refuses.
Type parse_type(std::string_view text);

/// Error for sizes, or an attribute, whose polynomials could take long to multiply out: more than 1024 terms in the
/// product of all, or more than 1024 factors.
void limit_symbols(std::string_view text);

}  // namespace nabla
