// Any bytes are a graph, which then is written and read back alike, or an Error.

#include <cstdlib>

#include <nabla/graph/error.hpp>
#include <nabla/io/graph_text.hpp>

using namespace nabla;

namespace {

Safetensors some_weights() {
  Safetensors weights;
  weights.tensors.emplace("W", Tensor::ones(f32, {2}));
  return weights;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  SavedGraph graph;
  try {
    graph = read_graph_text(text, "fuzz", [](const WeightsLine&) { return some_weights(); });
  } catch (const Error&) {
    return 0;
  }
  const GraphText first = write_graph_text(graph.outputs);
  const WeightsLine line{first.weights.tensors.empty() ? "" : "w", ""};
  const SavedGraph again =
      read_graph_text(complete_text(first.lines, line), "again", [&](const WeightsLine&) { return first.weights; });
  if (write_graph_text(again.outputs).lines != first.lines) std::abort();
  return 0;
}
