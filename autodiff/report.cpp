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

constexpr std::size_t shown = 5;

std::string more(std::size_t count, const std::string& what) {
  return count > shown ? fmt::format("  ... and {} more {}\n", count - shown, what) : "";
}

std::string side_text(const KinkFound& k) {
  if (std::isnan(k.left)) return fmt::format("edge of the domain, derivative {:.6g} from the right", k.right);
  if (std::isnan(k.right)) return fmt::format("edge of the domain, derivative {:.6g} from the left", k.left);
  return fmt::format("derivative {:.6g} from the left, {:.6g} from the right", k.left, k.right);
}

std::string kink_lines(const ParameterReport& p) {
  std::string text;
  for (std::size_t i = 0; i < std::min(shown, p.kinks.size()); ++i)
    text += fmt::format("  kink at {} {}: {}, gradient {:.6g}\n", p.name, place(p.kinks[i].check),
                        side_text(p.kinks[i]), p.kinks[i].check.analytic);
  return text + more(p.kinks.size(), "kinks of " + p.name);
}

std::string wrong_lines(const ParameterReport& p) {
  std::string text;
  for (const GradientCheck& check : p.wrong)
    text += fmt::format("  wrong at {} {}: gradient {:.9g}, numeric {:.9g} +- {:.1e}\n", p.name, place(check),
                        check.analytic, check.numeric, check.error_estimate);
  return text + more(static_cast<std::size_t>(p.failures), "wrong of " + p.name);
}

std::string blunt_line(const ParameterReport& p) {
  if (p.blunt == 0) return "";
  return fmt::format(
      "  blunt: in {} checks of {} the numeric derivative is less certain than the tolerance, up to {:.1e}\n", p.blunt,
      p.name, p.max_error_estimate);
}

std::string forward_line(const ForwardCheck& f) {
  if (!f.missing.empty()) return fmt::format("  no jvp: {}\n", f.missing);
  std::string text = fmt::format("<Jv, u> = {:.9g} by jvp, <v, J'u> = {:.9g} by vjp, rel error {:.1e}", f.forward,
                                 f.backward, f.relative_error);
  if (f.compared)
    text += fmt::format("; numeric {:.9g}, rel error {:.1e}", f.numeric.numeric, f.numeric.relative_error);
  return text + "\n";
}

std::int64_t failures(const GradientReport& report) {
  std::int64_t count = report.forward && !report.forward->ok(report.tolerance) ? 1 : 0;
  for (const ParameterReport& p : report.parameters) count += p.failures;
  return count;
}

}  // namespace

double GradientCheck::absolute_error() const { return std::abs(analytic - numeric); }

bool ForwardCheck::ok(double tolerance) const {
  if (!missing.empty()) return true;
  return relative_error <= tolerance && (!compared || numeric.relative_error <= tolerance);
}

bool GradientReport::ok() const { return failures(*this) == 0; }

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
  for (const ParameterReport& p : report.parameters) text += wrong_lines(p) + kink_lines(p) + blunt_line(p);
  if (report.forward) text += forward_line(*report.forward);
  const std::int64_t wrong = failures(report);
  text += wrong == 0 ? "ok" : fmt::format("WRONG: {} checks fail", wrong);
  return text + fmt::format(" (tolerance {:.0e}, seed {})\n", report.tolerance, report.seed);
}

std::ostream& operator<<(std::ostream& out, const GradientReport& report) { return out << to_string(report); }

}  // namespace nabla
