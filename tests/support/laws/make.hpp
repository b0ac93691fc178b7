#pragma once
// What the lists of laws are written with.

#include "support/laws.hpp"

#include <nabla/graph/op.hpp>
#include <nabla/ops/ops.hpp>

namespace nabla::test {

using Function1 = Expr (*)(const Operand&);
using Function2 = Expr (*)(const Operand&, const Operand&);

/// Entries stay 0.05 away from the kink at 0 if the domain is (0.05, high) or its mirror image: two laws cover both
/// sides.
inline Law unary(const char* name, Function1 f, double low = -2, double high = 2) {
  return {name, {{{2, 3}, low, high}}, [f](const Exprs& x) { return f(x[0]); }};
}

struct Interval {
  double low = -2, high = 2;
};

/// Every pattern of broadcasting, all sizes distinct.
inline void add_binary(std::vector<Law>& laws, const char* name, Function2 f, Interval x = {}, Interval y = {},
                int orders = 2) {
  const std::vector<std::pair<Sizes, Sizes>> patterns{
      {{3, 5}, {3, 5}}, {{3, 5}, {1, 5}},    {{3, 5}, {3, 1}}, {{1, 5}, {3, 1}}, {{5}, {1}},
      {{2, 3, 5}, {5}}, {{3, 1}, {2, 1, 5}}, {{}, {3, 5}},     {{3, 5}, {}},     {{}, {}},
  };
  for (const auto& [a, b] : patterns)
    laws.push_back({name,
                    {{a, x.low, x.high}, {b, y.low, y.high}},
                    [f](const Exprs& e) { return f(e[0], e[1]); },
                    orders > 0,
                    orders});
}

inline Law reduction(const char* name, std::function<Expr(const Expr&)> f, Sizes sizes, int orders = 2) {
  return {name, {{std::move(sizes)}}, [f](const Exprs& x) { return f(x[0]); }, orders > 0, orders};
}

}  // namespace nabla::test
