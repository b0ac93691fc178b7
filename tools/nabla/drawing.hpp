#pragma once
// Options that dot and html share.

#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include <nabla/graph/dot.hpp>

namespace nabla::tool {

/// An option whose value is one of some words.
template <class Value>
using Choices = std::vector<std::pair<std::string, Value>>;
template <class Value>
void add_choice(CLI::App& command, const std::string& name, Value& value, const Choices<Value>& choices,
                const std::string& about) {
  const auto choose = [&value, name, choices](const std::string& given) {
    std::string words;
    for (const auto& [word, meaning] : choices) {
      if (word == given) return void(value = meaning);
      words += (words.empty() ? "" : ", ") + word;
    }
    throw CLI::ValidationError(name, given + " is none of " + words);
  };
  std::string words;
  for (const auto& [word, meaning] : choices) words += (words.empty() ? "" : "|") + word;
  command.add_option_function<std::string>(name, choose, about)->type_name(words);
}

void add_direction(CLI::App& command, DotDirection& direction);
void add_symbol_size(CLI::App& command, std::int64_t& size);

}  // namespace nabla::tool
