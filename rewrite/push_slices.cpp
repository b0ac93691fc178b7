#include <nabla/rewrite/push_slices.hpp>

#include <algorithm>
#include <optional>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/factory.hpp>
#include <nabla/graph/rebuild.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/concat.hpp>
#include <nabla/ops/matmul.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/shapes.hpp>
#include <nabla/ops/slice.hpp>
#include <nabla/ops/softmax.hpp>
#include <nabla/ops/transpose.hpp>
#include <nabla/rewrite/effects.hpp>

namespace nabla {
namespace {

/// What a slice takes along one axis of a value.
struct Part {
  std::size_t axis;
  Expr slice;  // its node has the size, the step and where it begins
};
using Parts = std::vector<Part>;

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);  // the operand has nothing along the axis: it stays whole

/// The axis of an operand that is an axis of the result; nothing where a part cannot go through.
using Axis = std::optional<std::size_t>;

bool is_one(const Dim& size) { return size == Dim(1); }

/// Shapes are aligned from the right, and axes of size 1 are stretched.
Axis through_broadcast(const Expr& node, const Expr& operand, std::size_t axis) {
  const std::size_t missing = node.rank() - operand.rank();
  if (axis < missing || (is_one(operand.shape()[axis - missing]) && !is_one(node.shape()[axis]))) return nowhere;
  return axis - missing;
}

Axis through_reduction(const Expr& node, const Expr& operand, std::vector<int> axes, bool keep, std::size_t axis) {
  axes = Axes(std::move(axes)).normalized(operand.rank());
  if (node.rank() == operand.rank() && keep)
    return std::ranges::count(axes, static_cast<int>(axis)) == 0 ? Axis(axis) : std::nullopt;
  for (const int gone : axes) axis += static_cast<std::size_t>(gone) <= axis;
  return axis;
}

Axis through_product(const Expr& node, const Matmul& matmul, std::size_t slot, std::size_t axis) {
  const Expr& operand = node->operands()[slot];
  const std::size_t rank = operand.rank();
  if (axis + 2 < node.rank()) return through_broadcast(node, operand, axis);
  const bool is_row = axis + 2 == node.rank();
  if (is_row != (slot == 0)) return nowhere;
  const bool turned = slot == 0 ? *matmul.transpose_a : *matmul.transpose_b;
  return is_row != turned ? rank - 2 : rank - 1;
}

/// The axes up to this one are the same on both sides.
Axis through_reshape(const Expr& node, const Expr& operand, std::size_t axis) {
  if (operand.rank() <= axis) return std::nullopt;
  const auto end = static_cast<std::ptrdiff_t>(axis + 1);
  return std::equal(node.shape().begin(), node.shape().begin() + end, operand.shape().begin()) ? Axis(axis)
                                                                                               : std::nullopt;
}

template <class T>
Axis through_softmax(const T& softmax, const Expr& node, std::size_t axis) {
  return normalized_axis(softmax.axis, node.rank()) == axis ? std::nullopt : Axis(axis);
}

Axis axis_in(const Expr& node, std::size_t slot, std::size_t axis) {
  const Expr& operand = node->operands()[slot];
  if (node->op().is_elementwise())
    return detail::has_effects(node) ? std::nullopt : through_broadcast(node, operand, axis);
  if (op_as<BroadcastTo>(node)) return through_broadcast(node, operand, axis);
  if (op_as<Reshape>(node)) return through_reshape(node, operand, axis);
  if (const auto* const op = op_as<Matmul>(node)) return through_product(node, *op, slot, axis);
  if (const auto* const op = op_as<Transpose>(node)) return normalized_axis((*op->axes)[axis], node.rank());
  if (const auto* const op = op_as<Softmax>(node)) return through_softmax(*op, node, axis);
  if (const auto* const op = op_as<LogSoftmax>(node)) return through_softmax(*op, node, axis);
  if (const auto* const op = op_as<Sum>(node)) return through_reduction(node, operand, op->axes, op->keepdims, axis);
  if (const auto* const op = op_as<Max>(node)) return through_reduction(node, operand, op->axes, op->keepdims, axis);
  if (const auto* const op = op_as<Min>(node)) return through_reduction(node, operand, op->axes, op->keepdims, axis);
  if (const auto* const op = op_as<LogSumExp>(node))
    return through_reduction(node, operand, {*op->axis}, op->keepdims, axis);
  if (const auto* const op = op_as<Concat>(node))
    return normalized_axis(op->axis, node.rank()) == axis ? std::nullopt : Axis(axis);
  if (const auto* const op = op_as<Slice>(node)) {
    if (slot == 1) return nowhere;
    return normalized_axis(op->axis, node.rank()) == axis ? std::nullopt : Axis(axis);
  }
  return std::nullopt;
}

/// What the parts of the node's result are parts of, in one operand.
std::optional<Parts> parts_of(const Expr& node, std::size_t slot, const Parts& parts) {
  Parts mapped;
  for (const Part& part : parts) {
    const Axis axis = axis_in(node, slot, part.axis);
    if (!axis) return std::nullopt;
    if (*axis != nowhere) mapped.push_back({*axis, part.slice});
  }
  return mapped;
}

bool goes_through(const Expr& node, const Parts& parts) {
  if (node->operands().empty()) return false;
  for (std::size_t slot = 0; slot < node->operands().size(); ++slot)
    if (!parts_of(node, slot, parts)) return false;
  return true;
}

/// Half of the axis or less; of an axis of symbolic size a part of constant size.
bool is_small(const Expr& x) {
  const auto* const slice = op_as<Slice>(x);
  if (!slice || !slice->size->is_constant()) return false;
  const Dim& whole = x->operands()[0].shape()[normalized_axis(slice->axis, x.rank())];
  return !whole.is_constant() || 2 * slice->size->constant() <= whole.constant();
}

Expr cut(Expr x, const Parts& parts) {
  for (const Part& part : parts) {
    const auto* const slice = op_as<Slice>(part.slice);
    const Provenance at = Provenance::again(part.slice);
    x = apply(Slice{static_cast<int>(part.axis), slice->size, slice->step}, part.slice->where(), x,
              part.slice->operands()[1]);
  }
  return x;
}

class Pusher {
 public:
  explicit Pusher(std::span<const Expr> outputs) : dag_(freeze(outputs)), order_(operands_first(dag_)) {
    is_output_.resize(num_vertices(dag_));
    wanted_.resize(num_vertices(dag_));
    for (const Expr& output : outputs) is_output_[vertex_of(dag_, output)] = true;
  }

