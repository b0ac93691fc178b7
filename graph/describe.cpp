#include <nabla/graph/describe.hpp>

#include <algorithm>
#include <array>

#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>

namespace nabla {

std::string describe(std::span<const Expr> operands) {
  std::vector<std::array<std::string, 3>> rows;
  std::array<std::size_t, 3> width{};
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const Expr& x = operands[i];
    rows.push_back({x.name().empty() ? "operand " + std::to_string(i + 1) : x.name(), to_string(x.type()),
                    std::string(x->op().name())});
    for (std::size_t c = 0; c < width.size(); ++c) width[c] = std::max(width[c], rows.back()[c].size());
  }
  std::string text;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    auto& [name, type, op] = rows[i];
    name.resize(width[0], ' ');
    type.resize(width[1], ' ');
    op.resize(width[2], ' ');
    text += "\n  " + name + " : " + type + " = " + op + "  " + to_string(operands[i]->where());
  }
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
