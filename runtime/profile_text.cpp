#include <algorithm>
#include <ostream>
#include <span>

#include <fmt/format.h>

#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/runtime/profile.hpp>

namespace nabla {
namespace {

std::string time_text(double seconds) {
  if (seconds < 1e-6) return fmt::format("{:.3g} ns", 1e9 * seconds);
  if (seconds < 1e-3) return fmt::format("{:.3g} us", 1e6 * seconds);
  return seconds < 1 ? fmt::format("{:.3g} ms", 1e3 * seconds) : fmt::format("{:.3g} s", seconds);
}

double per_second(double amount, double seconds) { return seconds > 0 ? amount / seconds : 0; }

/// Time a call, and rates; shares of the peak where that is known.
void add_table(std::string& text, const Profile& profile, const char* title, const std::vector<Profile::Row>& rows) {
  constexpr std::size_t most = 20;
  const MachinePeak& peak = profile.peak;
  text += fmt::format("\n{:>10} {:>6} {:>8} {:>10} {:>9} {:>9}", "time/call", "share", "calls", "MB/call", "GB/s",
                      "GFLOP/s");
  if (peak.bytes > 0) text += fmt::format(" {:>8}", "of GB/s");
  if (peak.flops > 0) text += fmt::format(" {:>8}", "of peak");
  text += fmt::format("  {}\n", title);
  const double calls = std::max(1.0, static_cast<double>(profile.calls));
  for (const Profile::Row& row : std::span(rows).first(std::min(most, rows.size()))) {
    const double bytes = per_second(row.bytes, row.seconds), flops = per_second(row.flops, row.seconds);
    text += fmt::format("{:>10} {:>5.1f}% {:>8} {:>10.4g} {:>9.3g} {:>9.3g}", time_text(row.seconds / calls),
                        100 * row.share, row.calls, 1e-6 * row.bytes / calls, 1e-9 * bytes, 1e-9 * flops);
    if (peak.bytes > 0) text += fmt::format(" {:>7.1f}%", 100 * bytes / peak.bytes);
    if (peak.flops > 0) text += fmt::format(" {:>7.1f}%", 100 * flops / peak.flops);
    text += "  " + escaped(row.key) + "\n";
  }
  if (rows.size() > most) text += fmt::format("... and {} more\n", rows.size() - most);
}

/// The elements of a list, by a function that writes one.
template <class List, class Write>
std::string json_list(const List& list, Write write) {
  std::string text = "[";
  for (const auto& element : list) text += (text.size() == 1 ? "\n" : ",\n") + write(element);
  return text + "]";
}

std::string json_of(const Profile::Node& node) {
  return fmt::format(
      R"({{"operation": {}, "name": {}, "type": {}, "line": {}, "gradient": {}, "flops": {}, "share": {}}})",
      json_quoted(node.operation), json_quoted(node.name), json_quoted(node.type), json_quoted(to_string(node.where)),
      node.is_gradient, node.flops, node.share);
}
std::string json_of(const Profile::Instruction& instruction) {
  return fmt::format(R"({{"operation": {}, "seconds": {}, "fastest": {}, "bytes": {}, "flops": {}, "nodes": {}}})",
                     json_quoted(instruction.operation()), instruction.seconds, instruction.fastest, instruction.bytes,
                     instruction.flops(), json_list(instruction.nodes, [](const auto& node) { return json_of(node); }));
}
std::string json_of(const Profile::Row& row) {
  return fmt::format(R"({{"key": {}, "calls": {}, "seconds": {}, "share": {}, "bytes": {}, "flops": {}}})",
                     json_quoted(row.key), row.calls, row.seconds, row.share, row.bytes, row.flops);
}

}  // namespace

std::string to_string(const Profile& profile) {
  double inside = 0;
  for (const Profile::Instruction& instruction : profile.instructions) inside += instruction.seconds;
  const double calls = std::max(1.0, static_cast<double>(profile.calls));
  std::string text =
      fmt::format("{} calls, {} each, {} in {} instructions\n", profile.calls, time_text(profile.seconds / calls),
                  time_text(inside / calls), profile.instructions.size());
  add_table(text, profile, "instruction", profile.by_instruction());
  add_table(text, profile, "operation", profile.by_operation());
  add_table(text, profile, "line", profile.by_line());
  return text;
}

std::ostream& operator<<(std::ostream& out, const Profile& profile) { return out << to_string(profile); }

std::string to_json(const Profile& profile) {
  const auto write = [](const auto& x) { return json_of(x); };
  return fmt::format(
      "{{\"calls\": {}, \"seconds\": {}, \"peak\": {{\"flops\": {}, \"bytes\": {}}},\n\"instructions\": {},\n"
      "\"operations\": {},\n\"lines\": {}}}\n",
      profile.calls, profile.seconds, profile.peak.flops, profile.peak.bytes, json_list(profile.instructions, write),
      json_list(profile.by_operation(), write), json_list(profile.by_line(), write));
}

std::string to_trace(const Profile& profile) {
  const auto event = [&](const Profile::Event& e) {
    const Profile::Instruction& instruction = profile.instructions[e.instruction];
    const Profile::Node node = instruction.nodes.empty() ? Profile::Node{} : instruction.nodes.back();
    return fmt::format(R"({{"name": {}, "cat": "{}", "ph": "X", "ts": {}, "dur": {}, "pid": 1, "tid": 1, )"
                       R"("args": {{"line": {}, "type": {}, "name": {}, "bytes": {}, "flops": {}}}}})",
                       json_quoted(instruction.operation()), node.is_gradient ? "gradient" : "forward", 1e6 * e.begin,
                       1e6 * e.seconds, json_quoted(to_string(node.where)), json_quoted(node.type),
                       json_quoted(node.name), instruction.bytes, instruction.flops());
  };
  return "{\"displayTimeUnit\": \"ns\", \"traceEvents\": " + json_list(profile.events, event) + "}\n";
}

}  // namespace nabla
