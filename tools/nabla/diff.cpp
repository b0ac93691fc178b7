#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <sstream>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <nabla/graph/attribute_list.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/runtime/function.hpp>

#include "commands.hpp"
#include "feeds.hpp"
#include "json.hpp"
#include "model.hpp"
#include "terminal.hpp"

namespace nabla::tool {
namespace {

struct Options {
  std::string old_file, new_file;
  bool values = false, json = false;
  double tolerance = 0;
  FeedOptions feeds;
};

/// Gives nodes of two graphs the same number where they compute the same of leaves of the same names. Lines, scopes and
/// the names of other nodes do not count, nor do the values of parameters.
class Structures {
 public:
  struct Graph {
    struct Node {
      std::size_t number = 0;
      std::vector<std::size_t> operands;  // their numbers
    };
    std::vector<Node> nodes;           // in the order of the text
    std::vector<std::size_t> outputs;  // their numbers
  };

  Graph add(const Exprs& outputs) {
    Graph graph;
    std::map<std::uint64_t, std::size_t> number_of;  // by node id
    for (const Expr& x : nodes_of(outputs)) {
      std::string key = key_of(x);
      Graph::Node node;
      for (const Expr& operand : x->operands()) {
        node.operands.push_back(number_of.at(operand->id()));
        key += fmt::format(" #{}", node.operands.back());
      }
      const std::size_t number = numbers_.emplace(std::move(key), numbers_.size()).first->second;
      number_of[x->id()] = node.number = number;
      graph.nodes.push_back(std::move(node));
    }
    for (const Expr& output : outputs) graph.outputs.push_back(number_of.at(output->id()));
    return graph;
  }

 private:
  static std::string key_of(const Expr& x) {
    std::string key = fmt::format("{} : {}{}", x->op().name(), to_string(x.type()), attribute_list(x->op()));
    if (x->op().arity() == 0 && !x.name().empty()) key += fmt::format(" {} {}", x.name().size(), x.name());
    if (const auto* const c = leaf_as<Constant>(x)) {
      const View value = c->value().view();
      key.append(reinterpret_cast<const char*>(value.data), value.bytes());
    }
    return key;
  }

  std::map<std::string, std::size_t> numbers_;
};

/// What one graph has and the other has not, or not so often.
struct Surplus {
  std::vector<std::string> lines;  // of nodes whose operands the other has
  std::size_t users = 0;           // nodes that are others because their operands are
};

Surplus surplus(const Exprs& outputs, const Structures::Graph& graph, const Structures::Graph& other) {
  std::map<std::size_t, std::size_t> left;  // number -> how often the other has it
  for (const Structures::Graph::Node& node : other.nodes) ++left[node.number];
  const std::map<std::size_t, std::size_t> there = left;
  Surplus found;
  std::istringstream text(nabla::to_text(outputs));
  std::string line;
  for (const Structures::Graph::Node& node : graph.nodes) {
    std::getline(text, line);
    if (const auto same = left.find(node.number); same != left.end() && same->second > 0)
      --same->second;
    else if (std::ranges::all_of(node.operands, [&](std::size_t operand) { return there.contains(operand); }))
      found.lines.push_back(line);
    else
      ++found.users;
  }
  return found;
}

/// How far two values are apart.
struct Distance {
  std::string name;
  std::string mismatch;               // of their types, if so
  double absolute = 0, relative = 0;  // the largest of an entry; relative to the larger of both
  std::size_t entries = 0;            // that differ by more than the tolerance

  bool differs() const { return !mismatch.empty() || entries > 0; }
};

Distance distance(std::string name, const Tensor& a, const Tensor& b, double tolerance) {
  Distance d{.name = std::move(name), .mismatch = {}};
  const auto type = [](const Tensor& x) { return std::string(to_string(x.dtype())) + to_string(x.sizes()); };
  if (a.dtype() != b.dtype() || a.sizes() != b.sizes()) {
    d.mismatch = type(a) + " and " + type(b);
    return d;
  }
  dispatch(a.dtype(), [&]<class T>() {
    const auto left = a.span<T>(), right = b.span<T>();
    for (std::size_t i = 0; i < left.size(); ++i) {
      const auto x = static_cast<double>(left[i]), y = static_cast<double>(right[i]);
      if (left[i] == right[i] || (std::isnan(x) && std::isnan(y))) continue;
      const double gap = std::isnan(x - y) ? std::numeric_limits<double>::infinity() : std::abs(x - y);
      const double scale = std::max(std::abs(x), std::abs(y));
      const double relative = std::isinf(gap) || scale == 0 ? gap : gap / scale;
      d.absolute = std::max(d.absolute, gap);
      d.relative = std::max(d.relative, relative);
      if (relative > tolerance) ++d.entries;
    }
  });
  return d;
}

struct Difference {
  Surplus removed, added;  // of the first and of the second graph
  bool same_outputs = true;
  std::vector<Distance> parameters;  // that differ, of those that both have
  std::vector<Distance> values;      // of the outputs, where asked

