#include <nabla/graph/near_names.hpp>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace nabla {
namespace {

/// Levenshtein's distance, a row at a time.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t exchanged = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = std::exchange(row[j + 1], std::min({row[j + 1] + 1, row[j] + 1, exchanged}));
    }
  }
  return row.back();
}

std::string listed(std::span<const std::string_view> names, const char* last) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "\"" : i + 1 == names.size() ? last + std::string(" \"") : ", \"") + std::string(names[i]) + "\"";
  return text;
}

}  // namespace

std::string near_names(std::string_view wrong, std::span<const std::string_view> known) {
  std::vector<std::string_view> near;
  for (const std::string_view name : known) {
    const bool is_part = wrong.size() > 2 && (name.find(wrong) != name.npos || wrong.find(name) != name.npos);
    if (is_part || 3 * distance(wrong, name) <= std::max(wrong.size(), name.size())) near.push_back(name);
  }
  if (near.empty()) return "there are " + listed(known, " and");
  std::ranges::stable_sort(near, {}, [&](std::string_view name) { return distance(wrong, name); });
  near.resize(std::min<std::size_t>(near.size(), 3));
  return "did you mean " + listed(near, " or") + "?";
}

}  // namespace nabla
