#include <nabla/graph/debug_print.hpp>

#include <algorithm>
#include <ostream>
#include <sstream>
#include <vector>

#include <nabla/graph/describe.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/node_order.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/graph/tensor_text.hpp>

namespace nabla {
namespace {

/// A number in base 26, A for 0: A, B, ..., Z, BA, BB, ...
std::string id_text(std::size_t number) {
  std::string text;
  do text += static_cast<char>('A' + number % 26);
  while (number /= 26);
  std::ranges::reverse(text);
  return text;
}

std::string single_quoted(const std::string& name) {
  std::string text = "'";
  for (const char c : escaped(name)) text += c == '\'' ? std::string("\\'") : std::string(1, c);
  return text + "'";
}

bool is_known_by_name(const Expr& x) { return leaf_as<Input>(x) || leaf_as<ParameterState>(x); }

/// The operation with its attributes, or what a leaf is known by.
std::string operation_text(const Expr& x) {
  if (is_known_by_name(x)) return escaped(x.name());
  if (const auto* const c = leaf_as<Constant>(x)) return constant_text(c->value().view());
  const std::string attributes = brief_attributes(x->op());
  return std::string(x->op().name()) + (attributes.empty() ? "" : "{" + attributes + "}");
}

class TreeWriter {
 public:
  TreeWriter(std::ostream& out, const Exprs& outputs, const TreeOptions& options)
      : out_(out), options_(options), nodes_(outputs), ids_(nodes_.size(), none), shown_(nodes_.size()) {
    for (const Expr& output : outputs)
      if (!write_tree(output)) return;
    for (std::size_t i = 0; i < deeper_.size(); ++i)
      if (!shown_[nodes_.place_of(*deeper_[i])] && !write_tree(*deeper_[i])) return;
  }

 private:
  static constexpr std::uint32_t none = NodeOrder::none;
  /// What is to be written yet: a node, or (null) the mark for what stands elsewhere.
  struct Entry {
    const Expr* node;
    std::size_t depth;
    bool last;  // among its user's operands
  };

  /// False when there is no room for all of it.
  bool write_tree(const Expr& root) {
    std::vector<Entry> waiting{{&root, 0, true}};
    while (!waiting.empty()) {
      const Entry entry = waiting.back();
      waiting.pop_back();
      if (lines_ == options_.max_lines) {
        write_rest();
        return false;
      }
      write_line(entry);
      if (!entry.node || (*entry.node)->operands().empty()) continue;
      if (shows_operands(entry)) {
        const auto operands = (*entry.node)->operands();
        for (std::size_t i = operands.size(); i-- > 0;)
          waiting.push_back({&operands[i], entry.depth + 1, i + 1 == operands.size()});
      } else {
        waiting.push_back({nullptr, entry.depth + 1, true});
      }
    }
    return true;
  }

  bool shows_operands(const Entry& entry) {
    const std::uint32_t place = nodes_.place_of(*entry.node);
    if (shown_[place]) return false;
    if (entry.depth > 0 && entry.depth >= options_.max_depth) {
      deeper_.push_back(entry.node);
      return false;
    }
    return shown_[place] = true;
  }

  void write_line(const Entry& entry) {
    lasts_.resize(entry.depth + 1);
    lasts_[entry.depth] = entry.last;
    ++lines_;
    if (entry.depth > 0) out_ << ' ';
    for (std::size_t i = 1; i < entry.depth; ++i) out_ << (lasts_[i] ? "   " : "│  ");
    if (entry.depth > 0) out_ << (entry.last ? "└─ " : "├─ ");
    if (entry.node)
      write_node(*entry.node);
    else
      out_ << "···";
    out_ << '\n';
  }

  void write_node(const Expr& x) {
    std::uint32_t& id = ids_[nodes_.place_of(x)];
    if (id == none) id = used_++;
    out_ << operation_text(x) << " [id " << id_text(id) << ']';
    if (options_.types) out_ << " <" << to_string(x.type()) << '>';
    if (!x.name().empty() && !is_known_by_name(x)) out_ << ' ' << single_quoted(x.name());
    if (options_.where)
      if (const std::string origin = origin_text(*x); !origin.empty()) out_ << "  # " << origin;
  }

  void write_rest() {
    if (used_ < nodes_.size())
      out_ << "··· and " << std::to_string(nodes_.size() - used_) << (nodes_.size() - used_ == 1 ? " node" : " nodes")
           << " more\n";
    else
      out_ << "···\n";
  }

  std::ostream& out_;
  const TreeOptions& options_;
  const NodeOrder nodes_;
  std::vector<std::uint32_t> ids_;  // by place
  std::vector<bool> shown_;         // by place: are the operands?
  std::vector<bool> lasts_;         // by depth, of the present line and those that it hangs from
  std::vector<const Expr*> deeper_;
  std::uint32_t used_ = 0;  // ids
  std::size_t lines_ = 0;
};

}  // namespace

void debug_print(std::ostream& out, const Exprs& outputs, const TreeOptions& options) {
  TreeWriter(out, outputs, options);
}

std::string debug_print(const Exprs& outputs, const TreeOptions& options) {
  std::ostringstream out;
  debug_print(out, outputs, options);
  return std::move(out).str();
}

}  // namespace nabla
