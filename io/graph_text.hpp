#pragma once
// Private: a graph as a file's text, wherever that goes to or comes from.

#include <functional>
#include <string>
#include <string_view>

#include <nabla/io/graph_file.hpp>
#include <nabla/io/safetensors.hpp>

namespace nabla {

constexpr std::uint64_t graph_text_version = 1;

/// The line that says where the weights are: a file in the same folder, and the Checksum::id() of its bytes, which may
/// be left out.
struct WeightsLine {
  std::string file, id;
};

/// The lines of the nodes and of the outputs, and the values that are not among them.
struct GraphText {
  std::string lines;
  Safetensors weights;
};

/// Error, without a place, for an operation that no file can hold.
GraphText write_graph_text(const Exprs& outputs);

/// The text of a file: version, weights line (none without a file), lines, checksum.
std::string complete_text(const std::string& lines, const WeightsLine& weights);

/// Reads complete_text(); `open` gets the weights where a line names them. `name` is what errors call the text.
SavedGraph read_graph_text(std::string_view text, const std::string& name,
                           const std::function<Safetensors(const WeightsLine&)>& open);

}  // namespace nabla
