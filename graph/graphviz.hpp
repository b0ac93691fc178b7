#pragma once
// Private: Graphviz is a program, not a library, here.

#include <string>

namespace nabla {

/// Runs dot on the graph in the file `from`, for a picture in the file `to` of the format "svg", "png" or "pdf". The
/// reason where there is no picture, else empty: dot is missing, fails, or takes longer than `seconds`.
std::string run_dot(const std::string& format, const std::string& from, const std::string& to, double seconds);

}  // namespace nabla
