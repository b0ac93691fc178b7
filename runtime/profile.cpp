#include <nabla/runtime/profile.hpp>

#include <algorithm>
#include <unordered_map>

#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>

namespace nabla {
namespace {

/// Rows by key, in the order in which keys are met, then by time.
class Rows {
 public:
  explicit Rows(const Profile& profile) : profile_(profile) {
    for (const Profile::Instruction& instruction : profile.instructions) total_ += instruction.seconds;
  }

  /// A part of an instruction, whose calls count once for a key.
  void add(const std::string& key, const Profile::Instruction& instruction, double share, double flops) {
    const auto [place, fresh] = places_.try_emplace(key, rows_.size());
    if (fresh) {
      rows_.push_back({key});
      latest_.push_back(nullptr);
    }
    Profile::Row& row = rows_[place->second];
    const auto calls = static_cast<double>(profile_.calls);
    if (latest_[place->second] != &instruction) row.calls += profile_.calls;
    latest_[place->second] = &instruction;
    row.seconds += share * instruction.seconds;
    row.bytes += share * calls * static_cast<double>(instruction.bytes);
    row.flops += calls * flops;
  }

  std::vector<Profile::Row> sorted() {
    for (Profile::Row& row : rows_) row.share = total_ > 0 ? row.seconds / total_ : 0;
    std::ranges::stable_sort(rows_, std::greater(), &Profile::Row::seconds);
    return std::move(rows_);
  }

 private:
  const Profile& profile_;
  double total_ = 0;
  std::unordered_map<std::string, std::size_t> places_;
  std::vector<Profile::Row> rows_;
  std::vector<const Profile::Instruction*> latest_;
};

template <class Key>
std::vector<Profile::Row> by_nodes(const Profile& profile, Key key) {
  Rows rows(profile);
  for (const Profile::Instruction& instruction : profile.instructions)
    for (const Profile::Node& node : instruction.nodes) rows.add(key(node), instruction, node.share, node.flops);
  return rows.sorted();
}

std::string line_of(const Profile::Node& node) { return to_string(node.where) + (node.is_gradient ? " gradient" : ""); }

}  // namespace

double Profile::Instruction::flops() const {
  double all = 0;
  for (const Node& node : nodes) all += node.flops;
  return all;
}

std::string Profile::Instruction::operation() const {
  const std::size_t shown = nodes.size() <= 4 ? nodes.size() : 3;
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) text += (text.empty() ? "" : " + ") + nodes[i].operation;
  return shown == nodes.size() ? text : text + " + " + std::to_string(nodes.size() - shown) + " more";
}

std::vector<Profile::Row> Profile::by_instruction() const {
  Rows rows(*this);
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    const Instruction& instruction = instructions[i];
    std::string key = std::to_string(i) + "  " + instruction.operation();
    if (!instruction.nodes.empty())
      key += "  " + instruction.nodes.back().type + "  " + line_of(instruction.nodes.back());
    rows.add(key, instruction, 1, instruction.flops());
  }
  return rows.sorted();
}

std::vector<Profile::Row> Profile::by_operation() const {
  return by_nodes(*this, [](const Node& node) { return node.operation; });
}

std::vector<Profile::Row> Profile::by_node() const {
  return by_nodes(*this, [](const Node& node) {
    return node.operation + (node.name.empty() ? "" : " " + quoted(node.name)) + " " + node.type + " " + line_of(node);
  });
}

std::vector<Profile::Row> Profile::by_line() const { return by_nodes(*this, line_of); }

}  // namespace nabla
