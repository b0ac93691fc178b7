#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nabla/graph/operand.hpp>

namespace nabla {

/// A function of the language with one operand. One with more to say is a lambda: `[](const Operand& x) { return
/// leaky_relu(x, 0.1); }`.
using Activation = Expr (*)(const Operand& x);

/// The activation of that name, as in Keras 3, with the defaults of its function: celu, elu, exponential, gelu, glu,
/// hard_shrink, hard_sigmoid, hard_silu or hard_swish, hard_tanh, leaky_relu, linear, log_sigmoid, log_softmax, mish,
/// relu, relu6, selu, sigmoid, silu or swish, soft_shrink, softmax, softplus, softsign, sparse_plus, sparse_sigmoid,
/// sparsemax, squareplus, tanh, tanh_shrink, thresholded_relu. Error for another name, with the nearest of these.
Expr activation(std::string_view name, const Operand& x);
/// The function itself, so that a name is looked up before there is anything to apply it to.
Activation activation(std::string_view name, Where where = Where::here());

/// All names that activation() knows, sorted.
std::vector<std::string> activation_names();

}  // namespace nabla
