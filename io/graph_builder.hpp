#pragma once
// Private: makes the nodes that the lines of a text describe.

#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nabla/graph/scope.hpp>
#include <nabla/io/graph_file.hpp>
#include <nabla/io/safetensors.hpp>
#include <nabla/io/text_cursor.hpp>

namespace nabla {

class GraphBuilder {
 public:
  /// `weights_name` is what errors call the weights; empty when the text names none.
  GraphBuilder(TextCursor& cursor, Safetensors weights, std::string weights_name)
      : cursor_(cursor), weights_(std::move(weights)), weights_name_(std::move(weights_name)) {}

  /// "%2 : f32[batch, 512] = matmul %0, %1 {transpose_a = false, transpose_b = false} "z" at "model.cpp":41"
  void node();
  /// "%3, %5", behind "return".
  void outputs();
  /// What refers to later lines, and what nothing referred to. `weights_line` is where the text names the weights.
  void finish(std::size_t weights_line);

  SavedGraph graph;

 private:
  /// A node before it is made.
  struct Line {
    std::size_t type_at = 0, op_at = 0, attrs_at = 0;
    Type type;
    std::string op, name;
    Exprs operands;
    std::string constant;
    std::vector<std::pair<std::string, std::string>> attrs;
  };
  /// Where a node was born, for as long as it takes.
  struct Place {
    Where where;
    std::optional<Scope> scope;
  };
  struct Origin {
    Expr node;
    std::uint64_t label;
    std::size_t at;
  };

  const Expr& reference();
  Exprs references();
  [[noreturn]] void missing(std::uint64_t label, std::size_t at);
  void read_attributes(Line& line);
  Where read_where();
  void read_place(Place& place);
  void read_gradient(const Expr& node);
  /// The value that the weights have for the line; its key is read, or the line's name.
  Tensor weight(const Line& line);
  Expr make(Line& line);
  Expr make_leaf(Line& line);
  Expr make_operation(const Line& line);
  Expr make_constant(const Line& line);
  [[noreturn]] void unknown_operation(const Line& line);

  TextCursor& cursor_;
  Safetensors weights_;
  std::string weights_name_;
  std::unordered_map<std::string, bool> used_weights_;
  std::unordered_map<std::uint64_t, Expr> nodes_;
  std::vector<Origin> origins_;
  std::uint64_t label_ = 0;  // of the line that is read
};

/// For a label that no line before has: " %3 -> %5 -> %3" where the text's lines go round in a circle from it, empty
/// otherwise; and whether a later line has it.
std::pair<std::string, bool> find_cycle(std::string_view text, std::uint64_t from, std::uint64_t label);

}  // namespace nabla
