#include <nabla/autodiff/report.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <ostream>

#include <fmt/format.h>

namespace nabla {
namespace {

constexpr std::size_t columns = 9;
using Row = std::array<std::string, columns>;

std::string place(const GradientCheck& check) { return check.direction ? "a direction" : to_string(check.index); }

Row row(const ParameterReport& p) {
  const std::string checked =
      p.directions ? fmt::format("{} + {} directions", p.checked, p.directions) : fmt::format("{}", p.checked);
  return {p.name,
          fmt::format("{}", p.entries),
          checked,
          fmt::format("{:.1e}", p.max_absolute_error),
          fmt::format("{:.1e}", p.max_relative_error),
          place(p.worst),
          fmt::format("{:.9g}", p.worst.analytic),
          fmt::format("{:.9g}", p.worst.numeric),
          fmt::format("{:.1e}", p.worst.error_estimate)};
}

std::string kink_lines(const ParameterReport& p) {
  std::string text;
  constexpr std::size_t shown = 5;
  for (std::size_t i = 0; i < std::min(shown, p.kinks.size()); ++i) {
    const KinkFound& k = p.kinks[i];
    text += fmt::format("  kink at {} {}: derivative {:.6g} from the left, {:.6g} from the right, gradient {:.6g}\n",
                        p.name, place(k.check), k.left, k.right, k.check.analytic);
  }
  if (p.kinks.size() > shown) text += fmt::format("  ... and {} more kinks of {}\n", p.kinks.size() - shown, p.name);
  return text;
}

}  // namespace

double GradientCheck::absolute_error() const { return std::abs(analytic - numeric); }

bool GradientReport::ok() const {
  return std::all_of(parameters.begin(), parameters.end(), [](const auto& p) { return p.failures == 0; });
}

double GradientReport::max_relative_error() const {
  double largest = 0;
  for (const ParameterReport& p : parameters) largest = std::max(largest, p.max_relative_error);
  return largest;
}

std::string to_string(const GradientReport& report) {
  std::vector<Row> rows{
      {"parameter", "entries", "checked", "abs error", "rel error", "worst at", "gradient", "numeric", "its error"}};
  for (const ParameterReport& p : report.parameters) rows.push_back(row(p));
  std::array<std::size_t, columns> width{};
  for (const Row& r : rows)
    for (std::size_t c = 0; c < columns; ++c) width[c] = std::max(width[c], r[c].size());

  std::string text = report.order == 1 ? "Gradient against numeric differentiation\n"
                                       : "Gradient of the gradient against numeric differentiation\n";
  for (const Row& r : rows) {
    std::string line;
    for (std::size_t c = 0; c < columns; ++c)
      line += c == 0 || c == 5 ? fmt::format("{:<{}}  ", r[c], width[c]) : fmt::format("{:>{}}  ", r[c], width[c]);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  std::int64_t failures = 0;
  for (const ParameterReport& p : report.parameters) {
    text += kink_lines(p);
    failures += p.failures;
  }
  text += failures == 0 ? "ok" : fmt::format("WRONG: {} checks fail", failures);
  return text + fmt::format(" (tolerance {:.0e}, seed {})\n", report.tolerance, report.seed);
}

std::ostream& operator<<(std::ostream& out, const GradientReport& report) { return out << to_string(report); }

}  // namespace nabla
