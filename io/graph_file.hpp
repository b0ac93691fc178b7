#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nabla/graph/expr.hpp>
#include <nabla/graph/parameter.hpp>

namespace nabla {

/// A graph that a file holds, with its names. Inputs and parameters stand in the order of the text.
struct SavedGraph {
  Exprs inputs;
  std::vector<Parameter> parameters;
  Exprs outputs;

  /// The one of this name; Error with near names where there is none, or where two have it.
  const Expr& input(std::string_view name, Where where = Where::here()) const;
  const Parameter& parameter(std::string_view name, Where where = Where::here()) const;
  const Expr& output(std::string_view name, Where where = Where::here()) const;
};

/// Writes all that the outputs are made of: the graph as text at `path`, and beside it, where there are any, the values
/// of the parameters and of larger constants, as safetensors. docs/graph_file.md describes both.
///
///   save("model.nabla", {named(loss, "loss"), named(logits, "logits")});
///
/// Whoever loads `path`, also after a crash at any moment, finds the old graph with the old values or the new with the
/// new. The weights of what was there before are removed: two copies of a text must not share them. Error, with the
/// caller's line, for an operation that is not of the language (ops/table.hpp), such as a gradient of your own, and
/// when a file cannot be written; the old ones are then as they were.
void save(const std::string& path, const Exprs& outputs, Where where = Where::here());

/// Reads what save() wrote, or you: the same text and values, bit for bit, in any locale. Parameters are new ones, with
/// the values of the file. Error, with the line and column, for anything that is not a graph: "model.nabla:7:30: there
/// is no operation "reluu"; did you mean "relu"?".
SavedGraph load(const std::string& path, Where where = Where::here());

}  // namespace nabla
