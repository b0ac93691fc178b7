#include <algorithm>
#include <map>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <nabla/graph/debug_print.hpp>
#include <nabla/graph/formula.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/runtime/flops.hpp>

#include "commands.hpp"
#include "feeds.hpp"
#include "json.hpp"
#include "model.hpp"

namespace nabla::tool {
namespace {

struct Options {
  std::string file, out;
  std::vector<std::string> outputs;
  bool tree = false, formula = false, latex = false, summary = false;
  bool types = false, where = false, json = false;
  std::size_t max_lines = static_cast<std::size_t>(-1);
  FeedOptions feeds;  // the sizes alone
};

/// What a graph consists of.
struct Summary {
  struct Leaf {
    std::string name;
    Type type;
    std::size_t entries = 0, bytes = 0;  // of parameters
  };
  std::size_t nodes = 0, gradient_nodes = 0;
  std::map<std::string, std::size_t> operations;
  std::vector<Leaf> inputs, parameters, outputs;
  std::vector<std::pair<std::string, std::int64_t>> sizes;
  double flops = 0;

  std::size_t parameter_entries() const { return total(&Leaf::entries); }
  std::size_t parameter_bytes() const { return total(&Leaf::bytes); }

 private:
  std::size_t total(std::size_t Leaf::*part) const {
    std::size_t sum = 0;
    for (const Leaf& leaf : parameters) sum += leaf.*part;
    return sum;
  }
};

Summary summary_of(const Exprs& outputs, const FeedOptions& feeds) {
  Summary summary;
  const std::vector<Expr> nodes = nodes_of(outputs);
  const Bindings sizes = sizes_of(nodes, feeds);
  summary.nodes = nodes.size();
  summary.sizes = sizes.all();
  for (const Expr& x : nodes) {
    if (x->is_gradient()) ++summary.gradient_nodes;
    ++summary.operations[std::string(x->op().name())];
    summary.flops += flops(x, sizes);
    if (x->op().name() == "input") summary.inputs.push_back({x->name(), x.type()});
    if (const auto* const parameter = leaf_as<ParameterState>(x)) {
      const Tensor value = parameter->read();
      summary.parameters.push_back({x->name(), x.type(), value.elements(), value.bytes()});
    }
  }
  for (const Expr& output : outputs) summary.outputs.push_back({name_of(output, nodes), output.type()});
  return summary;
}

std::string bytes_text(std::size_t bytes) {
  if (bytes < 10000) return fmt::format("{} bytes", bytes);
  return bytes < 10000000 ? fmt::format("{:.1f} kB", 1e-3 * static_cast<double>(bytes))
                          : fmt::format("{:.1f} MB", 1e-6 * static_cast<double>(bytes));
}

std::string sizes_text(const Summary& summary) {
  std::string text;
  for (const auto& [symbol, size] : summary.sizes)
    text += fmt::format("{}{} = {}", text.empty() ? ", for " : ", ", symbol, size);
  return text;
}

std::string to_text(const Summary& summary) {
  std::string text = fmt::format("{} nodes", summary.nodes);
  if (summary.gradient_nodes > 0) text += fmt::format(", {} of them of a gradient", summary.gradient_nodes);
  text += fmt::format("\n{} parameters with {} entries, {}\n{:.6g} FLOPs{}\n", summary.parameters.size(),
                      summary.parameter_entries(), bytes_text(summary.parameter_bytes()), summary.flops,
                      sizes_text(summary));
  const auto leaves = [&](const char* title, const std::vector<Summary::Leaf>& list) {
    if (!list.empty()) text += fmt::format("\n{}\n", title);
    for (const Summary::Leaf& leaf : list) {
      text += fmt::format("  {} : {}", leaf.name, to_string(leaf.type));
      text += leaf.bytes > 0 ? fmt::format("  {}\n", bytes_text(leaf.bytes)) : "\n";
    }
  };
  leaves("inputs", summary.inputs);
  leaves("parameters", summary.parameters);
  leaves("outputs", summary.outputs);
  text += "\noperations\n";
  std::vector<std::pair<std::string, std::size_t>> operations(summary.operations.begin(), summary.operations.end());
  std::ranges::stable_sort(operations, std::greater(), &std::pair<std::string, std::size_t>::second);
  for (const auto& [name, count] : operations) text += fmt::format("{:>6} {}\n", count, name);
  return text;
}

Json to_json(const Summary& summary) {
  const auto leaves = [](const std::vector<Summary::Leaf>& list, bool has_value) {
    Json json = Json::array();
    for (const Summary::Leaf& leaf : list) {
      json.push_back({{"name", leaf.name}, {"type", to_string(leaf.type)}});
      if (has_value) json.back().update({{"entries", leaf.entries}, {"bytes", leaf.bytes}});
    }
    return json;
  };
  Json sizes = Json::object();
  for (const auto& [symbol, size] : summary.sizes) sizes[symbol] = size;
  return {{"nodes", summary.nodes},
          {"gradient_nodes", summary.gradient_nodes},
          {"parameter_entries", summary.parameter_entries()},
          {"parameter_bytes", summary.parameter_bytes()},
          {"flops", summary.flops},
          {"sizes", sizes},
          {"inputs", leaves(summary.inputs, false)},
          {"parameters", leaves(summary.parameters, true)},
          {"outputs", leaves(summary.outputs, false)},
          {"operations", summary.operations}};
}

/// For each output, on lines of its own.
template <class Write>
std::string each(const Exprs& outputs, Write write) {
  std::string text;
  for (const Expr& output : outputs) {
    text += write(output);
    if (!text.ends_with('\n')) text += '\n';
  }
  return text;
}

std::string text_of(const Model& model, const Options& o) {
  const Exprs outputs = model.outputs(o.outputs);
  const FormulaOptions lines{.max_lines = o.max_lines};
  if (o.tree) return debug_print(outputs, {.types = o.types, .where = o.where, .max_lines = o.max_lines});
  if (o.formula) return each(outputs, [&](const Expr& output) { return pp(output, lines); });
  if (o.latex) return each(outputs, [&](const Expr& output) { return to_latex(output, lines); });
  if (!o.summary) return nabla::to_text(outputs, {.max_lines = o.max_lines, .where = o.where});
  const Summary summary = summary_of(outputs, o.feeds);
  return o.json ? json_text(to_json(summary)) : to_text(summary);
}

}  // namespace

Action show(CLI::App& command) {
  const auto o = std::make_shared<Options>();
  add_file(command, o->file);
  CLI::Option_group& forms = *command.add_option_group("form", "how it is shown; as text, a line a node, without any");
  forms.add_flag("--tree", o->tree, "as trees, an operation above its operands");
  forms.add_flag("--formula", o->formula, "as it is written by hand");
  forms.add_flag("--latex", o->latex, "the same for LaTeX, with amsmath");
  CLI::Option* const summary =
      forms.add_flag("--summary", o->summary, "nodes by operation, parameters and their bytes, FLOPs of a call");
  forms.require_option(0, 1);
  add_outputs(command, o->outputs);
  command.add_flag("--types", o->types, "types in the tree");
  command.add_flag("--where", o->where, "the lines of the program that made the nodes");
  command.add_option("--max-lines", o->max_lines, "of a larger graph only so much is shown")
      ->type_name("N")
      ->check(whole_number());
  add_sizes(command, o->feeds);
  command.add_flag("--json", o->json, "the summary as JSON")->needs(summary);
  add_out(command, o->out, "where to, instead of the standard output");
  return [o] {
    write_out(o->out, text_of(Model(o->file), *o));
    return int{success};
  };
}

}  // namespace nabla::tool
