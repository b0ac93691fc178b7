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

void add_logarithms(std::vector<Law>& laws) {
  laws.push_back(unary("exp2", exp2));
  laws.push_back(unary("log2", log2, 0.1, 3));
  laws.push_back(unary("log10", log10, 0.1, 3));
  laws.push_back(unary("log1mexp", log1mexp, -3, -0.1));
  laws.push_back(unary("logit", logit, 0.1, 0.9));
  add_binary(laws, "logaddexp", logaddexp);
  add_binary(laws, "xlogy", xlogy, {}, {0.5, 2});
  add_binary(laws, "xlog1py", xlog1py, {}, {-0.5, 2});
}

void add_steps(std::vector<Law>& laws) {
  for (const auto& [low, high] : {std::pair{0.05, 0.95}, std::pair{-1.95, -1.05}}) {
    laws.push_back(unary("sign", sign, low, high));
    laws.push_back(unary("floor", floor, low, high));
    laws.push_back(unary("ceil", ceil, low, high));
    laws.push_back(unary("trunc", trunc, low, high));
    laws.push_back(unary("round", round, low + 0.5, high + 0.5));
  }
  add_binary(laws, "mod", mod, {4.1, 4.9}, {1.7, 2});  // quotients in (2, 3)
  add_binary(laws, "mod", mod, {-4.9, -4.1}, {1.7, 2});
  add_binary(laws, "floor_divide", floor_divide, {4.1, 4.9}, {1.7, 2});
  const auto rest = [](const Exprs& x) { return mod(x[0], x[1]); };
  const auto quotient = [](const Exprs& x) { return floor_divide(x[0], x[1]); };
  laws.push_back({"mod", {{{2, 3}, -9, 9, true}, {{3}, 1, 4, true}}, rest, true, 0});
  laws.push_back({"floor_divide", {{{2, 3}, -9, 9, true}, {{3}, 1, 4, true}}, quotient, true, 0});
}

void add_circular(std::vector<Law>& laws) {
  laws.push_back(unary("sin", sin, -4, 4));
  laws.push_back(unary("cos", cos, -4, 4));
  laws.push_back(unary("tan", tan, -1, 1));
  laws.push_back(unary("asin", asin, -0.8, 0.8));
  laws.push_back(unary("acos", acos, -0.8, 0.8));
  laws.push_back(unary("atan", atan));
  add_binary(laws, "atan2", atan2, {0.5, 2}, {-2, 2});
  add_binary(laws, "atan2", atan2, {-2, 2}, {0.5, 2});
  laws.push_back(unary("sinh", sinh));
  laws.push_back(unary("cosh", cosh));
  laws.push_back(unary("asinh", asinh));
  laws.push_back(unary("acosh", acosh, 1.2, 4));
  laws.push_back(unary("atanh", atanh, -0.8, 0.8));
}

void add_special(std::vector<Law>& laws) {
  laws.push_back(unary("erf", erf));
  laws.push_back(unary("erfc", erfc));
  laws.push_back(unary("erfinv", erfinv, -0.8, 0.8));
  for (const auto& [low, high] : {std::pair{0.5, 4.0}, std::pair{-1.8, -1.2}}) {
    laws.push_back(unary("lgamma", lgamma, low, high));
    laws.push_back(unary("digamma", digamma, low, high));
    for (const int n : {1, 2, 3})
      laws.push_back({"polygamma", {{{4}, low, high}}, [n](const Exprs& x) { return polygamma(n, x[0]); }});
  }
}

void add_logic(std::vector<Law>& laws) {
  const std::pair<const char*, Function1> tests[] = {{"isnan", isnan}, {"isinf", isinf}, {"isfinite", isfinite}};
  for (const auto& [name, f] : tests)
    laws.push_back({name, {{{2, 3}}}, [f = f](const Exprs& x) { return f(x[0]); }, false, 0});
  const OperandLaw matrix{{2, 3}, 0, 1, false, true}, row{{3}, 0, 1, false, true}, column{{2, 1}, 0, 1, false, true};
  const std::pair<const char*, Function2> pairs[] = {
      {"logical_and", logical_and}, {"logical_or", logical_or}, {"logical_xor", logical_xor}};
  for (const auto& [name, f] : pairs)
    for (const OperandLaw& other : {matrix, row, column})
      laws.push_back({name, {matrix, other}, [f = f](const Exprs& x) { return f(x[0], x[1]); }, false, 0});
  laws.push_back({"logical_not", {matrix}, [](const Exprs& x) { return logical_not(x[0]); }, false, 0});
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
  add_logarithms(laws);
  add_steps(laws);
  add_circular(laws);
  add_special(laws);
  add_logic(laws);
  add_pairs(laws);
}

}  // namespace nabla::test
