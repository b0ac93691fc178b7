#pragma once

#include <concepts>
#include <functional>
#include <vector>

#include <nabla/graph/cotangent.hpp>
#include <nabla/graph/operand.hpp>

namespace nabla {

/// A pullback as the user writes it, any callable: given the operands x, the result y and its cotangent dy, it answers
/// each operand's cotangent. It may return Cotangents, a list of expressions, or for one operand just its cotangent.
class CustomPullback {
 public:
  template <class F>
  requires std::invocable<const F&, const Exprs&, const Expr&, const Expr&> CustomPullback(F pullback)
      : call_([pullback = std::move(pullback)](const Exprs& x, const Expr& y, const Expr& dy) {
          return answers(pullback(x, y, dy));
        }) {}

  Cotangents operator()(const Exprs& x, const Expr& y, const Expr& dy) const { return call_(x, y, dy); }

 private:
  static Cotangents answers(Cotangents answers) { return answers; }
  static Cotangents answers(Cotangent answer) { return Cotangents{std::move(answer)}; }
  static Cotangents answers(const std::vector<Expr>& list) { return Cotangents(list.begin(), list.end()); }

  std::function<Cotangents(const Exprs&, const Expr&, const Expr&)> call_;
};

/// The value of `forward`, whose gradient is what `pullback` says and nothing else: it flows to the expressions `x`
/// alone, and `forward`, which may be made of them in any way, is not differentiated through this node.
///
///   // exp(x) whose gradient does not overflow
///   const Expr y = custom_gradient(exp(x), {x}, [](const Exprs& x, const Expr&, const Expr& dy) {
///     return dy * exp(minimum(x[0], 20));
///   });
///
/// The pullback is called by each grad() that passes here and builds expressions, so that it is itself differentiable;
/// second derivatives and jvp are derived from it (jvp asks that it is linear in dy). For an operand it answers an
/// expression of the operand's type, `zero`, `disconnected` or `undefined("why")`; that it answers something else is
/// an Error of grad(), as for any operation. Numbers in it are best left bare: verify_gradient asks for it in f64.
///
/// The node costs nothing in a compiled Function. It holds a callable, so it has no text that it could be read from;
/// it is equal to itself alone.
Expr custom_gradient(const Operand& forward, const Exprs& x, CustomPullback pullback);

/// The same for a function of expressions: `const auto f = custom_gradient(forward, pullback); ... f({x, w})`.
template <class Forward>
requires std::invocable<const Forward&, const Exprs&>
auto custom_gradient(Forward forward, CustomPullback pullback) {
  return [forward = std::move(forward), pullback = std::move(pullback)](const Exprs& x, Where where = Where::here()) {
    return custom_gradient(Operand(forward(x), where), x, pullback);
  };
}

}  // namespace nabla
