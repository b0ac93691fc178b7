#include <nabla/runtime/check.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/node_order.hpp>

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
  explicit Checker(const FunctionParts& parts) : parts_(parts), targets_(targets_of(parts)) {}

  void check(bool allow_unused_inputs) {
    check_handles();
    check_leaves();
    check_names();
    const NodeOrder nodes(targets_);
    check_missing(nodes);
    if (!allow_unused_inputs) check_unused(nodes);
    check_symbols(nodes);
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

  void check_missing(const NodeOrder& nodes) const {
    std::unordered_set<std::uint64_t> given;
    for (const Expr& x : parts_.inputs) given.insert(x->id());
    const bool complete = std::ranges::none_of(nodes, [&](const Expr* x) { return is_missing(*x, given); });
    if (!complete) fail_missing(given);
  }

  static bool is_missing(const Expr& x, const std::unordered_set<std::uint64_t>& given) {
    return x->operands().empty() && leaf_as<Input>(x) && !given.contains(x->id());
  }

  /// In the order of the schedule, which does not depend on when the nodes were made.
  [[noreturn]] void fail_missing(const std::unordered_set<std::uint64_t>& given) const {
    const Dag dag = freeze(targets_);
    std::vector<Expr> missing;
    for (const Vertex v : operands_first(dag))
      if (is_missing(dag[v], given)) missing.push_back(dag[v]);
    std::string names;
    for (const Expr& x : missing) names += (names.empty() ? "" : ", ") + quoted(x);
    fail((missing.size() == 1 ? "input " + names + " is needed, but not among the inputs"
                              : "inputs " + names + " are needed, but not among the inputs") +
         describe(missing) + "\n  " + way_from(vertex_of(dag, missing.front()), dag));
  }

  void check_unused(const NodeOrder& nodes) const {
    for (const Expr& x : parts_.inputs)
      if (nodes.place_of(x) == NodeOrder::none)
        fail("input " + quoted(x) + " is not used: leave it out, or set allow_unused_inputs" + describe(std::array{x}));
  }

  /// For each node the one that uses it on a shortest way to an output; outputs use themselves.
  static std::vector<Vertex> users(const Dag& dag) {
    std::vector<Vertex> user(num_vertices(dag), VertexIndex::none);
    std::vector<Vertex> met;  // breadth first
    const auto meet = [&](Vertex v, Vertex from) {
      if (user[v] != VertexIndex::none) return;
      user[v] = from;
      met.push_back(v);
    };
    for (const Expr& output : info(dag).outputs) meet(vertex_of(dag, output), vertex_of(dag, output));
    for (std::size_t i = 0; i < met.size(); ++i)
      for (const Expr& operand : dag[met[i]]->operands()) meet(vertex_of(dag, operand), met[i]);
    return user;
  }

  /// "x -> matmul -> relu -> loss"
  std::string way_from(Vertex v, const Dag& dag) const {
    const std::vector<Vertex> user = users(dag);
    std::vector<std::string> stations{label(dag[v])};
    while (user[v] != v) stations.push_back(label(dag[v = user[v]]));
    if (std::ranges::count(parts_.outputs, dag[v]) == 0) stations.push_back(update_of(dag[v]));
    return way_text(std::move(stations));
  }

  static std::string label(const Expr& x) { return x.name().empty() ? std::string(x->op().name()) : x.name(); }
  std::string update_of(const Expr& x) const {
    return "update of \"" + std::ranges::find(parts_.updates, x, &Updates::Update::value)->parameter.name() + "\"";
  }

  using Symbols = std::set<std::string, std::less<>>;

  void check_symbols(const NodeOrder& nodes) const {
    Symbols bound;
    for (const Expr& x : parts_.inputs)
      for (const Dim& dim : x.shape())
        if (!dim.symbol().empty()) bound.emplace(dim.symbol());
    for (const Expr& x : parts_.inputs) check_symbols(x, bound);
    if (std::ranges::all_of(nodes, [&](const Expr* x) { return unbound(*x, bound).empty(); })) return;
    const Dag dag = freeze(targets_);
    for (const Vertex v : operands_first(dag)) check_symbols(dag[v], bound);
  }

  void check_symbols(const Expr& x, const Symbols& bound) const {
    if (const std::string symbol = unbound(x, bound); !symbol.empty())
      fail("the size \"" + symbol + "\" is not bound: no input has an axis of just that size" +
           describe(std::array{x}));
  }

  static std::string unbound(const Expr& x, const Symbols& bound) {
    for (const Dim& dim : x.shape())
      if (std::string symbol = unbound(dim, bound); !symbol.empty()) return symbol;
    const auto* const size = x->operands().empty() ? leaf_as<SizeOf>(x) : nullptr;
    return size ? unbound(size->dim(), bound) : "";
  }

  static std::string unbound(const Dim& dim, const Symbols& bound) {
    if (dim.is_constant() || bound.contains(dim.symbol())) return {};
    for (const Dim::Term& term : dim.terms())
      for (const std::string& symbol : term.symbols)
        if (!bound.contains(symbol)) return symbol;
    return {};
  }

  FunctionParts parts_;
  std::vector<Expr> targets_;
};

}  // namespace

void check(const FunctionParts& parts, bool allow_unused_inputs) { Checker(parts).check(allow_unused_inputs); }

}  // namespace nabla::detail
