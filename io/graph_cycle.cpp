// Why a label is not known: the slow way, for an error.

#include <algorithm>
#include <charconv>
#include <map>

#include <nabla/io/graph_builder.hpp>

namespace nabla {
namespace {

/// All "%3" of a line that are not in quotes or a comment.
std::vector<std::uint64_t> labels_of(std::string_view line) {
  std::vector<std::uint64_t> labels;
  bool in_quotes = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && in_quotes)
      ++i;
    else if (line[i] == '"')
      in_quotes = !in_quotes;
    else if (!in_quotes && line[i] == '#')
      break;
    std::uint64_t label = 0;
    if (i < line.size() && line[i] == '%' && !in_quotes &&
        std::from_chars(line.data() + i + 1, line.data() + line.size(), label).ec == std::errc())
      labels.push_back(label);
  }
  return labels;
}

/// label -> the labels of its operands
std::map<std::uint64_t, std::vector<std::uint64_t>> lines_of(std::string_view text) {
  std::map<std::uint64_t, std::vector<std::uint64_t>> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
    const std::size_t origin = line.find(" gradient of %");
    if (origin != line.npos) line = line.substr(0, origin);
    const std::vector<std::uint64_t> labels = labels_of(line);
    if (line.starts_with('%') && !labels.empty()) lines.try_emplace(labels[0], labels.begin() + 1, labels.end());
  }
  return lines;
}

}  // namespace

std::pair<std::string, bool> find_cycle(std::string_view text, std::uint64_t from, std::uint64_t label) {
  const auto lines = lines_of(text);
  if (!lines.contains(label)) return {"", false};
  // From the label along operands until `from`, which uses it.
  std::map<std::uint64_t, std::uint64_t> reached_by{{label, from}};
  std::vector<std::uint64_t> waiting{label};
  while (!waiting.empty() && waiting.back() != from) {
    const std::uint64_t at = waiting.back();
    waiting.pop_back();
    const auto line = lines.find(at);
    if (line == lines.end()) continue;
    for (const std::uint64_t operand : line->second)
      if (reached_by.try_emplace(operand, at).second) waiting.push_back(operand);
  }
  if (waiting.empty()) return {"", true};
  std::vector<std::uint64_t> path;
  for (std::uint64_t at = from; path.empty() || at != from; at = reached_by.at(at)) {
    path.push_back(at);
    if (at == label) break;
  }
  std::ranges::reverse(path);
  std::string shown = "%" + std::to_string(from);
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (i == 4 && path.size() > 8) {
      shown += " -> ...";
      i = path.size() - 3;
    }
    shown += " -> %" + std::to_string(path[i]);
  }
  return {shown, true};
}

}  // namespace nabla
