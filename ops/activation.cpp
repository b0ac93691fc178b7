#include <nabla/ops/activation.hpp>

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

#include <nabla/graph/error.hpp>
#include <nabla/ops/ops.hpp>

namespace nabla {
namespace {

struct Named {
  std::string_view name;
  Activation function;
};

constexpr Named activations[] = {
    {"celu", [](const Operand& x) { return celu(x); }},
    {"elu", [](const Operand& x) { return elu(x); }},
    {"exponential", exponential},
    {"gelu", [](const Operand& x) { return gelu(x); }},
    {"glu", [](const Operand& x) { return glu(x); }},
    {"hard_shrink", [](const Operand& x) { return hard_shrink(x); }},
    {"hard_sigmoid", [](const Operand& x) { return hard_sigmoid(x); }},
    {"hard_silu", hard_silu},
    {"hard_swish", hard_swish},
    {"hard_tanh", hard_tanh},
    {"leaky_relu", [](const Operand& x) { return leaky_relu(x); }},
    {"linear", linear},
    {"log_sigmoid", log_sigmoid},
    {"log_softmax", [](const Operand& x) { return log_softmax(x); }},
    {"mish", mish},
    {"relu", relu},
    {"relu6", relu6},
    {"selu", selu},
    {"sigmoid", sigmoid},
    {"silu", silu},
    {"soft_shrink", [](const Operand& x) { return soft_shrink(x); }},
    {"softmax", [](const Operand& x) { return softmax(x); }},
    {"softplus", softplus},
    {"softsign", softsign},
    {"sparse_plus", sparse_plus},
    {"sparse_sigmoid", sparse_sigmoid},
    {"sparsemax", [](const Operand& x) { return sparsemax(x); }},
    {"squareplus", [](const Operand& x) { return squareplus(x); }},
    {"swish", swish},
    {"tanh", tanh},
    {"tanh_shrink", tanh_shrink},
    {"thresholded_relu", [](const Operand& x) { return thresholded_relu(x); }},
};
static_assert(std::ranges::is_sorted(activations, {}, &Named::name));

/// The least number of letters to insert, drop, replace or swap with the next one, one row of the table at a time.
std::size_t edits(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before, above, row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    before = std::exchange(above, row);
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      row[j + 1] = std::min({above[j] + (from[i] == to[j] ? 0 : 1), row[j] + 1, above[j + 1] + 1});
      if (i > 0 && j > 0 && from[i] == to[j - 1] && from[i - 1] == to[j])
        row[j + 1] = std::min(row[j + 1], before[j - 1] + 1);
    }
  }
  return row.back();
}

/// The share of letters to edit, of the longer name: 0 for the same, 1 where nothing is alike; half of it where one
/// name is part of the other. "LeakyReLU" is what other libraries call leaky_relu: neither case nor a _ makes a
/// difference.
double distance(std::string_view name, std::string_view known) {
  const auto letters = [](std::string_view text) {
    std::string kept;
    for (const char c : text)
      if (c != '_') kept += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return kept;
  };
  const std::string a = letters(name), b = letters(known);
  const bool part = a.find(b) != std::string::npos || b.find(a) != std::string::npos;
  return (part ? 0.5 : 1) * static_cast<double>(edits(a, b)) / static_cast<double>(std::max(a.size(), b.size()));
}

/// The names that are nearest, three at most: those as near as the best, or nearly so.
std::vector<std::string> nearest(std::string_view name) {
  std::vector<std::pair<double, std::string_view>> near;
  for (const Named& known : activations) near.emplace_back(distance(name, known.name), known.name);
  std::ranges::sort(near);
  std::vector<std::string> names;
  for (const auto& [share, known] : near)
    if (share <= near[0].first * 1.25 && names.size() < 3) names.emplace_back(known);
  return names;
}

std::string join(const std::vector<std::string>& names, const char* separator) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : separator) + name;
  return text;
}

std::string unknown(std::string_view name) {
  if (name == "threshold" || name == "prelu")
    return "activation: \"" + std::string(name) + "\" has no default for what it takes beside x: call " +
           (name == "prelu" ? "prelu(x, alpha)" : "threshold(x, threshold, default_value)");
  return "activation: there is no \"" + std::string(name) + "\"; did you mean " + join(nearest(name), " or ") +
         "?\n  known: " + join(activation_names(), ", ");
}

}  // namespace

Activation activation(std::string_view name, Where where) {
  const Named* const found = std::ranges::lower_bound(activations, name, {}, &Named::name);
  if (found == std::end(activations) || found->name != name) throw Error(where, unknown(name));
  return found->function;
}

Expr activation(std::string_view name, const Operand& x) { return activation(name, x.where())(x); }

std::vector<std::string> activation_names() {
  std::vector<std::string> names;
  names.reserve(std::size(activations));
  for (const Named& known : activations) names.emplace_back(known.name);
  return names;
}

}  // namespace nabla
