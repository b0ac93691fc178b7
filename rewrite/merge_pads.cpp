#include <nabla/rewrite/merge_pads.hpp>

#include <algorithm>
#include <optional>
#include <unordered_map>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/factory.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/rebuild.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/axes.hpp>
#include <nabla/ops/concat.hpp>
#include <nabla/ops/fill.hpp>
#include <nabla/ops/pad.hpp>
#include <nabla/ops/shapes.hpp>

namespace nabla {
namespace {

bool is_zero_pad(const Expr& x) {
  const auto* const pad = op_as<Pad>(x);
  return pad && *pad->value == 0;
}

/// Terms of a sum with the same entries beside 0.
struct Part {
  Expr pad;  // the first of them
  Expr sum;

  std::optional<std::int64_t> from() const {
    const auto* const start = leaf_as<Constant>(pad->operands()[1]);
    return start && *op_as<Pad>(pad)->step == 1 ? std::optional(*start->value().view().as<std::int64_t>())
                                                : std::nullopt;
  }
  std::size_t axis() const { return normalized_axis(op_as<Pad>(pad)->axis, pad.rank()); }
  const Dim& size() const { return sum.shape()[axis()]; }
  /// Of those that begin where this one does.
  bool takes(const Expr& other) const {
    return other->op().equals(pad->op()) && other.shape() == pad.shape() && other->operands()[0].shape() == sum.shape();
  }
};

/// The parts as one array, if they lie beside each other along one axis of constant size.
Expr joined(std::vector<Part> parts) {
  const auto fits = [&](const Part& part) {
    return part.from() && part.size().is_constant() && part.pad.shape() == parts[0].pad.shape() &&
           part.pad->op().equals(parts[0].pad->op());
  };
  if (parts.size() < 2 || !std::ranges::all_of(parts, fits)) return {};
  const std::size_t axis = parts[0].axis();
  const Shape& shape = parts[0].pad.shape();
  if (!shape[axis].is_constant()) return {};
  std::ranges::stable_sort(parts, {}, [](const Part& part) { return *part.from(); });
  std::vector<Expr> pieces;
  std::int64_t at = 0;
  const auto fill = [&](std::int64_t end) {
    if (end > at) pieces.push_back(zeros(parts[0].sum.dtype(), detail::resized(shape, axis, end - at)));
  };
  for (const Part& part : parts) {
    if (*part.from() < at) return {};
    fill(*part.from());
    pieces.push_back(part.sum);
    at = *part.from() + part.size().constant();
  }
  if (at > shape[axis].constant()) return {};
  fill(shape[axis].constant());
  return concat(pieces, static_cast<int>(axis));
}

Expr padded(const Part& part) {
  const Expr operands[] = {part.sum, part.pad->operands()[1]};
  return part.sum == part.pad->operands()[0] ? part.pad : NodeFactory::with_operands(part.pad, operands);
}

/// The sum of the terms; an empty Expr where no two parts meet.
Expr merged(std::span<const Expr> terms) {
  std::vector<Part> parts;
  std::vector<Expr> others;
  std::unordered_multimap<std::uint64_t, std::size_t> by_start;
  for (const Expr& term : terms) {
    if (!is_zero_pad(term)) {
      others.push_back(term);
      continue;
    }
    const auto [first, last] = by_start.equal_range(term->operands()[1]->id());
    const auto known = std::find_if(first, last, [&](const auto& entry) { return parts[entry.second].takes(term); });
    if (known != last) {
      Expr& sum = parts[known->second].sum;
      sum = sum + term->operands()[0];
    } else {
      by_start.emplace(term->operands()[1]->id(), parts.size());
      parts.push_back({term, term->operands()[0]});
    }
  }
  Expr total = joined(parts);
  if (!total && parts.size() + others.size() == terms.size()) return {};
  if (!total)
    for (const Part& part : parts) total = total ? total + padded(part) : padded(part);
  for (const Expr& other : others) total = total + other;
  return total;
}

/// Sums of many terms: which additions are a part of another one.
class Sums {
 public:
  explicit Sums(std::span<const Expr> outputs) : dag_(freeze(outputs)), is_inner_(num_vertices(dag_)) {
    for (const Vertex v : operands_first(dag_)) {
      if (!op_as<Add>(dag_[v]) || in_degree(v, dag_) != 1) continue;
      const Expr& user = dag_[source(*in_edges(v, dag_).first, dag_)];
      is_inner_[v] = op_as<Add>(user) && user.type() == dag_[v].type();
    }
    for (const Expr& output : outputs) is_inner_[vertex_of(dag_, output)] = false;
  }

  bool is_inner(const Expr& node) const { return is_inner_[vertex_of(dag_, node)]; }

  /// What a sum, whose operands are now these, adds, in order.
  std::vector<Expr> terms(const Expr& sum, std::span<const Expr> operands) const {
    struct Pair {
      Expr before, now;
    };
    std::vector<Pair> left;
    const auto push = [&](const Expr& node, std::span<const Expr> now) {
      for (std::size_t i = 2; i-- > 0;) left.push_back({node->operands()[i], now[i]});
    };
    std::vector<Expr> terms;
    push(sum, operands);
    while (!left.empty()) {
      const Pair next = left.back();
      left.pop_back();
      if (is_inner(next.before))
        push(next.before, next.now->operands());
      else
        terms.push_back(next.now);
    }
    return terms;
  }

 private:
  Dag dag_;
  std::vector<bool> is_inner_;
};

}  // namespace

std::vector<Expr> merge_pads(const NodeOrder& nodes) {
  const auto is_pad = [](const Expr* node) { return is_zero_pad(*node); };
  if (std::ranges::none_of(nodes, is_pad))
    return {nodes.outputs().begin(), nodes.outputs().end()};  // as in most graphs
  const Sums sums(nodes.outputs());
  return rebuild(nodes, [&](const Expr& node, std::span<const Expr> operands) {
    if (!op_as<Add>(node) || sums.is_inner(node)) return reuse(node, operands);
    const std::vector<Expr> terms = sums.terms(node, operands);
    if (std::ranges::count_if(terms, is_zero_pad) < 2) return reuse(node, operands);
    const Provenance at = Provenance::again(node);
    const Expr total = merged(terms);
    if (!total) return reuse(node, operands);
    if (!node.name().empty()) NodeFactory::set_name(total, node.name());
    return total;
  });
}

}  // namespace nabla
