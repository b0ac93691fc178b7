#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include <nabla/graph/attr.hpp>
#include <nabla/graph/batch.hpp>
#include <nabla/graph/cotangent.hpp>
#include <nabla/graph/expr.hpp>
#include <nabla/graph/operand.hpp>
#include <nabla/graph/view.hpp>

namespace nabla {

namespace kernels {
struct Tile;
}

/// The operands' types, views or expressions, for an operation with any number of operands.
using Types = std::span<const Type>;
using Views = std::span<const View>;
using Operands = std::span<const Expr>;

struct AttrText {
  std::string name, value;
};

/// What an operation is, as the engine sees it: one virtual interface that Model<T> fills from a plain struct T.
class Op : public Counted {
 public:
  virtual ~Op() = default;

  /// "log_softmax": also the function, the text and the file.
  virtual std::string_view name() const = 0;
  /// The number of operands, or any_arity.
  virtual std::size_t arity() const = 0;
  static constexpr std::size_t any_arity = static_cast<std::size_t>(-1);

  /// The result's type. Throws Error without a place where the operands do not fit; make() adds place and operands.
  virtual Type infer(Types operands) const = 0;
  /// Computes the result; the views are of the inferred types with concrete sizes.
  virtual void eval(Views operands, const Out& result) const = 0;
  /// The derivative, as expressions: for each operand the cotangent of the cost, given that of the result.
  virtual Cotangents pullback(Operands operands, const Expr& result, const Expr& cotangent) const = 0;

  /// The node computed for each index of a further, leading axis of some operands, as one expression with that axis in
  /// front. An empty Expr where the operation has no rule: vmap() then loops.
  virtual Expr batch(const Batch& x) const { return static_cast<void>(x), Expr(); }

  virtual std::vector<AttrText> attrs() const { return {}; }
  /// Same operation with the same attributes?
  virtual bool equals(const Op& other) const = 0;
  /// Does this operation fit the pattern's, its attribute variables bound on the way?
  virtual bool match(const Op& pattern, AttrBindings& bindings) const {
    return static_cast<void>(bindings), equals(pattern);
  }
  /// A copy with the attribute variables replaced by what they are bound to.
  virtual Ref<const Op> bind(const AttrBindings& bindings) const {
    return static_cast<void>(bindings), Ref<const Op>(this);
  }

  /// A copy whose DType attributes `from` are `to`: how a graph moves to another precision.
  virtual Ref<const Op> with_dtype(DType from, DType to) const {
    return static_cast<void>(from), static_cast<void>(to), Ref<const Op>(this);
  }

  /// For operands of these types, the bare kernel of an elementwise operation (kernels/kernels.hpp), which a fused
  /// instruction runs over tiles. False where there is none: then eval() does it.
  virtual bool tile(Types operands, kernels::Tile& kernel) const {
    return static_cast<void>(operands), static_cast<void>(kernel), false;
  }

  /// Entry i of the result depends on entry i of same-shaped operands alone: the result may overwrite such an operand.
  virtual bool is_elementwise() const { return false; }
  /// The result is operand 0's entries, unchanged and in the same order, under other sizes.
  virtual bool is_view() const { return false; }
  /// The result is operand 0 itself, and only a gradient sees the operation: a Function leaves it out.
  virtual bool is_identity() const { return false; }
  /// The operands may change places. Drawings number the operands of all other operations.
  virtual bool is_commutative() const { return false; }
};

namespace detail {

template <class F>
struct Signature;
template <class C, class R, class... A>
struct Signature<R (C::*)(A...) const> {
  static constexpr std::size_t arity = sizeof...(A);
  static constexpr bool variadic = (std::is_same_v<std::remove_cvref_t<A>, Types> || ...);
};

inline Cotangents as_cotangents(Cotangents answers) { return answers; }
inline Cotangents as_cotangents(Cotangent answer) {
  Cotangents answers;
  answers.push_back(std::move(answer));
  return answers;
}

/// Calls body(s[0], s[1], ..., s[N-1]).
template <std::size_t N, class Span, class Body>
decltype(auto) spread(Span s, Body&& body) {
  return [&]<std::size_t... I>(std::index_sequence<I...>)->decltype(auto) { return body(s[I]...); }
  (std::make_index_sequence<N>());
}

/// Makes an Op of a plain struct (apply() below does it), so that an operation is one page, in this order:
///
///   struct LogSoftmax {
///     static constexpr auto name = "log_softmax";
///     Attr<int> axis = -1;
///     auto attrs() const { return named_attrs("axis", axis); }          // optional
///     Type infer(const Type& x) const;                                  // what it is
///     void eval(const View& x, const Out& y) const;                     // how it is computed
///     Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;  // how it is differentiated
///   };
///
/// Operands are named arguments; an operation with any number of them takes Types, Views, Operands instead. A pullback
/// of several operands returns Cotangents. Optional: `Expr batch(const Batch& x) const`, how it is computed over a
/// further axis (graph/batch.hpp), and `static constexpr bool elementwise = true`, `... view = true`, `... identity =
/// true`, `... commutative = true`.
template <class T>
class Model final : public Op {
 public:
  explicit Model(T op) : op_(std::move(op)) {}
  const T& op() const { return op_; }

  std::string_view name() const override { return T::name; }
  std::size_t arity() const override { return Infer::variadic ? any_arity : Infer::arity; }

