#include <nabla/runtime/nan_watch.hpp>

#include <algorithm>
#include <bit>
#include <string>
#include <vector>

#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/node_order.hpp>
#include <nabla/graph/statistics.hpp>
#include <nabla/graph/tensor_text.hpp>
#include <nabla/ops/labels.hpp>
#include <nabla/runtime/bind_feeds.hpp>
#include <nabla/runtime/interpreter.hpp>

namespace nabla::detail {
namespace {

/// For a table of values.
std::vector<std::string> row(std::string name, const Expr& x, const Tensor& value) {
  return {std::move(name), type_text(value), std::string(x->op().name()), to_string(x->where()),
          to_string(statistics(value))};
}

/// By their bits, which the compiler can do with vectors.
template <class T>
bool has_bad(std::span<const T> values, bool nan, bool inf) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  const auto infinite = std::bit_cast<Bits>(std::numeric_limits<T>::infinity());
  bool nans = false, infs = false;
  for (const T value : values) {
    const auto magnitude = static_cast<Bits>(std::bit_cast<Bits>(value) << 1 >> 1);
    nans |= magnitude > infinite;
    infs |= magnitude == infinite;
  }
  return (nan && nans) || (inf && infs);
}

bool is_bad(const View& values, NanGuard guard) {
  const bool nan = guard != NanGuard::inf, inf = guard != NanGuard::nan;
  if (values.dtype == DType::f32) return has_bad(values.span<float>(), nan, inf);
  if (values.dtype == DType::f64) return has_bad(values.span<double>(), nan, inf);
  return false;
}

/// "3 NaN, 1 inf in 320 entries, the first at [2, 5]: nan"
std::string finding(const Tensor& value, NanGuard guard) {
  const Statistics all = statistics(value);
  std::string text;
  if (guard != NanGuard::inf && all.nans > 0) text = std::to_string(all.nans) + " NaN";
  if (guard != NanGuard::nan && all.infs > 0) text += (text.empty() ? "" : ", ") + std::to_string(all.infs) + " inf";
  std::size_t first = 0;
  const auto find = [&](auto entries) {
    while (!has_bad(entries.subspan(first, 1), guard != NanGuard::inf, guard != NanGuard::nan)) ++first;
  };
  if (value.dtype() == f32)
    find(value.span<float>());
  else
    find(value.span<double>());
  text += " in " + std::to_string(all.entries) + (all.entries == 1 ? " entry" : " entries");
  if (value.rank() > 0) text += ", the first" + index_text(value.view(), first);
  return text + ": " + entry_text(value.view(), first);
}

}  // namespace

/// Repeats a call node by node up to an instruction, to find which of its nodes is the first to give a bad value.
class NanWatch::Search {
 public:
  Search(const NanWatch& watch, std::span<const Expr> members)
      : watch_(watch),
        symbols_(bind_feeds(watch.inputs_, watch.feeds_, watch.where_)),
        nodes_(members),
        values_(nodes_.size()) {
    const Interpreter interpreter(watch.inputs_, watch.feeds_, symbols_);
    std::vector<Tensor> operands;
    for (std::uint32_t place = 0; place < nodes_.size(); ++place) {
      operands.clear();
      for (const std::uint32_t operand : nodes_.operand_places(place)) operands.push_back(values_[operand]);
      values_[place] = nodes_[place]->op().name() == "print" ? operands[0]  // as it was printed already
                                                             : interpreter.evaluate(nodes_[place], operands);
      if (!is_bad(place) || std::ranges::find(members, nodes_[place]) == members.end()) continue;
      guilty_ = place;
      break;
    }
    if (guilty_ != NodeOrder::none) follow_operands();
  }

  /// An instruction may be one kernel for several nodes that the plan does not list.
  void follow_operands() {
    const auto is_cause = [&](const Expr& operand) {
      return !operand->operands().empty() && is_bad(nodes_.place_of(operand));
    };
    for (auto operands = nodes_[guilty_]->operands(); std::ranges::any_of(operands, is_cause);
         operands = nodes_[guilty_]->operands())
      guilty_ = nodes_.place_of(*std::ranges::find_if(operands, is_cause));
  }

