#include <nabla/ops/activation.hpp>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include <nabla/graph/error.hpp>
#include <nabla/ops/elu.hpp>
#include <nabla/ops/exp.hpp>
#include <nabla/ops/hard_sigmoid.hpp>
#include <nabla/ops/linear.hpp>
#include <nabla/ops/relu.hpp>
#include <nabla/ops/sigmoid.hpp>
#include <nabla/ops/softmax.hpp>
#include <nabla/ops/softplus.hpp>
#include <nabla/ops/softsign.hpp>
#include <nabla/ops/tanh.hpp>

namespace nabla {
namespace {

struct Named {
  std::string_view name;
  Expr (*function)(const Operand& x);
};

constexpr std::array activations{
    Named{"softmax", [](const Operand& x) { return softmax(x); }},
    Named{"elu", [](const Operand& x) { return elu(x); }},
    Named{"selu", [](const Operand& x) { return selu(x); }},
    Named{"softplus", [](const Operand& x) { return softplus(x); }},
    Named{"softsign", [](const Operand& x) { return softsign(x); }},
    Named{"relu", [](const Operand& x) { return relu(x); }},
    Named{"tanh", [](const Operand& x) { return tanh(x); }},
    Named{"sigmoid", [](const Operand& x) { return sigmoid(x); }},
    Named{"hard_sigmoid", [](const Operand& x) { return hard_sigmoid(x); }},
    Named{"linear", [](const Operand& x) { return linear(x); }},
    Named{"log_softmax", [](const Operand& x) { return log_softmax(x); }},
    Named{"exponential", [](const Operand& x) { return exp(x); }},
};

/// The least number of letters to insert, drop or replace (Levenshtein's distance), one row of the table at a time.
std::size_t edits(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::string join(const std::vector<std::string>& names, const char* separator) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : separator) + name;
  return text;
}

std::string unknown(std::string_view name) {
  std::vector<std::string> near;
  for (const Named& known : activations)
    if (edits(name, known.name) <= 2) near.emplace_back(known.name);
  const std::string hint = near.empty() ? "" : "; did you mean " + join(near, " or ") + "?";
  return "activation: there is no \"" + std::string(name) + "\"" + hint +
         "\n  known: " + join(activation_names(), ", ");
}

}  // namespace

Expr activation(std::string_view name, const Operand& x) {
  for (const Named& known : activations)
    if (known.name == name) return known.function(x);
  throw Error(x.where(), unknown(name));
}

std::vector<std::string> activation_names() {
  std::vector<std::string> names;
  names.reserve(std::size(activations));
  for (const Named& known : activations) names.emplace_back(known.name);
  return names;
}

}  // namespace nabla
