#include <nabla/runtime/evaluate_all.hpp>

#include <algorithm>
#include <array>
#include <mutex>

#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/near_names.hpp>
#include <nabla/graph/node_order.hpp>
#include <nabla/graph/statistics.hpp>
#include <nabla/runtime/bind_feeds.hpp>
#include <nabla/runtime/check.hpp>
#include <nabla/runtime/interpreter.hpp>
#include <nabla/runtime/locks.hpp>

namespace nabla {
namespace {

/// What is checked as for a Function is said of evaluate_all().
template <class Body>
auto as_own(Where where, Body&& body) {
  try {
    return body();
  } catch (const Error& error) {
    const std::string& text = error.message();
    if (!error.where().known() || (!text.starts_with("function: ") && !text.starts_with("call: "))) throw;
    throw Error(where, "evaluate_all" + text.substr(text.find(": ")));
  }
}

std::vector<Expr> parameters_of(const NodeOrder& nodes) {
  std::vector<Expr> parameters;
  for (const Expr* const node : nodes)
    if ((*node)->operands().empty() && leaf_as<ParameterState>(*node)) parameters.push_back(*node);
  return parameters;
}

}  // namespace

Values::Values(std::vector<Entry> entries) : entries_(std::move(entries)) {
  for (std::size_t i = 0; i < entries_.size(); ++i) places_.emplace(entries_[i].node->id(), i);
}

const Tensor& Values::operator[](const Expr& x) const {
  if (!x) throw Error("values: an empty Expr has no value");
  const auto found = places_.find(x->id());
  if (found == places_.end()) throw Error("values: the graph has no such node" + describe(std::array{x}));
  return entries_[found->second].value;
}

const Tensor& Values::operator[](std::string_view name) const {
  const Entry* found = nullptr;
  for (const Entry& entry : entries_) {
    if (entry.node.name() != name) continue;
    if (found)
      throw Error("values: two nodes are called " + quoted(name) + ": ask by expression" +
                  describe(std::array{found->node, entry.node}));
    found = &entry;
  }
  if (found) return found->value;
  std::vector<std::string_view> known;
  for (const Entry& entry : entries_)
    if (!entry.node.name().empty()) known.push_back(entry.node.name());
  throw Error("values: no node is called " + quoted(name) + (known.empty() ? "" : ": " + near_names(name, known)));
}

bool Values::contains(std::string_view name) const {
  return std::ranges::any_of(entries_, [&](const Entry& entry) { return entry.node.name() == name; });
}

Values evaluate_all(const Exprs& outputs, const Feeds& feeds, Where where) {
  Exprs inputs;
  std::vector<Tensor> tensors;
  for (const auto& [x, value] : feeds) {
    inputs.push_back(x);
    tensors.push_back(value);
  }
  as_own(where, [&] { detail::check({inputs, outputs, {}, where}, true); });
  const Bindings symbols = as_own(where, [&] { return detail::bind_feeds(inputs, tensors, where); });
  const detail::Interpreter interpreter(inputs, tensors, symbols);
  const NodeOrder nodes(outputs);
  const detail::ParameterLocks locks(parameters_of(nodes), {});
  const std::lock_guard lock(locks);
  std::vector<Values::Entry> entries;
  entries.reserve(nodes.size());
  std::vector<Tensor> operands;
  for (std::uint32_t place = 0; place < nodes.size(); ++place) {
    operands.clear();
    for (const std::uint32_t operand : nodes.operand_places(place)) operands.push_back(entries[operand].value);
    entries.push_back({nodes[place], interpreter.evaluate(nodes[place], operands)});
  }
  return Values(std::move(entries));
}

NodeNotes statistics_notes(const Values& values) {
  NodeNotes notes;
  notes.reserve(values.size());
  for (const auto& [node, value] : values) notes.push_back({node, {.text = to_string(statistics(value))}});
  return notes;
}

}  // namespace nabla
