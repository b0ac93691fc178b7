#pragma once
// What the lists of references are written with.

#include "support/references.hpp"

#include <nabla/ops/ops.hpp>

namespace nabla::test {

using Function1 = Expr (*)(const Operand&);
using Function2 = Expr (*)(const Operand&, const Operand&);

inline Reference of_one(const char* name, Function1 f, double ulps = 4, double floor = 0) {
  return {name, [f](const Exprs& x) { return f(x[0]); }, ulps, floor};
}
inline Reference of_two(const char* name, Function2 f, double ulps = 4, double floor = 0) {
  return {name, [f](const Exprs& x) { return f(x[0], x[1]); }, ulps, floor};
}

}  // namespace nabla::test
