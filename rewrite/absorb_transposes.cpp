#include <nabla/rewrite/absorb_transposes.hpp>

#include <algorithm>

#include <nabla/graph/factory.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/graph/rebuild.hpp>
#include <nabla/ops/matmul.hpp>
#include <nabla/ops/transpose.hpp>

namespace nabla {
namespace {

/// A transpose of the last two axes: of a matrix, or of each matrix of a stack.
bool is_transposed_matrix(const Expr& x) {
  const auto* const transpose = op_as<Transpose>(x);
  return transpose && transposes_matrices(*transpose);
}

Ref<const Op> product(bool transpose_a, bool transpose_b) {
  return make_ref<const detail::Model<Matmul>>(Matmul{transpose_a, transpose_b});
}

/// The matrices as they lie; turns the flag where that takes a transpose away.
Expr stored(const Expr& x, bool& flag) {
  if (!is_transposed_matrix(x)) return x;
  flag = !flag;
  return x->operands()[0];
}

Expr absorb_operands(const Expr& node, const Matmul& matmul, std::span<const Expr> operands) {
  bool transpose_a = *matmul.transpose_a, transpose_b = *matmul.transpose_b;
  const Expr a = stored(operands[0], transpose_a), b = stored(operands[1], transpose_b);
  return NodeFactory::with_op(node, product(transpose_a, transpose_b), Exprs{a, b});
}

}  // namespace

std::vector<Expr> absorb_transposes(const NodeOrder& nodes) {
  if (std::ranges::none_of(nodes, [](const Expr* node) { return is_transposed_matrix(*node); }))
    return {nodes.outputs().begin(), nodes.outputs().end()};
  std::vector<std::uint32_t> uses(nodes.size());
  for (std::uint32_t place = 0; place < nodes.size(); ++place)
    for (const std::uint32_t operand : nodes.operand_places(place)) ++uses[operand];
  for (const std::uint32_t output : nodes.output_places()) ++uses[output];
  const auto used_once = [&](const Expr& x) { return uses[nodes.place_of(x)] == 1; };
  return rebuild(nodes, [&](const Expr& node, std::span<const Expr> operands) {
    if (const auto* const matmul = op_as<Matmul>(node))
      if (std::any_of(operands.begin(), operands.end(), is_transposed_matrix))
        return absorb_operands(node, *matmul, operands);
    if (is_transposed_matrix(node))
      if (const auto* const inner = op_as<Matmul>(operands[0]); inner && used_once(node->operands()[0])) {
        const std::span<const Expr> factors = operands[0]->operands();
        return NodeFactory::with_op(node, product(!*inner->transpose_b, !*inner->transpose_a),
                                    Exprs{factors[1], factors[0]});
      }
    return reuse(node, operands);
  });
}

}  // namespace nabla
