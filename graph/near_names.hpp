#pragma once
// Private: for errors about names.

#include <span>
#include <string>
#include <string_view>

namespace nabla {

/// "did you mean "log1p" or "log1mexp"?": the nearest of the known names, at most three, by the number of letters to
/// insert, leave out or exchange; "there are "cse", ..." with all where none is near.
std::string near_names(std::string_view wrong, std::span<const std::string_view> known);

}  // namespace nabla
