#include "support/laws/make.hpp"

namespace nabla::test {
namespace {

void add_unary(std::vector<Law>& laws) {
  for (const auto& [low, high] : {std::pair{0.05, 2.0}, std::pair{-2.0, -0.05}})
    laws.push_back(unary("abs", abs, low, high));
  laws.push_back(unary("neg", [](const Operand& x) { return -x; }));
  laws.push_back(unary("exp", exp));
  laws.push_back(unary("expm1", expm1));
  laws.push_back(unary("log", log, 0.1, 3));
  laws.push_back(unary("log1p", log1p, -0.8, 3));
  laws.push_back(unary("sqrt", sqrt, 0.1, 3));
  laws.push_back(unary("square", square));
  laws.push_back({"cast", {{{2, 3}}}, [](const Exprs& x) { return cast(x[0], f32); }});
  laws.push_back({"cast", {{{2, 3}, -9, 9, true}}, [](const Exprs& x) { return cast(x[0], f64); }, true, 0});
}

void add_pairs(std::vector<Law>& laws) {
  add_binary(laws, "add", operator+);
  add_binary(laws, "sub", operator-);
  add_binary(laws, "mul", operator*);
  add_binary(laws, "div", operator/, {}, {0.5, 2});
  add_binary(laws, "pow", pow, {0.5, 2}, {-2, 2});
  add_binary(laws, "maximum", maximum, {0.1, 1}, {-1, 0});
  add_binary(laws, "minimum", minimum, {0.1, 1}, {-1, 0});
  add_binary(laws, "equal", equal, {}, {}, 0);
  add_binary(laws, "not_equal", not_equal, {}, {}, 0);
  add_binary(laws, "less", less, {}, {}, 0);
  add_binary(laws, "less_equal", less_equal, {}, {}, 0);
  add_binary(laws, "greater", greater, {}, {}, 0);
  add_binary(laws, "greater_equal", greater_equal, {}, {}, 0);
  const auto choose = [](const Exprs& x) { return where(x[0], x[1], x[2]); };
  laws.push_back({"where", {{{3, 5}, 0, 1, false, true}, {{3, 5}}, {{3, 5}}}, choose, false});
  laws.push_back({"where", {{{3, 1}, 0, 1, false, true}, {{5}}, {{2, 3, 1}}}, choose, false});
  laws.push_back({"where", {{{2, 3, 5}, 0, 1, false, true}, {{}}, {{3, 5}}}, choose, false});
}

}  // namespace

void add_elementwise_laws(std::vector<Law>& laws) {
  add_unary(laws);
  add_pairs(laws);
}

}  // namespace nabla::test
