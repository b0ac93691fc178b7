#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nabla/graph/operand.hpp>

namespace nabla {

/// The activation of that name, as in Keras: softmax (last axis), elu, selu, softplus, softsign, relu, tanh, sigmoid,
/// hard_sigmoid, linear, log_softmax (last axis), exponential. Error for another name, with those that are near.
Expr activation(std::string_view name, const Operand& x);

/// All names that activation() knows.
std::vector<std::string> activation_names();

}  // namespace nabla
