#pragma once
// Private: where a path leads.

#include <string>

namespace nabla {

/// The path with symbolic links at its end followed, also one that dangles: the file itself, which can be replaced and
/// has its neighbours beside it. Error, without a place, for a path that is empty, has a NUL byte, or whose links go
/// round in a circle.
std::string followed(const std::string& path);

/// The folder of a path, "." for a bare name; and the name in it.
std::string folder_of(const std::string& path);
std::string name_in_folder(const std::string& path);

}  // namespace nabla
