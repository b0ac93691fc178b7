#include <nabla/graph/tensor.hpp>

#include "support/laws/make.hpp"

namespace nabla::test {
namespace {

/// Both sides of a kink at 0.
constexpr Interval sides[] = {{0.05, 2.0}, {-2.0, -0.05}};

void add_relu_laws(std::vector<Law>& laws) {
  for (const auto& [low, high] : sides) {
    laws.push_back(unary("relu", relu, low, high));
    laws.push_back(unary(
        "leaky_relu", [](const Operand& x) { return leaky_relu(x); }, low, high));
    for (const auto& [below, above] : sides)
      for (const auto& [a, b] : {std::pair<Sizes, Sizes>{{2, 3}, {2, 3}}, {{2, 3}, {3}}, {{3}, {2, 1}}, {{2, 3}, {}}})
        laws.push_back(
            {"prelu", {{a, low, high}, {b, below, above}}, [](const Exprs& x) { return prelu(x[0], x[1]); }});
  }
  for (const auto& [low, high] : {Interval{-3, 0.9}, {1.1, 2.9}, {3.1, 5}})
    laws.push_back(unary(
        "general_relu",
        [](const Operand& x) { return relu(x, {.max_value = 3, .negative_slope = 0.3, .threshold = 1}); }, low, high));
  laws.push_back(unary("general_relu", relu6, 0.1, 5.9));
  laws.push_back(unary(
      "general_relu", [](const Operand& x) { return thresholded_relu(x); }, 1.1, 3));
}

void add_exponential_laws(std::vector<Law>& laws) {
  for (const auto& [low, high] : sides) {
    laws.push_back(unary("selu", selu, low, high));
    laws.push_back({"elu", {{{4}, low, high}}, [](const Exprs& x) { return elu(x[0], 0.7); }});
    laws.push_back({"celu", {{{4}, low, high}}, [](const Exprs& x) { return celu(x[0], 0.7); }});
    laws.push_back(unary("softsign", softsign, low, high));  // its second derivative has a kink at 0
  }
  laws.push_back(unary("sigmoid", sigmoid, -6, 6));
  laws.push_back(unary("log_sigmoid", log_sigmoid, -6, 6));
  laws.push_back(unary("tanh", tanh));
  laws.push_back(unary("tanh_shrink", tanh_shrink));
  laws.push_back(unary("softplus", softplus, -6, 6));
  laws.push_back({"squareplus", {{{4}, -6, 6}}, [](const Exprs& x) { return squareplus(x[0], 2); }});
  laws.push_back(unary("normal_cdf", normal_cdf, -4, 4));
  laws.push_back(unary("normal_pdf", normal_pdf, -4, 4));
  laws.push_back(unary("silu", silu, -6, 6));
  laws.push_back(unary("mish", mish, -6, 6));
  laws.push_back({"gelu", {{{4}, -4, 4}}, [](const Exprs& x) { return gelu(x[0]); }});
  laws.push_back({"gelu", {{{4}, -4, 4}}, [](const Exprs& x) { return gelu(x[0], true); }});
}

void add_hard_laws(std::vector<Law>& laws) {
  laws.push_back({"hard_sigmoid", {{{4}, -2.4, 2.4}}, [](const Exprs& x) { return hard_sigmoid(x[0], 0.2); }});
  laws.push_back({"hard_sigmoid", {{{4}, 3.1, 5}}, [](const Exprs& x) { return hard_sigmoid(x[0]); }});
  for (const auto& [low, high] : {Interval{-5, -3.1}, {-2.9, 2.9}, {3.1, 5}})
    laws.push_back(unary("hard_silu", hard_silu, low, high));
  for (const auto& [low, high] : {Interval{-3, -1.1}, {-0.9, 0.9}, {1.1, 3}}) {
    laws.push_back(unary("hard_tanh", hard_tanh, low, high));
    laws.push_back(unary("sparse_plus", sparse_plus, low, high));  // its second derivative has kinks
    laws.push_back(unary("sparse_sigmoid", sparse_sigmoid, low, high));
    laws.push_back({"hard_shrink", {{{4}, low, high}}, [](const Exprs& x) { return hard_shrink(x[0], 1); }});
    laws.push_back({"soft_shrink", {{{4}, low, high}}, [](const Exprs& x) { return soft_shrink(x[0], 1); }});
    laws.push_back({"threshold", {{{4}, low, high}}, [](const Exprs& x) { return threshold(x[0], 1, -2); }});
  }
}

/// x and behind it, along the axis, -0.7 x: a size that is even whatever its symbol is.
Expr doubled(const Expr& x, int axis) {
  const auto at = static_cast<std::ptrdiff_t>(axis < 0 ? x.rank() - 1 : static_cast<std::size_t>(axis));
  std::vector<Dim> apart = x.shape().dims(), together = apart;
  apart.insert(apart.begin() + at, 1);
  Sizes sizes(apart.size(), 1);
  sizes[static_cast<std::size_t>(at)] = 2;
  const Expr factors = constant(Tensor::from_vector<double>(sizes, {1, -0.7}).cast(x.dtype()));
  together[static_cast<std::size_t>(at)] = 2 * together[static_cast<std::size_t>(at)];
  return reshape(reshape(x, Shape(apart)) * factors, Shape(together));
}

void add_axis_laws(std::vector<Law>& laws) {
  for (const Axes& axes : {Axes(), Axes{}, Axes{0, 1}, Axes{0, 2}, Axes{2, 1}, Axes(std::vector<int>{})}) {
    laws.push_back(reduction("softmax", [=](const Expr& x) { return softmax(x, axes); }, {2, 3, 4}));
    laws.push_back(reduction("log_softmax", [=](const Expr& x) { return log_softmax(x, axes); }, {2, 3, 4}));
    laws.push_back(reduction("logsumexp", [=](const Expr& x) { return logsumexp(x, axes); }, {2, 3, 4}));
    laws.push_back(reduction("logsumexp", [=](const Expr& x) { return logsumexp(x, axes, keepdims); }, {2, 3, 4}));
  }
  for (const int axis : {0, 1, -1}) {
    laws.push_back(reduction("sparsemax", [=](const Expr& x) { return sparsemax(x, axis); }, {2, 3, 5}));
    laws.push_back({"glu", {{{2, 3, 5}}}, [=](const Exprs& x) { return glu(doubled(x[0], axis), axis); }});
  }
}

}  // namespace

void add_activation_laws(std::vector<Law>& laws) {
  add_relu_laws(laws);
  add_exponential_laws(laws);
  add_hard_laws(laws);
  add_axis_laws(laws);
}

}  // namespace nabla::test