  bool any() const {
    return !removed.lines.empty() || !added.lines.empty() || !same_outputs || !parameters.empty() ||
           std::ranges::any_of(values, &Distance::differs);
  }
};

std::vector<Distance> parameter_distances(const SavedGraph& a, const SavedGraph& b, double tolerance) {
  std::vector<Distance> distances;
  for (const Parameter& parameter : a.parameters) {
    const auto other = std::ranges::find(b.parameters, parameter.name(), &Parameter::name);
    if (other == b.parameters.end()) continue;
    Distance d = distance(parameter.name(), parameter.value(), other->value(), tolerance);
    if (d.differs()) distances.push_back(std::move(d));
  }
  return distances;
}

/// The outputs of both for the same feeds.
std::vector<Distance> value_distances(const SavedGraph& a, const SavedGraph& b, const Options& o) {
  if (a.outputs.size() != b.outputs.size())
    throw Error(fmt::format("the graphs have {} and {} outputs: their values cannot be compared", a.outputs.size(),
                            b.outputs.size()));
  const FunctionOptions options{.allow_unused_inputs = true};
  const Feeds feeds = feeds_of(a.inputs, o.feeds);
  std::vector<Tensor> others;
  for (const Expr& x : b.inputs) {
    const auto same = std::ranges::find_if(feeds, [&](const auto& feed) { return feed.first.name() == x.name(); });
    if (same == feeds.end()) throw Error(fmt::format("the first graph has no input {}", nabla::quoted(x.name())));
    others.push_back(same->second);
  }
  const std::vector<Tensor> left = Function(a.inputs, a.outputs, {}, options, Where{}).call(values_of(feeds));
  const std::vector<Tensor> right = Function(b.inputs, b.outputs, {}, options, Where{}).call(others);
  const std::vector<Expr> nodes = nodes_of(a.outputs);
  std::vector<Distance> distances;
  for (std::size_t i = 0; i < left.size(); ++i)
    distances.push_back(distance(name_of(a.outputs[i], nodes), left[i], right[i], o.tolerance));
  return distances;
}

Difference difference(const SavedGraph& a, const SavedGraph& b, const Options& o) {
  Structures structures;
  const Structures::Graph left = structures.add(a.outputs), right = structures.add(b.outputs);
  return {.removed = surplus(a.outputs, left, right),
          .added = surplus(b.outputs, right, left),
          .same_outputs = left.outputs == right.outputs,
          .parameters = parameter_distances(a, b, o.tolerance),
          .values = o.values ? value_distances(a, b, o) : std::vector<Distance>()};
}

std::string to_text(const char* what, const Distance& d) {
  if (!d.mismatch.empty()) return fmt::format("{} {}: {}\n", what, d.name, d.mismatch);
  if (d.absolute == 0) return fmt::format("{} {}: equal\n", what, d.name);
  return fmt::format("{} {}: {} entries differ by more than the tolerance; at most {:.3g}, {:.3g} relative\n", what,
                     d.name, d.entries, d.absolute, d.relative);
}

std::string to_text(const Difference& difference) {
  std::string text;
  for (const std::string& line : difference.removed.lines) text += red("- " + line) + "\n";
  for (const std::string& line : difference.added.lines) text += green("+ " + line) + "\n";
  if (const std::size_t removed = difference.removed.users, added = difference.added.users; removed + added > 0)
    text += fmt::format("other by their operands alone: {} of the first graph, {} of the second\n", removed, added);
  if (!difference.same_outputs) text += "the outputs differ\n";
  for (const Distance& d : difference.parameters) text += to_text("parameter", d);
  for (const Distance& d : difference.values) text += to_text("output", d);
  return text.empty() ? "no difference\n" : text;
}

Json to_json(const std::vector<Distance>& distances) {
  Json json = Json::array();
  for (const Distance& d : distances)
    json.push_back({{"name", d.name},
                    {"types", d.mismatch},
                    {"entries", d.entries},
                    {"absolute", d.absolute},
                    {"relative", d.relative}});
  return json;
}

Json to_json(const Difference& difference) {
  return {{"same", !difference.any()},
          {"removed", difference.removed.lines},
          {"removed_by_operands", difference.removed.users},
          {"added", difference.added.lines},
          {"added_by_operands", difference.added.users},
          {"same_outputs", difference.same_outputs},
          {"parameters", to_json(difference.parameters)},
          {"values", to_json(difference.values)}};
}

}  // namespace

Action diff(CLI::App& command) {
  const auto o = std::make_shared<Options>();
  command.add_option("OLD", o->old_file, "a graph that save() wrote")->required();
  command.add_option("NEW", o->new_file, "another")->required();
  CLI::Option* const values =
      command.add_flag("--values", o->values, "compares the outputs, too, for the same given or random values");
  command.add_option("--tolerance", o->tolerance, "relative differences up to this do not count")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  add_feeds(command, o->feeds);
  command.add_flag("--json", o->json, "as JSON");
  for (const char* const name : {"--feed", "--size", "--integers", "--seed"}) command.get_option(name)->needs(values);
  return [o] {
    const Model old_model(o->old_file), new_model(o->new_file);
    const Difference found = difference(old_model.graph(), new_model.graph(), *o);
    write_out({}, o->json ? json_text(to_json(found)) : to_text(found));
    return found.any() ? differs : success;
  };
}

}  // namespace nabla::tool
