#include "support/laws.hpp"

#include <nabla/graph/op.hpp>
#include <nabla/ops/ops.hpp>

namespace nabla::test {
namespace {

using Function1 = Expr (*)(const Operand&);
using Function2 = Expr (*)(const Operand&, const Operand&);

/// Entries stay 0.05 away from the kink at 0 if the domain is (0.05, high) or its mirror image: two laws cover both
/// sides.
Law unary(const char* name, Function1 f, double low = -2, double high = 2) {
  return {name, {{{2, 3}, low, high}}, [f](const Exprs& x) { return f(x[0]); }};
}

struct Interval {
  double low = -2, high = 2;
};

/// Every pattern of broadcasting, all sizes distinct.
void add_binary(std::vector<Law>& laws, const char* name, Function2 f, Interval x = {}, Interval y = {},
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

Law reduction(const char* name, std::function<Expr(const Expr&)> f, Sizes sizes, int orders = 2) {
  return {name, {{std::move(sizes)}}, [f](const Exprs& x) { return f(x[0]); }, orders > 0, orders};
}

void add_elementwise(std::vector<Law>& laws) {
  for (const auto& [low, high] : {std::pair{0.05, 2.0}, std::pair{-2.0, -0.05}}) {
    laws.push_back(unary("abs", abs, low, high));
    laws.push_back(unary("relu", relu, low, high));
    laws.push_back(unary("selu", selu, low, high));
    laws.push_back({"elu", {{{4}, low, high}}, [](const Exprs& x) { return elu(x[0], 0.7); }});
  }
  laws.push_back(unary("neg", [](const Operand& x) { return -x; }));
  laws.push_back(unary("exp", exp));
  laws.push_back(unary("expm1", expm1));
  laws.push_back(unary("log", log, 0.1, 3));
  laws.push_back(unary("log1p", log1p, -0.8, 3));
  laws.push_back(unary("sqrt", sqrt, 0.1, 3));
  laws.push_back(unary("square", square));
  laws.push_back(unary("sigmoid", sigmoid, -6, 6));
  laws.push_back(unary("tanh", tanh));
  laws.push_back(unary("softplus", softplus, -6, 6));
  for (const auto& [low, high] : {std::pair{0.05, 2.0}, std::pair{-2.0, -0.05}})
    laws.push_back(unary("softsign", softsign, low, high));  // its second derivative has a kink at 0
  laws.push_back({"hard_sigmoid", {{{4}, -2.4, 2.4}}, [](const Exprs& x) { return hard_sigmoid(x[0], 0.2); }});
  laws.push_back({"hard_sigmoid", {{{4}, 3.1, 5}}, [](const Exprs& x) { return hard_sigmoid(x[0]); }});
  laws.push_back({"cast", {{{2, 3}}}, [](const Exprs& x) { return cast(x[0], f32); }});
  laws.push_back({"cast", {{{2, 3}, -9, 9, true}}, [](const Exprs& x) { return cast(x[0], f64); }, true, 0});
  laws.push_back(unary("stop_gradient", stop_gradient));
  laws.back().orders = 0;
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

void add_axes(std::vector<Law>& laws) {
  for (const Axes& axes : {Axes(), Axes(0), Axes(1), Axes(-1), Axes{0, 2}, Axes{0, 1}, Axes{1, 2}})
    for (const Keepdims keep : {Keepdims{false}, keepdims}) {
      const auto over = [&](const char* name, Expr (*f)(const Operand&, const Axes&, Keepdims), int orders = 2) {
        laws.push_back(reduction(
            name, [=](const Expr& x) { return f(x, axes, keep); }, {2, 3, 5}, orders));
      };
      over("sum", sum);
      over("max", max);
      over("argmax", argmax, 0);
      over("prod", prod);
      laws.back().keeps_nan = true;
    }
  for (const int axis : {0, 1, -1}) {
    laws.push_back(reduction("softmax", [=](const Expr& x) { return softmax(x, axis); }, {2, 3, 5}));
    laws.push_back(reduction("log_softmax", [=](const Expr& x) { return log_softmax(x, axis); }, {2, 3, 5}));
    laws.push_back(reduction("logsumexp", [=](const Expr& x) { return logsumexp(x, axis); }, {2, 3, 5}));
    laws.push_back(reduction("logsumexp", [=](const Expr& x) { return logsumexp(x, axis, keepdims); }, {2, 3, 5}));
  }
  laws.push_back(reduction(
      "first_max",
      [](const Expr& x) {
        return first_max(x, {0, 2});
      },
      {2, 3, 5}, 0));
  laws.push_back(reduction("prod_of_others", [](const Expr& x) { return prod_of_others(x); }, {2, 4}));
}

void add_shapes(std::vector<Law>& laws) {
  laws.push_back(reduction("reshape", [](const Expr& x) { return reshape(x, {x.shape()[0], -1}); }, {2, 3, 5}));
  laws.push_back(reduction("transpose", [](const Expr& x) { return transpose(x); }, {2, 3, 5}));
  laws.push_back(reduction("transpose", [](const Expr& x) { return transpose(x, {1, 2, 0}); }, {2, 3, 5}));
  laws.push_back(reduction("transpose", [](const Expr& x) { return transpose(x, {0, 2, 1}); }, {2, 3, 5}));
  laws.push_back(reduction("broadcast_to",
                           [](const Expr& x) {
                             return broadcast_to(x, {7, x.shape()[0], 5});
                           },
                           {3, 1}));
  laws.push_back({"eye", {}, [](const Exprs&) { return eye(3, 4, f64); }, false, 0});
}

void add_products(std::vector<Law>& laws) {
  const auto product = [](const Exprs& x) { return matmul(x[0], x[1]); };
  const auto flipped = [](const Exprs& x) { return matmul(transpose(x[0]), x[1]); };
  const auto flipped_right = [](const Exprs& x) { return matmul(x[0], transpose(x[1])); };
  const auto both = [](const Exprs& x) { return matmul(transpose(x[0]), transpose(x[1])); };
  laws.push_back({"matmul", {{{2, 3}}, {{3, 5}}}, product});
  laws.push_back({"matmul", {{{3, 2}}, {{3, 5}}}, flipped});
  laws.push_back({"matmul", {{{2, 3}}, {{5, 3}}}, flipped_right});
  laws.push_back({"matmul", {{{3, 2}}, {{5, 3}}}, both});
  laws.push_back({"matmul", {{{3}}, {{3, 5}}}, product});
  laws.push_back({"matmul", {{{2, 3}}, {{3}}}, product});
  laws.push_back({"matmul", {{{3}}, {{3}}}, product});
  laws.push_back({"matmul", {{{2, 7, 3}}, {{3, 5}}}, product});
  laws.push_back({"add_bias", {{{3, 5}}, {{5}}}, [](const Exprs& x) { return add_bias(x[0], x[1]); }});
  laws.push_back({"add_bias", {{{2, 3, 5}}, {{5}}}, [](const Exprs& x) { return add_bias(x[0], x[1]); }});
}

void add_losses(std::vector<Law>& laws) {
  laws.push_back({"one_hot", {{{3, 2}, 0, 5, true}}, [](const Exprs& x) { return one_hot(x[0], 5, f32); }, false, 0});
  laws.push_back({"sparse_softmax_cross_entropy", {{{3, 5}, -4, 4}, {{3}, 0, 5, true}}, [](const Exprs& x) {
                    return sparse_softmax_cross_entropy(x[0], x[1]);
                  }});
  laws.push_back({"sparse_softmax_cross_entropy", {{{2, 3, 5}, -4, 4}, {{2, 3}, 0, 5, true}}, [](const Exprs& x) {
                    return sparse_softmax_cross_entropy(x[0], x[1]);
                  }});
  laws.push_back({"sigmoid_cross_entropy", {{{3, 5}, -4, 4}, {{3, 5}, 0, 1}}, [](const Exprs& x) {
                    return sigmoid_cross_entropy(x[0], x[1]);
                  }});
  laws.push_back({"softmax_cross_entropy", {{{3, 5}, -4, 4}, {{3, 5}, 0.1, 1}}, [](const Exprs& x) {
                    return softmax_cross_entropy(x[0], x[1]);
                  }});
}

}  // namespace

const std::vector<Law>& laws() {
  static const std::vector<Law> all = [] {
    std::vector<Law> list;
    add_elementwise(list);
    add_pairs(list);
    add_axes(list);
    add_shapes(list);
    add_products(list);
    add_losses(list);
    return list;
  }();
  return all;
}

}  // namespace nabla::test
