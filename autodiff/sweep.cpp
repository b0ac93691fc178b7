#include <nabla/autodiff/sweep.hpp>

#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/graph/tensor.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/broadcast.hpp>

namespace nabla::detail {
namespace {

using Kind = Cotangent::Kind;

Exprs seeded(const Seeds& seeds) {
  Exprs list;
  for (const auto& [y, dy] : seeds.outputs) list.push_back(y);
  for (const auto& [y, dy] : seeds.known) list.push_back(y);
  return list;
}

void check(const Expr& node, const Cotangents& answers) {
  const std::span<const Expr> operands = node->operands();
  const std::string who = std::string(node->op().name()) + ": its pullback ";
  if (answers.size() != operands.size())
    throw Error(node->where(), who + "gives " + std::to_string(answers.size()) + " cotangents for " +
                                   std::to_string(operands.size()) + " operands" + describe(operands));
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (answers[i].kind() != Kind::Expression) continue;
    const Expr& answer = answers[i].expr();
    const std::string for_operand = " for operand " + std::to_string(i + 1);
    if (!answer) throw Error(node->where(), who + "gives an empty expression" + for_operand + describe(operands));
    if (!is_float(operands[i].dtype()))
      throw Error(node->where(), who + "gives an expression" + for_operand +
                                     ", which is not a float: zero or disconnected is meant" + describe(operands));
    if (answer.type() != operands[i].type())
      throw Error(node->where(), who + "gives " + to_string(answer.type()) + for_operand + ", which is " +
                                     to_string(operands[i].type()) + describe(operands));
  }
}

}  // namespace

Sweep::Sweep(const Seeds& seeds, const Exprs& wrt) : dag_(freeze(seeded(seeds))), order_(operands_first(dag_)) {
  mark_between(wrt, seeds.constants);
  fixed_.resize(num_vertices(dag_));
  bars_.resize(num_vertices(dag_));
  fix(seeds.known);
  for (const auto& [y, dy] : seeds.outputs) add(y, dy);
  for (auto v = order_.rbegin(); v != order_.rend(); ++v)
    if (bars_[*v] && between_[*v]) propagate(*v);
}

std::optional<Cotangent> Sweep::cotangent(const Expr& x) const {
  const Vertex v = vertex_of(dag_, x);
  return v == VertexIndex::none ? std::nullopt : bars_[v];
}

void Sweep::mark_between(const Exprs& wrt, const Exprs& constants) {
  between_.resize(num_vertices(dag_));
  std::vector<bool> constant(num_vertices(dag_));
  for (const Expr& x : wrt)
    if (contains(dag_, x)) between_[vertex_of(dag_, x)] = true;
  for (const Expr& x : constants)
    if (contains(dag_, x)) constant[vertex_of(dag_, x)] = true;
  for (const Vertex v : order_) {
    for (const Expr& operand : dag_[v]->operands())
      if (between_[vertex_of(dag_, operand)]) between_[v] = true;
    if (constant[v]) between_[v] = false;
  }
}

void Sweep::fix(const Replacements& known) {
  for (const auto& [y, dy] : known) {
    const Vertex v = vertex_of(dag_, y);
    fixed_[v] = true;
    bars_[v] = dy;
  }
}

void Sweep::propagate(Vertex v) {
  const Expr& node = dag_[v];
  const Cotangent& bar = *bars_[v];
  const std::span<const Expr> operands = node->operands();
  if (bar.kind() != Kind::Expression) {  // zero and undefined pass through every operation as they are
    for (const Expr& operand : operands) add(operand, bar);
    return;
  }
  const Provenance from(node);
  const Cotangents answers = node->op().pullback(operands, node, bar.expr());
  check(node, answers);
  for (std::size_t i = 0; i < operands.size(); ++i) add(operands[i], answers[i]);
}

void Sweep::add(const Expr& operand, const Cotangent& term) {
  const Vertex v = vertex_of(dag_, operand);
  if (!between_[v] || fixed_[v] || term.kind() == Kind::Disconnected) return;
  std::optional<Cotangent>& bar = bars_[v];
  const bool keeps = bar && (bar->kind() == Kind::Undefined || term.kind() == Kind::Zero);
  if (keeps) return;
  if (bar && bar->kind() == Kind::Expression && term.kind() == Kind::Expression) {
    const Provenance from(operand);
    bar = Cotangent(bar->expr() + term.expr());
  } else {
    bar = term;
  }
}

Expr full(const Type& type, double value) {
  return broadcast_to(constant(Tensor::full(type.dtype, {}, value)), type.shape);
}

}  // namespace nabla::detail