  /// Users first: what each node is needed of, if that is parts alone. False where none is.
  bool spread() {
    bool any = false;
    for (auto v = order_.rbegin(); v != order_.rend(); ++v) {
      const Expr& node = dag_[*v];
      Parts parts = wanted_[*v];
      if (is_small(node)) {
        parts.push_back({normalized_axis(op_as<Slice>(node)->axis, node.rank()), node});
        any = want(vertex_of(dag_, node->operands()[0]), parts) || any;
      } else if (!parts.empty()) {
        for (std::size_t slot = 0; slot < node->operands().size(); ++slot)
          want(vertex_of(dag_, node->operands()[slot]), *parts_of(node, slot, parts));
      }
    }
    return any;
  }

  std::vector<Expr> rebuilt() {
    built_.resize(num_vertices(dag_));
    for (const Vertex v : order_) built_[v] = build(v);
    std::vector<Expr> results;
    for (const Expr& output : info(dag_).outputs) results.push_back(built_[vertex_of(dag_, output)]);
    return results;
  }

 private:
  bool want(Vertex v, const Parts& parts) {
    if (parts.empty() || in_degree(v, dag_) != 1 || is_output_[v] || !goes_through(dag_[v], parts)) return false;
    wanted_[v] = parts;
    return true;
  }

  Expr build(Vertex v) {
    const Expr& node = dag_[v];
    const Parts& parts = wanted_[v];
    if (is_small(node)) {
      const Vertex whole = vertex_of(dag_, node->operands()[0]);
      if (!wanted_[whole].empty()) return named_as(node, built_[whole], parts.empty());
      return cut(reuse(node, operands_of(v)), parts);
    }
    if (parts.empty()) return reuse(node, operands_of(v));
    std::vector<Expr> operands;
    for (std::size_t slot = 0; slot < node->operands().size(); ++slot) {
      const Vertex operand = vertex_of(dag_, node->operands()[slot]);
      operands.push_back(wanted_[operand].empty() ? cut(built_[operand], *parts_of(node, slot, parts))
                                                  : built_[operand]);
    }
    return part_of(node, parts, operands);
  }

  /// The operation on parts of its operands.
  static Expr part_of(const Expr& node, const Parts& parts, const std::vector<Expr>& operands) {
    const Provenance at = Provenance::again(node);
    Shape shape = node.shape();
    for (const Part& part : parts) shape = detail::resized(shape, part.axis, op_as<Slice>(part.slice)->size);
    if (op_as<BroadcastTo>(node)) return broadcast_to(operands[0], shape);
    if (op_as<Reshape>(node)) return reshape(operands[0], shape);
    return make(node->shared_op(), operands, node->where());
  }

  /// What stands for the slice takes its name, if it has been made here.
  Expr named_as(const Expr& slice, const Expr& made, bool is_all) const {
    if (is_all && !slice.name().empty() && made.name().empty() && made->id() >= first_made_)
      NodeFactory::set_name(made, slice.name());
    return made;
  }

  std::vector<Expr> operands_of(Vertex v) const {
    std::vector<Expr> operands;
    for (const Expr& operand : dag_[v]->operands()) operands.push_back(built_[vertex_of(dag_, operand)]);
    return operands;
  }

  std::uint64_t first_made_ = NodeFactory::next_id();
  Dag dag_;
  std::vector<Vertex> order_;
  std::vector<bool> is_output_;
  std::vector<Parts> wanted_;  // by vertex: parts of its result that are all that is needed
  std::vector<Expr> built_;    // those parts, or else the whole
};

}  // namespace

std::vector<Expr> push_slices(const NodeOrder& nodes) {
  const auto is_slice = [](const Expr* node) { return op_as<Slice>(*node) != nullptr; };
  if (std::ranges::any_of(nodes, is_slice)) {  // as in few graphs
    Pusher pusher(nodes.outputs());
    if (pusher.spread()) return pusher.rebuilt();
  }
  return {nodes.outputs().begin(), nodes.outputs().end()};
}

}  // namespace nabla
