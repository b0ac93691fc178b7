#include <nabla/graph/expr.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <new>

#include <ext/atomicity.h>

#include <nabla/graph/birth.hpp>
#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/factory.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/parameter.hpp>

namespace nabla {

thread_local constinit Birth birth;

namespace {

std::atomic<std::uint64_t> id_counter{1};

Type infer(const Op& op, std::span<const Expr> operands, Where where) {
  try {
    if (op.arity() != Op::any_arity && op.arity() != operands.size())
      throw Error(std::to_string(operands.size()) + " operands, not " + std::to_string(op.arity()));
    std::array<Type, 4> few;
    if (operands.size() <= few.size()) {
      for (std::size_t i = 0; i < operands.size(); ++i) few[i] = operands[i].type();
      return op.infer(Types(few).first(operands.size()));
    }
    std::vector<Type> many;
    for (const Expr& x : operands) many.push_back(x.type());
    return op.infer(many);
  } catch (const Error& error) {
    if (error.where().known()) throw;
    throw Error(where, std::string(op.name()) + ": " + error.message() + describe(operands));
  }
}

}  // namespace

Provenance::Provenance(Where where) : Provenance() {
  // Of places the outermost wins: what a user's line called is that line's, however deep.
  if (where.known() && !birth.where.known()) birth.where = where;
}
Provenance::Provenance(const Expr& forward) : Provenance() {
  // Of forward nodes the innermost wins: within the sweep over a whole graph each pullback's nodes come from its own
  // forward node.
  birth = {forward->where().known() ? forward->where() : birth.where, forward->id(), forward->scope_};
}
Provenance::Provenance(const Node& replaced) : Provenance() {
  birth = {replaced.where(), replaced.origin(), replaced.scope_};
}
Provenance::Provenance() : outer_where_(birth.where), outer_origin_(birth.origin), outer_scope_(birth.scope) {}
Provenance::~Provenance() { birth = {outer_where_, outer_origin_, outer_scope_}; }

Node::Node(Ref<const Op> op, std::span<const Expr> operands, Type type, Where where)
    : arity_(static_cast<std::uint32_t>(operands.size())),
      op_(std::move(op)),
      type_(std::move(type)),
      file_(where.file),
      line_(where.line),
      scope_(birth.scope),
      id_(id_counter.fetch_add(1, std::memory_order_relaxed)),
      origin_(birth.origin) {
  auto* const slots = reinterpret_cast<Expr*>(this + 1);
  std::uninitialized_copy(operands.begin(), operands.end(), slots);
}

Node::~Node() { std::destroy_n(const_cast<Expr*>(operands().data()), arity_); }

const std::string& Node::name() const {
  static const std::string none;
  return name_ ? name_->text : none;
}

// The counts of a large graph change millions of times while it is compiled, mostly in a program with one thread yet.
Expr::Expr(const Node* node) : node_(node) {
  if (!node_) return;
  if (__gnu_cxx::__is_single_threaded())
    ++node_->references_;
  else
    __atomic_fetch_add(&node_->references_, 1U, __ATOMIC_RELAXED);
}
Expr::Expr(const Expr& other) : Expr(other.node_) {}

// A chain of a million nodes must not die by a million nested destructors: the nodes that the outermost call sets free
// wait in its list.
void Expr::release(const Node* node) {
  const std::uint32_t left = __gnu_cxx::__is_single_threaded()
                                 ? --node->references_
                                 : __atomic_sub_fetch(&node->references_, 1U, __ATOMIC_ACQ_REL);
  if (left != 0) return;
  static thread_local std::vector<const Node*>* dying = nullptr;
  if (dying) return dying->push_back(node);
  std::vector<const Node*> list{node};
  dying = &list;
  while (!list.empty()) {
    const Node* const last = list.back();
    list.pop_back();
    last->~Node();
    operator delete(const_cast<Node*>(last));
  }
  dying = nullptr;
}

Expr NodeFactory::allocate(Ref<const Op> op, std::span<const Expr> operands, Type type, Where where) {
  void* const memory = operator new(sizeof(Node) + operands.size() * sizeof(Expr));
  return Expr(new (memory) Node(std::move(op), operands, std::move(type), where));
}

Expr NodeFactory::make(Ref<const Op> op, std::span<const Expr> operands, Where where, std::string name) {
  if (birth.where.known()) where = birth.where;
  Type type = infer(*op, operands, where);
  Expr expr = allocate(std::move(op), operands, std::move(type), where);
  if (!name.empty()) set_name(expr, std::move(name));
  return expr;
}

void NodeFactory::inherit(const Expr& copy, const Node& node) {
  auto* const fresh = const_cast<Node*>(copy.get());
  fresh->name_ = node.name_;
  fresh->origin_ = node.origin_;
  fresh->scope_ = node.scope_;
}

Expr NodeFactory::with_op(const Expr& node, Ref<const Op> op, std::span<const Expr> operands) {
  // Rewriting copies most nodes of a graph, with operands like the old ones: these share the type, and the name.
  const auto same_type = [](const Expr& a, const Expr& b) { return a.type() == b.type(); };
  const bool as_before = op == node->shared_op() && std::ranges::equal(operands, node->operands(), same_type);
  Type type = as_before ? node.type() : infer(*op, operands, birth.where.known() ? birth.where : node->where());
  const Expr copy = allocate(std::move(op), operands, std::move(type), node->where());
  inherit(copy, *node);
  return copy;
}

Expr NodeFactory::with_like_operands(const Expr& node, std::span<const Expr* const> operands) {
  void* const memory = operator new(sizeof(Node) + operands.size() * sizeof(Expr));
  Expr copy(new (memory) Node(node->shared_op(), {}, node.type(), node->where()));
  auto* const fresh = const_cast<Node*>(copy.get());
  auto* const slots = reinterpret_cast<Expr*>(fresh + 1);
  for (const Expr* const operand : operands) new (slots + fresh->arity_++) Expr(*operand);
  inherit(copy, *node);
  return copy;
}

void NodeFactory::renew(const Expr& node, std::span<const Expr* const> operands, bool like) {
  auto* const fresh = const_cast<Node*>(node.get());
  auto* const slots = const_cast<Expr*>(node->operands().data());
  for (std::size_t i = 0; i < operands.size(); ++i)
    if (slots[i] != *operands[i]) slots[i] = *operands[i];
  if (!like) fresh->type_ = infer(node->op(), node->operands(), birth.where.known() ? birth.where : node->where());
  fresh->id_ = id_counter.fetch_add(1, std::memory_order_relaxed);
}

void NodeFactory::set_name(const Expr& node, std::string name) {
  // Only nodes that have not been given out yet come here, so nobody sees the change.
  const_cast<Node*>(node.get())->name_ = make_ref<const Node::Name>(std::move(name));
}

void NodeFactory::set_origin(const Expr& node, std::uint64_t origin) {
  const_cast<Node*>(node.get())->origin_ = origin;
}

std::uint64_t NodeFactory::next_id() { return id_counter.load(std::memory_order_relaxed); }

Expr make(Ref<const Op> op, std::span<const Expr> operands, Where where) {
  return NodeFactory::make(std::move(op), operands, where);
}

Expr input(std::string name, DType dtype, Shape shape, Where where) {
  if (name.empty()) throw Error(where, "input: a name is needed, it is what feeds and errors call it by");
  return NodeFactory::make(make_ref<const Input>(Type{dtype, std::move(shape)}), {}, where, std::move(name));
}

Expr constant(const Tensor& value, Where where) {
  return NodeFactory::make(make_ref<const Constant>(value), {}, where);
}

Expr named(const Expr& x, std::string name) {
  if (leaf_as<Input>(x) || leaf_as<ParameterState>(x))
    throw Error(x->where(), "named: " + std::string(x->op().name()) + " \"" + x.name() + "\" has its name already");
  const Expr copy = NodeFactory::with_operands(x, x->operands());
  NodeFactory::set_name(copy, std::move(name));
  return copy;
}

Exprs::Exprs(const std::vector<Parameter>& parameters) : std::vector<Expr>(parameters.begin(), parameters.end()) {}

Operand::Operand(const Parameter& parameter, Where where) : Operand(parameter.expr(), where) {}

Expr Operand::expr() const {
  if (!is_number()) return expr_;
  return as(integral_ ? i64 : f64);
}

Expr Operand::as(DType dtype) const {
  if (!is_number()) return expr_;
  const bool fits = dispatch(dtype, [&]<class T>() {
    // Floats round; whole numbers and booleans must hold the number as it is.
    if constexpr (std::floating_point<T>)
      return true;
    else
      return std::abs(number_) < 9007199254740992.0 &&  // 2^53: from there on a double may have been rounded
             number_ >= static_cast<double>(std::numeric_limits<T>::lowest()) &&
             number_ <= static_cast<double>(std::numeric_limits<T>::max()) &&
             static_cast<double>(static_cast<T>(number_)) == number_;
  });
  if (!fits)
    throw Error(where_,
                attr_text(number_) + " is not an " + std::string(to_string(dtype)) + ": cast the other operand");
  return constant(Tensor::full(dtype, {}, number_), where_);
}

}  // namespace nabla
