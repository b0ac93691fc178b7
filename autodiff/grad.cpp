#include <nabla/autodiff/grad.hpp>

#include <optional>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/factory.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/broadcast.hpp>

namespace nabla {
namespace {

using Kind = Cotangent::Kind;

Expr full(const Type& type, double value) {
  return broadcast_to(constant(Tensor::full(type.dtype, {}, value)), type.shape);
}

void check_arguments(const Expr& cost, const Exprs& wrt, Where where) {
  if (cost.rank() != 0 || !is_float(cost.dtype()))
    throw Error(where, "grad: the cost must be a float of rank 0, not " + to_string(cost.type()) +
                           (is_float(cost.dtype()) ? ": take its mean() or sum()" : "") + describe(Exprs{cost}));
  for (const Expr& x : wrt)
    if (!is_float(x.dtype()))
      throw Error(where, "grad: there is no gradient with respect to a value that is not a float" + describe(Exprs{x}));
}

/// One reverse sweep: the cotangent of each vertex, grown term by term from the users towards the operands.
class Sweep {
 public:
  Sweep(const Expr& cost, const Exprs& wrt) : dag_(freeze(Exprs{cost})), order_(operands_first(dag_)) {
    mark_between(wrt);
    bars_.resize(num_vertices(dag_));
    seed(cost);
    for (auto v = order_.rbegin(); v != order_.rend(); ++v)
      if (bars_[*v] && between_[*v]) propagate(*v);
  }

  /// Nothing where the cost does not depend on x.
  std::optional<Cotangent> cotangent(const Expr& x) const {
    const Vertex v = vertex_of(dag_, x);
    return v == VertexIndex::none ? std::nullopt : bars_[v];
  }

 private:
  void seed(const Expr& cost) {
    const Provenance from(cost);
    bars_[vertex_of(dag_, cost)] = full(cost.type(), 1);
  }

  /// Only what depends on a `wrt` needs a cotangent.
  void mark_between(const Exprs& wrt) {
    between_.resize(num_vertices(dag_));
    for (const Expr& x : wrt)
      if (contains(dag_, x)) between_[vertex_of(dag_, x)] = true;
    for (const Vertex v : order_)
      for (const Expr& operand : dag_[v]->operands())
        if (between_[vertex_of(dag_, operand)]) between_[v] = true;
  }

  void propagate(Vertex v) {
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

  static void check(const Expr& node, const Cotangents& answers) {
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

  void add(const Expr& operand, const Cotangent& term) {
    const Vertex v = vertex_of(dag_, operand);
    if (!between_[v] || term.kind() == Kind::Disconnected) return;
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

  Dag dag_;
  std::vector<Vertex> order_;
  std::vector<bool> between_;
  std::vector<std::optional<Cotangent>> bars_;
};

Expr result(const Sweep& sweep, const Expr& cost, const Expr& x, const GradOptions& options, Where where) {
  const std::optional<Cotangent> bar = sweep.cotangent(x);
  if (bar && bar->kind() == Kind::Expression) return bar->expr();
  if (bar && bar->kind() == Kind::Undefined)
    throw Error(where, "grad: there is no derivative: " + bar->why() + describe(Exprs{x, cost}));
  if (!bar && options.unreached == Unreached::raise)
    throw Error(where, "grad: disconnected: the cost does not depend on " +
                           (x.name().empty() ? std::string("operand 1") : "\"" + x.name() + "\"") +
                           " ({.unreached = Unreached::zeros} gives zeros)" + describe(Exprs{x, cost}));
  const Provenance from(x);
  return full(x.type(), 0);
}

/// Names a result as in Theano, if this call made it and nobody has named it: x itself may be the gradient of w*x.
void name_result(const Expr& gradient, const Expr& cost, const Expr& x, std::uint64_t first_id) {
  if (x.name().empty() || gradient->id() < first_id || !gradient.name().empty()) return;
  NodeFactory::set_name(gradient, "d" + (cost.name().empty() ? "loss" : cost.name()) + "/d" + x.name());
}

}  // namespace

std::vector<Expr> grad(const Expr& cost, const Exprs& wrt, const GradOptions& options, Where where) {
  check_arguments(cost, wrt, where);
  const std::uint64_t first_id = NodeFactory::next_id();
  const Sweep sweep(cost, wrt);
  std::vector<Expr> gradients;
  for (const Expr& x : wrt) {
    gradients.push_back(result(sweep, cost, x, options, where));
    name_result(gradients.back(), cost, x, first_id);
  }
  return gradients;
}

}  // namespace nabla
