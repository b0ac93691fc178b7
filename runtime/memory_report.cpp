#include <nabla/runtime/memory_report.hpp>

#include <algorithm>
#include <array>
#include <ostream>

#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>

namespace nabla {

std::string to_string(const MemoryReport& report) {
  std::string text = "peak " + std::to_string(report.peak) + " bytes, alive at one time " +
                     std::to_string(report.alive) + ", without reuse " + std::to_string(report.without_reuse) + "\n";
  std::vector<std::array<std::string, 3>> rows;
  std::array<std::size_t, 3> width{};
  for (const MemoryReport::Value& value : report.at_peak) {
    rows.push_back({std::to_string(value.bytes), std::string(to_string(value.dtype)) + to_string(value.sizes),
                    value.operation + (value.name.empty() ? "" : " " + quoted(value.name))});
    for (std::size_t c = 0; c < width.size(); ++c) width[c] = std::max(width[c], rows.back()[c].size());
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& [bytes, type, what] = rows[i];
    bytes.insert(0, width[0] - bytes.size(), ' ');
    type.resize(width[1], ' ');
    what.resize(width[2], ' ');
    text += "  " + bytes + "  " + type + " = " + what + "  " + to_string(report.at_peak[i].where) + "\n";
  }
  return text;
}

std::ostream& operator<<(std::ostream& out, const MemoryReport& report) { return out << to_string(report); }

}  // namespace nabla