  Type infer(Types types) const override {
    if constexpr (Infer::variadic)
      return op_.infer(types);
    else
      return spread<Infer::arity>(types, [&](const auto&... x) { return op_.infer(x...); });
  }
  void eval(Views views, const Out& result) const override {
    if constexpr (Infer::variadic)
      op_.eval(views, result);
    else
      spread<Infer::arity>(views, [&](const auto&... x) { op_.eval(x..., result); });
  }
  Cotangents pullback(Operands operands, const Expr& result, const Expr& cotangent) const override {
    if constexpr (Infer::variadic)
      return op_.pullback(operands, result, cotangent);
    else
      return spread<Infer::arity>(
          operands, [&](const auto&... x) { return as_cotangents(op_.pullback(x..., result, cotangent)); });
  }

  Expr batch(const Batch& x) const override {
    if constexpr (requires { op_.batch(x); })
      return op_.batch(x);
    else
      return {};
  }

  std::vector<AttrText> attrs() const override {
    std::vector<AttrText> texts;
    each_attr(op_, [&](const auto& a) { texts.push_back({std::string(a.name), attr_text(*a.attr)}); });
    return texts;
  }
  bool equals(const Op& other) const override {
    const auto* const same = dynamic_cast<const Model*>(&other);
    return same && zip_attrs(same->op_, [](const auto& a, const auto& b) { return a.attr == b.attr; });
  }
  bool match(const Op& pattern, AttrBindings& bindings) const override {
    const auto* const same = dynamic_cast<const Model*>(&pattern);
    return same && zip_attrs(same->op_, [&](const auto& a, const auto& p) { return a.attr.match(p.attr, bindings); });
  }
  Ref<const Op> bind(const AttrBindings& bindings) const override {
    T copy = op_;
    each_attr(copy, [&](const auto& a) { a.attr = a.attr.bind(bindings); });
    return make_ref<const Model>(std::move(copy));
  }

  Ref<const Op> with_dtype(DType from, DType to) const override {
    T copy = op_;
    each_attr(copy, [&](const auto& a) {
      if constexpr (std::is_same_v<decltype(a.attr), Attr<DType>&>)
        if (*a.attr == from) a.attr = to;
    });
    return make_ref<const Model>(std::move(copy));
  }

  bool tile(Types operands, kernels::Tile& kernel) const override {
    if constexpr (requires { op_.tile(operands, kernel); })
      return op_.tile(operands, kernel);
    else
      return false;
  }
  bool is_elementwise() const override {
    if constexpr (requires { T::elementwise; })
      return T::elementwise;
    else
      return false;
  }
  bool is_view() const override {
    if constexpr (requires { T::view; })
      return T::view;
    else
      return is_identity();
  }
  bool is_identity() const override {
    if constexpr (requires { T::identity; })
      return T::identity;
    else
      return false;
  }
  bool is_commutative() const override {
    if constexpr (requires { T::commutative; })
      return T::commutative;
    else
      return false;
  }

 private:
  using Infer = Signature<decltype(&T::infer)>;

  template <class Body>
  static void each_attr(const T& op, Body&& body) {
    if constexpr (requires { op.attrs(); }) std::apply([&](const auto&... attr) { (body(attr), ...); }, op.attrs());
  }
  template <class Body>
  bool zip_attrs(const T& other, Body&& body) const {
    if constexpr (requires { op_.attrs(); }) {
      const auto mine = op_.attrs();
      const auto theirs = other.attrs();
      return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (body(std::get<I>(mine), std::get<I>(theirs)) && ...);
      }
      (std::make_index_sequence<std::tuple_size_v<decltype(mine)>>());
    } else {
      return true;
    }
  }

  T op_;
};

}  // namespace detail

/// A node of `op` on `operands`. Throws Error with the place, and each operand's name, type and line, where they do not
/// fit.
Expr make(Ref<const Op> op, std::span<const Expr> operands, Where where);

/// A node of the operation that a struct describes. Operations without attributes are one shared object each.
template <class T, class... Operands>
Expr apply(T op, Where where, const Operands&... operands) {
  const std::array<Expr, sizeof...(Operands)> list{operands...};
  if constexpr (std::is_empty_v<T>) {
    static const Ref<const Op> shared = make_ref<const detail::Model<T>>(op);
    return make(shared, list, where);
  } else {
    return make(make_ref<const detail::Model<T>>(std::move(op)), list, where);
  }
}

/// The struct of the node's operation, if it is a T: `if (const auto* t = op_as<Transpose>(x)) ... t->axes`.
template <class T>
const T* op_as(const Expr& x) {
  const Op& op = x->op();  // asked of all nodes: Model is final, so that its type says all, without a walk up the bases
  return typeid(op) == typeid(detail::Model<T>) ? &static_cast<const detail::Model<T>&>(op).op() : nullptr;
}

/// While one of these lives, nodes made on this thread get `where` instead of the line that the code which makes them
/// stands on: a function composed of others keeps its caller's line, and the nodes of a pullback or a rewrite inherit
/// the line and the scope of the node they come from. Those that come from a forward node are gradient nodes.
class Provenance {
 public:
  explicit Provenance(Where where);
  explicit Provenance(const Expr& forward);
  /// For nodes that take the place of `node` in another graph: its line, origin and scope.
  static Provenance again(const Expr& node) { return Provenance(*node); }
  Provenance(const Provenance&) = delete;
  Provenance& operator=(const Provenance&) = delete;
  ~Provenance();

 private:
  Provenance();
  explicit Provenance(const Node& replaced);

  Where outer_where_;
  std::uint64_t outer_origin_;
  std::uint32_t outer_scope_;
};

}  // namespace nabla