  /// Where the nodes, each for itself, give no bad value, the instruction rounds otherwise: then its result is told of.
  [[noreturn]] void report(const Expr& result, const Out& memory) const {
    const bool alone = guilty_ != NodeOrder::none;
    const Expr& node = alone ? nodes_[guilty_] : result;
    Tensor value;
    if (alone)
      value = values_[guilty_];
    else
      value = copy_of(memory);
    std::string text = "nan_guard: " + label(node) + (node->is_gradient() ? ", in a gradient, gives " : " gives ") +
                       finding(value, watch_.guard_);
    if (!alone) text += " (computed node by node it would be finite)";
    throw Error(node->where().known() ? node->where() : watch_.where_, text + table(node, value) + "\n  " + way(node));
  }

 private:
  bool is_bad(std::uint32_t place) const { return watch_.is_bad(values_[place].view()); }

  static Tensor copy_of(const Out& memory) {
    Tensor copy = Tensor::empty(memory.dtype, {memory.sizes.begin(), memory.sizes.end()});
    std::copy_n(memory.data, memory.bytes(), copy.out().data);
    return copy;
  }

  /// log "h"
  static std::string label(const Expr& x) {
    return std::string(x->op().name()) + (x.name().empty() ? "" : " " + quoted(x.name()));
  }

  /// The value and the operands in columns, with their statistics.
  std::string table(const Expr& node, const Tensor& value) const {
    std::vector<std::vector<std::string>> rows{row("result", node, value)};
    for (std::size_t i = 0; i < node->operands().size(); ++i) {
      const Expr& operand = node->operands()[i];
      rows.push_back(row(operand.name().empty() ? "operand " + std::to_string(i + 1) : escaped(operand.name()), operand,
                         values_[nodes_.place_of(operand)]));
    }
    return described(std::move(rows));
  }

  /// From an input, or where there is none from a parameter, down the first operands that it reaches.
  std::string way(Expr x) const {
    std::vector<int> reach(nodes_.size());
    for (std::uint32_t place = 0; place < nodes_.size(); ++place) {
      const Expr& node = nodes_[place];
      reach[place] = !node->operands().empty() ? 0 : leaf_as<Input>(node) ? 2 : leaf_as<ParameterState>(node) ? 1 : 0;
      for (const std::uint32_t operand : nodes_.operand_places(place))
        reach[place] = std::max(reach[place], reach[operand]);
    }
    const auto reach_of = [&](const Expr& operand) { return reach[nodes_.place_of(operand)]; };
    std::vector<std::string> stations{station(x)};
    while (!x->operands().empty())
      stations.push_back(station(x = *std::ranges::max_element(x->operands(), {}, reach_of)));
    std::ranges::reverse(stations);
    return way_text(std::move(stations));
  }
  static std::string station(const Expr& x) {
    const std::string name = x.name().empty() ? std::string(x->op().name()) : escaped(x.name());
    return name + (x->where().known() ? " (" + to_string(x->where()) + ")" : "");
  }

  const NanWatch& watch_;
  const Bindings symbols_;
  const NodeOrder nodes_;
  std::vector<Tensor> values_;  // by place
  std::uint32_t guilty_ = NodeOrder::none;
};

/// Of the leaves that the plan reads; inputs that are not used may be anything.
void NanWatch::start() {
  for (const Value& value : plan_.values) {
    if (value.home == Home::Input) check_leaf(value.node, feeds_[value.index]);
    if (value.home == Home::Parameter) check_leaf(value.node, leaf_as<ParameterState>(value.node)->value);
  }
}

void NanWatch::check_leaf(const Expr& leaf, const Tensor& value) const {
  if (is_bad(value.view()))
    throw Error(where_, "nan_guard: " + std::string(leaf->op().name()) + " " + quoted(leaf.name()) + " has " +
                            finding(value, guard_) + described({row(escaped(leaf.name()), leaf, value)}));
}

void NanWatch::end(std::uint32_t i, std::span<const Out> results) {
  const Instruction& instruction = plan_.instructions[i];
  for (std::size_t r = 0; r < results.size(); ++r) {
    if (!is_bad(results[r])) continue;
    const auto members = std::span(plan_.nodes).subspan(instruction.first_node, instruction.node_count);
    Search(*this, members).report(plan_.values[plan_.results_of(instruction)[r]].node, results[r]);
  }
}

bool NanWatch::is_bad(const View& values) const { return detail::is_bad(values, guard_); }

}  // namespace nabla::detail
