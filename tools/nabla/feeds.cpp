#include "feeds.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/graph/near_names.hpp>
#include <nabla/graph/rng.hpp>
#include <nabla/io/safetensors.hpp>

namespace nabla::tool {
namespace {

template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

struct Assignment {
  std::string name, value;
};

Assignment split(const std::string& text, const char* option) {
  const std::size_t equals = text.rfind('=');
  if (equals == text.npos || equals == 0)
    throw Error(fmt::format("{} {}: should be NAME=VALUE", option, escaped(text)));
  return {text.substr(0, equals), text.substr(equals + 1)};
}

const Expr& input_called(const Exprs& inputs, const std::string& name) {
  const auto found = std::ranges::find_if(inputs, [&](const Expr& x) { return x.name() == name; });
  if (found != inputs.end()) return *found;
  std::vector<std::string_view> names;
  for (const Expr& x : inputs) names.push_back(x.name());
  throw Error(
      fmt::format("there is no input {}{}", nabla::quoted(name), names.empty() ? "" : "; " + near_names(name, names)));
}

/// The values that the options give; those by number have the sizes of the input, once these are known.
struct Given {
  Feeds feeds;
  std::vector<std::pair<Expr, double>> numbers;
};

Given given_feeds(const Exprs& inputs, const FeedOptions& options) {
  Given given;
  for (const std::string& text : options.feeds) {
    if (text.find('=') == text.npos || text.ends_with(".safetensors")) {
      for (const auto& [name, value] : read_safetensors(text, Where{}).tensors)
        given.feeds.emplace_back(input_called(inputs, name), value);
      continue;
    }
    const Assignment assignment = split(text, "--feed");
    const Expr& x = input_called(inputs, assignment.name);
    const auto number = number_in<double>(assignment.value);
    if (!number) throw Error(fmt::format("--feed {}: {} is no number", escaped(text), nabla::quoted(assignment.value)));
    given.numbers.emplace_back(x, *number);
  }
  return given;
}

template <class List>
auto value_for(const List& list, const Expr& x) {
  return std::ranges::find(list, x, &List::value_type::first);
}

Tensor random_value(DType dtype, Sizes sizes, const FeedOptions& options, Rng& rng) {
  Tensor value = Tensor::empty(dtype, std::move(sizes));
  dispatch(dtype, [&]<class T>() {
    for (T& entry : value.mutable_span<T>()) {
      if constexpr (std::is_same_v<T, bool>)
        entry = rng.below(2) == 1;
      else if constexpr (std::is_integral_v<T>)
        entry = static_cast<T>(rng.below(static_cast<std::uint64_t>(options.integers)));
      else
        entry = static_cast<T>(2 * rng.uniform() - 1);
    }
  });
  return value;
}

}  // namespace

CLI::Validator whole_number() {
  const auto check = [](const std::string& text) {
    return number_in<std::uint64_t>(text) ? std::string() : text + " is no whole number from 0 on";
  };
  return {check, ""};
}

void add_sizes(CLI::App& command, FeedOptions& options) {
  command
      .add_option("--size", options.sizes,
                  fmt::format("the size of a symbol, {} where it is not given", options.default_size))
      ->type_name("SYMBOL=N")
      ->allow_extra_args(false);
}

void add_feeds(CLI::App& command, FeedOptions& options) {
  command
      .add_option(
          "--feed", options.feeds,
          "an input filled with a number, or a safetensors file with values of inputs by name; others are random")
      ->type_name("NAME=NUMBER|FILE")
      ->allow_extra_args(false);
  add_sizes(command, options);
  command.add_option("--integers", options.integers, "random integers are from 0 to N - 1")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 31))
      ->capture_default_str();
  command.add_option("--seed", options.seed, "of all that is random")->check(whole_number())->capture_default_str();
}

Bindings sizes_of(const std::vector<Expr>& nodes, const FeedOptions& options, const Feeds& given) {
  Bindings bindings;
  std::vector<std::string> symbols;
  for (const Expr& x : nodes)
    for (const Dim& dim : x.shape())
      for (const Dim::Term& term : dim.terms()) symbols.insert(symbols.end(), term.symbols.begin(), term.symbols.end());
  for (const std::string& text : options.sizes) {
    const Assignment assignment = split(text, "--size");
    const auto size = number_in<std::int64_t>(assignment.value);
    if (!size || *size < 0) throw Error(fmt::format("--size {}: not a size", escaped(text)));
    if (std::ranges::count(symbols, assignment.name) == 0)
      throw Error(fmt::format("--size {}: the graph has no symbol {}", escaped(text), nabla::quoted(assignment.name)));
    if (!bindings.bind(assignment.name, *size))
      throw Error(fmt::format("--size {}: the symbol has another size already", escaped(text)));
  }
  for (const auto& [x, value] : given)  // whether they fit is seen when they are fed
    for (std::size_t axis = 0; axis < std::min(x.rank(), value.rank()); ++axis)
      if (const std::string_view symbol = x.shape()[axis].symbol(); !symbol.empty())
        bindings.bind(symbol, value.sizes()[axis]);
  for (const std::string& symbol : symbols)
    if (!bindings.find(symbol)) bindings.bind(symbol, options.default_size);
  return bindings;
}

Feeds feeds_of(const Exprs& inputs, const FeedOptions& options) {
  const Given given = given_feeds(inputs, options);
  const Bindings sizes = sizes_of(inputs, options, given.feeds);
  Rng rng(options.seed);
  Feeds feeds;
  for (const Expr& x : inputs) {
    if (const auto found = value_for(given.feeds, x); found != given.feeds.end())
      feeds.push_back(*found);
    else if (const auto number = value_for(given.numbers, x); number != given.numbers.end())
      feeds.emplace_back(x, Tensor::full(x.dtype(), x.shape().evaluate(sizes), number->second));
    else
      feeds.emplace_back(x, random_value(x.dtype(), x.shape().evaluate(sizes), options, rng));
  }
  return feeds;
}

std::vector<Tensor> values_of(const Feeds& feeds) {
  std::vector<Tensor> values;
  for (const auto& [x, value] : feeds) values.push_back(value);
  return values;
}

}  // namespace nabla::tool
