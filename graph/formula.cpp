#include <nabla/graph/formula.hpp>

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <nabla/graph/leaf.hpp>
#include <nabla/graph/node_order.hpp>
#include <nabla/graph/notation.hpp>

namespace nabla {
namespace {

using detail::Formula;
using detail::Notation;

struct Line {
  std::string name;  // of the value; empty for an expression without one
  std::string formula;
};

/// Which values of a graph have a line of their own, and what the lines say.
class Lines {
 public:
  Lines(const Expr& x, const Notation& notation, const FormulaOptions& options)
      : notation_(notation), root_(x), nodes_(std::span(&root_, 1)), names_(nodes_.size()), uses_(nodes_.size()) {
    choose(std::clamp<std::size_t>(options.max_operations, 1, 200));
    name_all();
    add(x);
    for (std::size_t i = 0; i < defined_.size() && i < options.max_lines; ++i) add(*defined_[i]);
    cut_ = lines_.size() < defined_.size() + 1;
  }

  const std::vector<Line>& all() const { return lines_; }
  bool cut() const { return cut_; }

 private:
  static constexpr std::size_t inlined_again = 1;  // operation of what is written wherever it is used

  /// The operations that a value's own line would hold decide, operands first.
  void choose(std::size_t most) {
    own_line_.resize(nodes_.size());
    std::vector<std::size_t> operations(nodes_.size());
    for (const Expr* const node : nodes_)
      for (const Expr& operand : (*node)->operands()) ++uses_[nodes_.place_of(operand)];
    for (std::uint32_t place = 0; place < nodes_.size(); ++place) {
      const Expr& node = nodes_[place];
      if (node->operands().empty()) {
        own_line_[place] = leaf_as<Constant>(node) && !node.name().empty();
        continue;
      }
      operations[place] = 1;
      for (const Expr& operand : node->operands()) operations[place] += operations[nodes_.place_of(operand)];
      own_line_[place] =
          !node.name().empty() || operations[place] >= most || (uses_[place] > 1 && operations[place] > inlined_again);
      if (own_line_[place]) operations[place] = 0;
    }
    own_line_[nodes_.place_of(root_)] = false;
  }

  /// Users' names first, so that none of those made here is among them.
  void name_all() {
    std::unordered_map<std::string_view, std::size_t> count;
    for (std::uint32_t place = 0; place < nodes_.size(); ++place)
      if (const std::string& name = nodes_[place].name(); !name.empty())
        names_[place] = notation_.name(name, ++count[name]);
    taken_.insert(names_.begin(), names_.end());
  }

  const std::string& name_of(const Expr& x) {
    std::string& name = names_[nodes_.place_of(x)];
    while (name.empty())
      if (std::string next = notation_.name("t" + std::to_string(++made_), 1); !taken_.contains(next))
        name = std::move(next);
    return name;
  }

  void add(const Expr& x) {
    const bool is_leaf = x->operands().empty() && !leaf_as<Constant>(x);
    lines_.push_back({is_leaf ? "" : x == root_ ? names_[nodes_.place_of(x)] : name_of(x), body(x).text});
  }

  Formula body(const Expr& x) {
    if (x->operands().empty() && x->op().arity() == 0) return leaf(x);
    std::vector<Formula> operands;
    operands.reserve(x->operands().size());
    for (const Expr& operand : x->operands()) operands.push_back(reference(operand));
    return notation_.operation(x, operands);
  }

  /// No deeper than a line has operations.
  Formula reference(const Expr& x) {
    const std::uint32_t place = nodes_.place_of(x);
    if (!own_line_[place]) return body(x);
    if (uses_[place] != met) {
      uses_[place] = met;
      defined_.push_back(&x);
    }
    return {name_of(x)};
  }

  Formula leaf(const Expr& x) const {
    if (leaf_as<Constant>(x)) return notation_.constant(x);
    if (const std::string& name = names_[nodes_.place_of(x)]; !name.empty()) return {name};
    if (const auto* const size = leaf_as<SizeOf>(x)) return notation_.size(to_string(size->dim()));
    return notation_.operation(x, {});
  }

  static constexpr std::uint32_t met = static_cast<std::uint32_t>(-1);

  const Notation& notation_;
  const Expr root_;
  const NodeOrder nodes_;
  std::vector<std::string> names_;   // by place
  std::vector<std::uint32_t> uses_;  // by place, `met` once the line is asked for
  std::vector<bool> own_line_;       // by place
  std::unordered_set<std::string> taken_;
  std::size_t made_ = 0;  // names
  std::vector<const Expr*> defined_;
  std::vector<Line> lines_;
  bool cut_ = false;
};

std::string equation(const Line& line, const char* equals) {
  return line.name.empty() ? line.formula : line.name + equals + line.formula;
}

}  // namespace

std::string pp(const Expr& x, const FormulaOptions& options) {
  const Lines lines(x, detail::text_notation(), options);
  std::string text = equation(lines.all()[0], " = ");
  const char* margin = "\n  where ";
  for (std::size_t i = 1; i < lines.all().size(); ++i, margin = "\n        ")
    text += margin + equation(lines.all()[i], " = ");
  return lines.cut() ? text + margin + "..." : text;
}

std::string to_latex(const Expr& x, const FormulaOptions& options) {
  const Lines lines(x, detail::latex_notation(), options);
  if (lines.all().size() == 1 && !lines.cut()) return equation(lines.all()[0], " = ");
  std::string text = "\\begin{aligned}\n";
  for (const Line& line : lines.all())
    text += (&line == lines.all().data() ? "" : " \\\\\n") + ("&" + equation(line, " = "));
  return text + (lines.cut() ? " \\\\\n&\\dots" : "") + "\n\\end{aligned}";
}

}  // namespace nabla
