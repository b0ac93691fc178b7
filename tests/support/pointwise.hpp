#pragma once
// Functions of expressions as functions of numbers, so that a test reads like a table.

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <nabla/autodiff/grad.hpp>
#include <nabla/ops/reduce.hpp>

#include "support/evaluate.hpp"
#include "support/message.hpp"

namespace nabla::test {

using Numbers = std::vector<double>;

inline constexpr double inf = std::numeric_limits<double>::infinity();
inline constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

Tensor tensor(DType dtype, const Sizes& sizes, const Numbers& entries);
Numbers numbers(const Tensor& tensor);

/// What a plain function of the language is; the default below, so that `exp`, which <cmath> overloads, may stand for
/// itself.
using Function = Expr (*)(const Operand&);

/// f of each number, computed in `dtype`.
template <class F = Function>
Numbers values(F f, DType dtype, const Numbers& x) {
  const Expr in = input("x", dtype, {Dim(x.size())});
  return numbers(evaluate(f(in), {{in, tensor(dtype, {static_cast<std::int64_t>(x.size())}, x)}}));
}

/// f of each pair (x[i], y[i]), computed in `dtype`.
template <class F = Expr (*)(const Operand&, const Operand&)>
Numbers values(F f, DType dtype, const Numbers& x, const Numbers& y) {
  const Sizes sizes{static_cast<std::int64_t>(x.size())};
  return numbers(evaluate(f(constant(tensor(dtype, sizes, x)), constant(tensor(dtype, sizes, y)))));
}

/// f' at each number, by grad().
template <class F = Function>
Numbers slopes(F f, DType dtype, const Numbers& x) {
  return values([&](const Expr& in) { return grad(sum(f(in)), in); }, dtype, x);
}

/// f'' at each number, by grad() of grad().
template <class F = Function>
Numbers curvatures(F f, DType dtype, const Numbers& x) {
  return values([&](const Expr& in) { return grad(sum(grad(sum(f(in)), in)), in); }, dtype, x);
}

/// The partial derivatives of f at the pairs (x[i], y[i]), all for x first.
template <class F = Expr (*)(const Operand&, const Operand&)>
std::vector<Numbers> partials(F f, const Numbers& x, const Numbers& y) {
  const Sizes sizes{static_cast<std::int64_t>(x.size())};
  const Expr a = input("a", f64, Shape(sizes)), b = input("b", f64, Shape(sizes));
  const std::vector<Tensor> results =
      evaluate(grad(sum(f(a, b)), {a, b}), {{a, tensor(f64, sizes, x)}, {b, tensor(f64, sizes, y)}});
  return {numbers(results[0]), numbers(results[1])};
}

/// "" where the numbers agree to this relative error (NaN is NaN, and an infinity itself), else the first that does
/// not.
std::string difference(const Numbers& got, const Numbers& want, double relative = 0);

/// Errors of a few units in the last place.
inline double few_ulps(DType dtype) { return dtype == f32 ? 5e-7 : 1e-15; }

}  // namespace nabla::test
