#include "model.hpp"

#include <algorithm>
#include <charconv>
#include <iostream>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/graph/near_names.hpp>
#include <nabla/io/atomic_file.hpp>

namespace nabla::tool {
namespace {

/// The leaves that are floats and needed.
Exprs floats_below(const Exprs& leaves, const Exprs& outputs) {
  const Dag dag = freeze(outputs);
  Exprs found;
  for (const Expr& leaf : leaves)
    if (is_float(leaf.dtype()) && contains(dag, leaf)) found.push_back(leaf);
  return found;
}

Expr node_numbered(const std::vector<Expr>& nodes, std::string_view name) {
  std::size_t number = 0;
  const auto [end, problem] = std::from_chars(name.data() + 1, name.data() + name.size(), number);
  if (problem != std::errc() || end != name.data() + name.size() || number >= nodes.size())
    throw Error(fmt::format("there is no node {}: they are %0 to %{}", escaped(name), nodes.size() - 1));
  return nodes[number];
}

}  // namespace

Model::Model(const std::string& path) : graph_(load(path, Where{})) {}

Exprs Model::outputs(const std::vector<std::string>& names) const {
  if (names.empty()) return graph_.outputs;
  Exprs outputs;
  for (const std::string& name : names) outputs.push_back(node(name));
  return outputs;
}

Expr Model::node(std::string_view name) const {
  const std::vector<Expr> nodes = nodes_of(graph_.outputs);
  if (name.starts_with('%')) return node_numbered(nodes, name);
  Expr found;
  std::vector<std::string_view> names;
  for (const Expr& x : nodes) {
    if (x.name().empty()) continue;
    names.push_back(x.name());
    if (x.name() != name) continue;
    if (found)
      throw Error(fmt::format("more than one node is called {}: \"nabla show\" numbers them", nabla::quoted(name)));
    found = x;
  }
  if (found) return found;
  throw Error(fmt::format("there is no node {}; {}", nabla::quoted(name),
                          names.empty() ? "none has a name: \"nabla show\" numbers them" : near_names(name, names)));
}

Exprs Model::float_parameters(const Exprs& outputs) const { return floats_below(Exprs(graph_.parameters), outputs); }
Exprs Model::float_inputs(const Exprs& outputs) const { return floats_below(graph_.inputs, outputs); }

void add_file(CLI::App& command, std::string& path) {
  command.add_option("FILE", path, "a graph that save() wrote, model.nabla")->required();
}

void add_outputs(CLI::App& command, std::vector<std::string>& names) {
  command.add_option("--output", names, "a node instead of the graph's outputs, by name or as %3; may come again")
      ->type_name("NODE")
      ->allow_extra_args(false);
}

void add_out(CLI::App& command, std::string& path, const std::string& about) {
  command.add_option("-o,--out", path, about)->type_name("FILE");
}

void write_out(const std::string& path, const std::string& text) {
  if (path.empty() || path == "-") {
    std::cout << text;
    return;
  }
  AtomicFile file(path, Where{});
  file.write(text);
  file.commit();
}

std::vector<Expr> nodes_of(const Exprs& outputs) {
  const Dag dag = freeze(outputs);
  std::vector<Expr> nodes;
  for (const Vertex v : operands_first(dag)) nodes.push_back(dag[v]);
  return nodes;
}

std::string name_of(const Expr& x, const std::vector<Expr>& nodes) {
  if (!x.name().empty()) return x.name();
  return fmt::format("%{}", std::ranges::find(nodes, x) - nodes.begin());
}

}  // namespace nabla::tool
