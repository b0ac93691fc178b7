#include <nabla/graph/print.hpp>

#include <sstream>

#include <nabla/graph/attribute_list.hpp>
#include <nabla/graph/dag.hpp>
#include <nabla/graph/describe.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/tensor_text.hpp>

namespace nabla {
namespace {

/// Writes nodes as "%3 : f32[batch, 512] = relu %2", numbered as they stand in the text.
class TextWriter {
 public:
  TextWriter(std::ostream& out, const Dag& dag, const TextOptions& options)
      : out_(out), dag_(dag), options_(options), order_(operands_first(dag)), number_(order_.size()) {
    for (std::size_t i = 0; i < order_.size(); ++i) number_[order_[i]] = i;
  }

  void write() const {
    const std::size_t nodes = order_.size();
    const std::size_t tail = nodes <= options_.max_lines ? 0 : options_.max_lines / 2;
    const std::size_t head = nodes <= options_.max_lines ? nodes : options_.max_lines - tail;
    for (std::size_t i = 0; i < head; ++i) write_node(order_[i]);
    if (head < nodes) out_ << "... " << grouped(nodes - head - tail) << " nodes ...\n";
    for (std::size_t i = nodes - tail; i < nodes; ++i) write_node(order_[i]);
    std::string text = "return";
    for (const Expr& output : info(dag_).outputs) text += separator(text == "return") + reference(output);
    out_ << text << '\n';
  }

 private:
  static std::string separator(bool first) { return first ? " " : ", "; }
  std::string reference(const Expr& x) const { return "%" + std::to_string(number_[vertex_of(dag_, x)]); }

  void write_node(Vertex v) const {
    const Expr& x = dag_[v];
    std::string text =
        "%" + std::to_string(number_[v]) + " : " + to_string(x.type()) + " = " + std::string(x->op().name());
    for (const Expr& operand : x->operands()) text += separator(&operand == x->operands().data()) + reference(operand);
    if (const auto* const c = leaf_as<Constant>(x)) text += " " + constant_text(c->value().view());
    text += attribute_list(x->op());
    if (!x.name().empty()) text += " " + quoted(x.name());
    if (options_.where)
      if (const std::string origin = origin_text(*x); !origin.empty()) text += "  # " + origin;
    out_ << text << '\n';
  }

  /// 999980 -> "999,980"
  static std::string grouped(std::size_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
    return digits;
  }

  std::ostream& out_;
  const Dag& dag_;
  const TextOptions& options_;
  std::vector<Vertex> order_;
  std::vector<std::size_t> number_;
};

/// An expression as a formula. Bounded in depth and length: a graph may be a million deep, and as a tree endless.
class Formula {
 public:
  std::string text(const Expr& x) {
    write(x, 0);
    return std::move(text_);
  }

 private:
  static constexpr int deepest = 3;
  static constexpr std::size_t longest = 160;

  void write(const Expr& x, int depth) {
    if (text_.size() > longest)
      text_ += "...";
    else if (!x.name().empty() && (depth > 0 || x->operands().empty()))
      text_ += escaped(x.name());
    else if (const auto* const c = leaf_as<Constant>(x))
      text_ += constant_text(c->value().view());
    else if (depth == deepest)
      text_ += "...";
    else
      write_call(x, depth);
  }
  void write_call(const Expr& x, int depth) {
    ((text_ += x->op().name()) += '(');
    bool first = true;
    const auto separate = [&] {
      if (!std::exchange(first, false)) text_ += ", ";
      return text_.size() <= longest;
    };
    for (const Expr& operand : x->operands()) {
      const bool room = separate();
      write(operand, depth + 1);
      if (!room) break;
    }
    if (const std::string attributes = brief_attributes(x->op()); !attributes.empty()) {
      separate();
      text_ += attributes;
    }
    text_ += ')';
  }

  std::string text_;
};

}  // namespace

std::string brief_attributes(const Op& op) {
  std::string list;
  for (const AttrText& attr : op.attrs()) {
    if (attr.value == "false") continue;
    list += (list.empty() ? "" : ", ") + attr.name + (attr.value == "true" ? "" : " = " + escaped(attr.value));
  }
  return list;
}

std::string to_formula(const Expr& x) { return Formula().text(x); }

void write_text(std::ostream& out, const Exprs& outputs, const TextOptions& options) {
  const Dag dag = freeze(outputs);
  TextWriter(out, dag, options).write();
}

std::string to_text(const Exprs& outputs, const TextOptions& options) {
  std::ostringstream out;
  write_text(out, outputs, options);
  return std::move(out).str();
}

std::ostream& operator<<(std::ostream& out, const Expr& x) {
  if (!x) return out << "(no expression)";
  const bool is_named_operation = !x.name().empty() && !x->operands().empty();
  if (is_named_operation) out << escaped(x.name()) << " = ";
  return out << to_formula(x) << " : " << to_string(x.type());
}

}  // namespace nabla
