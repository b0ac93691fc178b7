#include <nabla/runtime/check.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <unordered_map>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/leaf.hpp>

namespace nabla::detail {
namespace {

std::string quoted(const Expr& x) { return "\"" + x.name() + "\""; }

std::vector<Expr> targets_of(const FunctionParts& parts) {
  std::vector<Expr> targets(parts.outputs.begin(), parts.outputs.end());
  for (const Updates::Update& update : parts.updates) targets.push_back(update.value);
  return targets;
}

class Checker {
 public:
  explicit Checker(const FunctionParts& parts) : parts_(parts) {}

  void check(bool allow_unused_inputs) {
    check_handles();
    check_leaves();
    check_names();
    dag_ = freeze(targets_of(parts_));
    order_ = operands_first(dag_);
    check_missing();
    if (!allow_unused_inputs) check_unused();
    check_symbols();
  }

 private:
  [[noreturn]] void fail(const std::string& message) const { throw Error(parts_.where, "function: " + message); }

  void check_handles() const {
    const auto empty = [](const Expr& x) { return !x; };
    if (std::ranges::any_of(parts_.inputs, empty)) fail("an input is an empty Expr");
    if (std::ranges::any_of(parts_.outputs, empty)) fail("an output is an empty Expr");
  }

  void check_leaves() const {
    for (std::size_t i = 0; i < parts_.inputs.size(); ++i)
      if (const Expr& x = parts_.inputs[i]; !leaf_as<Input>(x))
        fail("entry " + std::to_string(i + 1) + " of the inputs is not an input() but of operation \"" +
             std::string(x->op().name()) + "\"" + describe(std::array{x}));
  }

  void check_names() const {
    std::unordered_map<std::string_view, Expr> named;
    for (const Expr& x : parts_.inputs) {
      const auto [first, fresh] = named.try_emplace(x.name(), x);
      if (fresh) continue;
      if (first->second == x) fail("input " + quoted(x) + " is given twice");
      fail("two inputs are called " + quoted(x) + describe(std::array{first->second, x}));
    }
  }

  void check_missing() const {
    std::vector<Expr> missing;
    for (const Vertex v : order_)
      if (dag_[v]->operands().empty() && leaf_as<Input>(dag_[v]) && std::ranges::count(parts_.inputs, dag_[v]) == 0)
        missing.push_back(dag_[v]);
    if (missing.empty()) return;
    std::string names;
    for (const Expr& x : missing) names += (names.empty() ? "" : ", ") + quoted(x);
    fail((missing.size() == 1 ? "input " + names + " is needed, but not among the inputs"
                              : "inputs " + names + " are needed, but not among the inputs") +
         describe(missing) + "\n  " + way_from(vertex_of(dag_, missing.front())));
  }

  void check_unused() const {
    for (const Expr& x : parts_.inputs)
      if (!contains(dag_, x))
        fail("input " + quoted(x) + " is not used: leave it out, or set allow_unused_inputs" + describe(std::array{x}));
  }

  /// "x -> matmul -> relu -> loss": a shortest way, since vertices are numbered breadth first from the outputs.
  std::string way_from(Vertex v) const {
    std::vector<std::string> stations{label(v)};
    while (!is_target(v)) {
      Vertex user = VertexIndex::none;
      for (auto [edge, end] = in_edges(v, dag_); edge != end; ++edge) user = std::min(user, source(*edge, dag_));
      stations.push_back(label(v = user));
    }
    if (!is_output(v)) stations.push_back(update_of(v));
    constexpr std::size_t most = 8;
    if (stations.size() > most) {
      stations.erase(stations.begin() + most / 2, stations.end() - most / 2);
      stations.insert(stations.begin() + most / 2, "...");
    }
    std::string way;
    for (const std::string& station : stations) way += (way.empty() ? "" : " -> ") + station;
    return way;
  }

  std::string label(Vertex v) const {
    return dag_[v].name().empty() ? std::string(dag_[v]->op().name()) : dag_[v].name();
  }
  bool is_output(Vertex v) const { return std::ranges::count(parts_.outputs, dag_[v]) > 0; }
  bool is_target(Vertex v) const { return std::ranges::count(info(dag_).outputs, dag_[v]) > 0; }
  std::string update_of(Vertex v) const {
    const auto update = std::ranges::find(parts_.updates, dag_[v], &Updates::Update::value);
    return "update of \"" + update->parameter.name() + "\"";
  }

  void check_symbols() const {
    std::set<std::string, std::less<>> bound;
    for (const Expr& x : parts_.inputs)
      for (const Dim& dim : x.shape())
        if (!dim.symbol().empty()) bound.emplace(dim.symbol());
    for (const Expr& x : parts_.inputs) check_symbols(x, bound);
    for (const Vertex v : order_) check_symbols(dag_[v], bound);
  }

  void check_symbols(const Expr& x, const std::set<std::string, std::less<>>& bound) const {
    for (const Dim& dim : x.shape()) check_dim(x, dim, bound);
    if (const auto* const size = x->operands().empty() ? leaf_as<SizeOf>(x) : nullptr) check_dim(x, size->dim(), bound);
  }

  void check_dim(const Expr& x, const Dim& dim, const std::set<std::string, std::less<>>& bound) const {
    if (dim.is_constant() || bound.contains(dim.symbol())) return;
    for (const Dim::Term& term : dim.terms())
      for (const std::string& symbol : term.symbols)
        if (!bound.contains(symbol))
          fail("the size \"" + symbol + "\" is not bound: no input has an axis of just that size" +
               describe(std::array{x}));
  }

  FunctionParts parts_;
  Dag dag_;
  std::vector<Vertex> order_;
};

}  // namespace

void check(const FunctionParts& parts, bool allow_unused_inputs) { Checker(parts).check(allow_unused_inputs); }

}  // namespace nabla::detail
