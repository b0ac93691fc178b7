#pragma once

#include <string>

#include <nabla/graph/dot.hpp>

namespace nabla {

/// Draws the graph below `outputs` into a .svg, .png or .pdf file, by Graphviz's program `dot`. The picture is there
/// when it is complete, never a part of it. Error for another extension, and where `dot` is missing, fails, or takes
/// longer than `seconds`; the graph is then kept beside the picture's place, model.dot for model.svg.
void render(const std::string& path, const Exprs& outputs, const DotOptions& options = {}, double seconds = 60);

}  // namespace nabla
