#pragma once
// Private: the frames of a picture.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <nabla/graph/dag.hpp>

namespace nabla {

/// The scopes of a graph's nodes as a tree, numbered from 0, the page; parents have smaller numbers. Where the gradient
/// stands apart, a frame of its own holds its nodes and their scopes.
class ScopeTree {
 public:
  static constexpr std::uint32_t page = 0;

  struct Frame {
    std::string name;  // "layer1"
    std::string path;  // "encoder/layer1"; empty for the page and for the gradient's frame
    std::uint32_t parent = page;
    std::uint32_t depth = 0;  // of scopes: 1 is an outermost one
    bool is_gradient = false;
  };

  /// `order` has the vertices that count, each once.
  ScopeTree(const Dag& dag, const std::vector<Vertex>& order, bool gradient_apart);

  std::size_t size() const { return frames_.size(); }
  const Frame& operator[](std::uint32_t frame) const { return frames_[frame]; }
  /// The innermost frame of a vertex.
  std::uint32_t of(Vertex v) const { return frame_of_[v]; }
  /// The frame and those around it, outermost first, without the page.
  std::vector<std::uint32_t> chain(std::uint32_t frame) const;

 private:
  std::uint32_t child(std::uint32_t parent, const std::string& name, Frame frame);

  std::vector<Frame> frames_{Frame{}};
  std::map<std::pair<std::uint32_t, std::string>, std::uint32_t> children_;
  std::vector<std::uint32_t> frame_of_;
};

/// For each frame the first of those beside it that are built alike: the same operations with the same attributes and
/// types, on the same operands within. A frame like no other is its own.
std::vector<std::uint32_t> alike(const ScopeTree& tree, const Dag& dag, const std::vector<Vertex>& order);

}  // namespace nabla
