#include <nabla/autodiff/grad.hpp>

#include "support/references/make.hpp"

namespace nabla::test {
namespace {

/// f', as grad() gives it.
Reference slope_of(const char* name, Function1 f, double ulps) {
  return {name, [f](const Exprs& x) { return grad(sum(f(x[0])), x[0]); }, ulps};
}

}  // namespace

void add_activation_references(std::vector<Reference>& references) {
  const std::vector<Reference> list{
      of_one(
          "celu", [](const Operand& x) { return celu(x, 3); }, 2),
      of_one(
          "elu", [](const Operand& x) { return elu(x, 0.75); }, 3),
      of_one(
          "gelu", [](const Operand& x) { return gelu(x); }, 4),
      of_one(
          "gelu_tanh", [](const Operand& x) { return gelu(x, true); }, 4),
      of_one(
          "general_relu",
          [](const Operand& x) { return relu(x, {.max_value = 3, .negative_slope = 0.25, .threshold = 1}); }, 0.501),
      of_one(
          "hard_shrink", [](const Operand& x) { return hard_shrink(x); }, 0),
      of_one(
          "hard_sigmoid", [](const Operand& x) { return hard_sigmoid(x); }, 2),
      of_one("hard_silu", hard_silu, 2),
      of_one("hard_tanh", hard_tanh, 0),
      of_one(
          "leaky_relu", [](const Operand& x) { return leaky_relu(x, 0.3125); }, 0.501),
      of_one("log_sigmoid", log_sigmoid, 2),
      of_one("mish", mish, 4),
      of_one("normal_cdf", normal_cdf, 4),
      of_one("normal_pdf", normal_pdf, 3),
      of_one("relu", relu, 0),
      of_one("relu6", relu6, 0),
      of_one("selu", selu, 3),
      of_one("sigmoid", sigmoid, 3),
      of_one("silu", silu, 3),
      of_one(
          "soft_shrink", [](const Operand& x) { return soft_shrink(x); }, 0.501),
      of_one("softplus", softplus, 2),
      of_one("softsign", softsign, 2),
      of_one("sparse_plus", sparse_plus, 2),
      of_one("sparse_sigmoid", sparse_sigmoid, 0.501),
      of_one(
          "squareplus", [](const Operand& x) { return squareplus(x); }, 2),
      of_one("tanh", tanh, 3),
      of_one("tanh_shrink", tanh_shrink, 4),
      of_one(
          "threshold", [](const Operand& x) { return threshold(x, 0.5, -2); }, 0),
      slope_of(
          "elu_slope", [](const Operand& x) { return elu(x, 0.75); }, 8),
      slope_of(
          "gelu_slope", [](const Operand& x) { return gelu(x); }, 8),
      slope_of(
          "gelu_tanh_slope", [](const Operand& x) { return gelu(x, true); }, 8),
      slope_of("log_sigmoid_slope", log_sigmoid, 8),
      slope_of("mish_slope", mish, 8),
      slope_of("silu_slope", silu, 8),
      slope_of("softsign_slope", softsign, 8),
      slope_of(
          "squareplus_slope", [](const Operand& x) { return squareplus(x); }, 8),
      slope_of("tanh_shrink_slope", tanh_shrink, 8),
      of_two("prelu", prelu, 0.501),
      of_two("sigmoid_cross_entropy", sigmoid_cross_entropy),
  };
  references.insert(references.end(), list.begin(), list.end());
}

}  // namespace nabla::test
