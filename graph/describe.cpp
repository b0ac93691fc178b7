#include <nabla/graph/describe.hpp>

#include <algorithm>

#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>

namespace nabla {

std::string describe(std::span<const Expr> operands) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const Expr& x = operands[i];
    rows.push_back({x.name().empty() ? "operand " + std::to_string(i + 1) : x.name(), to_string(x.type()),
                    std::string(x->op().name()), to_string(x->where())});
  }
  return described(std::move(rows));
}

std::string described(std::vector<std::vector<std::string>> rows) {
  std::string text;
  for (std::size_t c = 0; !rows.empty() && c + 1 < rows[0].size(); ++c) {  // the last column ends as it does
    std::size_t width = 0;
    for (const auto& row : rows) width = std::max(width, row[c].size());
    for (auto& row : rows) row[c].resize(width, ' ');
  }
  for (const auto& row : rows)
    for (std::size_t c = 0; c < row.size(); ++c)
      text += (c == 0 ? "\n  " : c == 1 ? " : " : c == 2 ? " = " : "  ") + row[c];
  return text;
}

std::string origin_text(const Node& node) {
  const std::string place = node.where().known() ? to_string(node.where()) : "";
  if (!node.is_gradient()) return place;
  return place.empty() ? "gradient" : place + " gradient";
}

std::string way_text(std::vector<std::string> stations) {
  constexpr std::size_t most = 8;
  if (stations.size() > most) {
    stations.erase(stations.begin() + most / 2, stations.end() - most / 2);
    stations.insert(stations.begin() + most / 2, "...");
  }
  std::string way;
  for (const std::string& station : stations) way += (way.empty() ? "" : " -> ") + station;
  return way;
}

}  // namespace nabla
