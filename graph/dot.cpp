#include <nabla/graph/dot.hpp>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <unordered_map>

#include <fmt/format.h>
#include <boost/graph/graphviz.hpp>
#include <boost/graph/reverse_graph.hpp>
#include <boost/property_map/function_property_map.hpp>

#include <nabla/graph/drawing.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/graph/tensor_text.hpp>

namespace nabla {
namespace {

using DataFlow = boost::reverse_graph<DrawnGraph>;  // the edges run from user to operand, arrows the other way

/// How a kind of node looks: a shape and a fill of Okabe and Ito's palette, which is safe for the colour-blind. Fills
/// are light enough for dark text, so that they stand on a white page and on a dark one.
struct Look {
  const char* kind;
  const char* shape;
  const char* fill;
};
constexpr Look input_look{"input", "box", "#56B4E9"};
constexpr Look parameter_look{"parameter", "box", "#E69F00"};
constexpr Look constant_look{"constant", "box", "#F0E442"};
constexpr Look operation_look{"operation", "ellipse", "#F2F2F2"};
constexpr Look gradient_look{"gradient", "ellipse", "#F0D3E3"};
constexpr Look scope_look{"scope", "box3d", "#D5E8D4"};
constexpr const char* output_style = R"(, peripheries=2, color="#D55E00", penwidth=1.6)";

const Look& look_of(const Expr& x) {
  if (leaf_as<Input>(x)) return input_look;
  if (leaf_as<ParameterState>(x)) return parameter_look;
  if (x->operands().empty()) return constant_look;
  return x->is_gradient() ? gradient_look : operation_look;
}

std::string attributes(const Look& look) {
  return std::string("shape=") + look.shape + ", fillcolor=\"" + look.fill + "\"";
}

const char* rankdir(DotDirection direction) {
  switch (direction) {
    case DotDirection::down:
      return "TB";
    case DotDirection::up:
      return "BT";
    case DotDirection::right:
      return "LR";
    case DotDirection::left:
      return "RL";
  }
  return "TB";
}

/// "sum(axes = [0], keepdims)"
std::string call_text(const Op& op) {
  const std::string attributes = brief_attributes(op);
  return std::string(op.name()) + (attributes.empty() ? "" : "(" + attributes + ")");
}

/// What stands in a node: "x", "0.1", "relu", "hidden = relu".
std::string what(const Expr& x) {
  const bool is_fed = leaf_as<Input>(x) || leaf_as<ParameterState>(x);
  if (is_fed) return x.name();
  const auto* const c = leaf_as<Constant>(x);
  const auto* const size = leaf_as<SizeOf>(x);
  const std::string value = c ? constant_text(c->value().view()) : size ? to_string(size->dim()) : call_text(x->op());
  return x.name().empty() ? value : x.name() + " = " + value;
}

/// "layer1 ... layer12", and how much is in it.
std::string folded_text(const DrawnNode& node, const ScopeTree& frames) {
  const std::string& name = frames[node.folded].name;
  const std::string count = std::to_string(node.members.size()) + (node.members.size() == 1 ? " node" : " nodes");
  if (node.repeats.empty()) return name + "\n" + count;
  return name + " ... " + frames[node.repeats.back()].name + "\n" + std::to_string(node.repeats.size() + 1) +
         " alike, " + count;
}

/// Yellow, orange, brown: told apart also by those who see no colours, and light enough for dark text.
std::string heat_fill(double heat) {
  constexpr double pale[] = {255, 247, 188}, dark[] = {236, 112, 20};
  std::string fill = "#";
  for (int i = 0; i < 3; ++i)
    fill += fmt::format("{:02X}", static_cast<int>(std::lround(pale[i] + heat * (dark[i] - pale[i]))));
  return fill;
}

std::string width_text(double bytes) {
  return fmt::format("{:.1f}", 0.6 + 0.22 * std::log2(std::max(bytes, 64.0) / 64));
}

/// BGL flushes after each line: on a file that is a system call a node.
class Unflushed : public std::streambuf {
 public:
  explicit Unflushed(std::ostream& out) : out_(*out.rdbuf()) {}

 protected:
  int_type overflow(int_type c) override { return out_.sputc(traits_type::to_char_type(c)); }
  std::streamsize xsputn(const char* text, std::streamsize size) override { return out_.sputn(text, size); }
  int sync() override { return 0; }

 private:
  std::streambuf& out_;
};

class DotWriter {
 public:
  DotWriter(const Drawing& drawing, const DotOptions& options) : drawing_(drawing), options_(options) {
    for (const auto& [x, note] : options.notes)
      if (x) notes_[x->id()] += "\n" + note.text;
  }

  void write(std::ostream& out) const {
    boost::write_graphviz(
        out, DataFlow(drawing_.graph), [&](std::ostream& o, Vertex v) { write_node(o, drawing_.graph[v]); },
        [&](std::ostream& o, const auto& edge) { write_edge(o, drawing_.graph[edge.underlying_descx]); },
        [&](std::ostream& o) { write_graph(o); },
        boost::make_function_property_map<Vertex>([&](Vertex v) { return drawing_.graph[v].id; }));
  }

 private:
  void write_node(std::ostream& out, const DrawnNode& node) const {
    const Expr& x = drawing_.dag[node.members[0]];
    const bool folded = node.folded != ScopeTree::page;
    Look look = folded ? scope_look : look_of(x);
    const std::string fill = node.heat ? heat_fill(*node.heat) : look.fill;
    look.fill = fill.c_str();
    const std::string label = folded ? folded_text(node, drawing_.frames) : what(x) + type_text(x);
    out << " [label=" << dot_quoted(label) << ", " << attributes(look) << (node.is_output ? output_style : "")
        << (node.is_cut ? R"(, style="filled,dashed")" : "")
        << ", tooltip=" << dot_quoted(folded ? drawing_.frames[node.folded].path : tooltip(x)) << "]";
  }

  std::string type_text(const Expr& x) const {
    return options_.types == DotTypes::nodes ? "\n" + to_string(x.type()) : "";
  }

  std::string tooltip(const Expr& x) const {
    std::ostringstream text;
    text << x << '\n' << x->op().name() << ", " << to_string(x->where());
    if (!x->scope().empty()) text << ", in " << x->scope();
    if (const auto note = notes_.find(x->id()); note != notes_.end()) text << note->second;
    return text.str();
  }

  void write_edge(std::ostream& out, const DrawnEdge& edge) const {
    if (edge.is_link) {
      out << R"([style=dotted, color="#CC79A7", constraint=false, arrowhead=open])";
      return;
    }
    std::string label;
    if (edge.slot) label = std::to_string(*edge.slot);
    if (options_.types == DotTypes::edges)
      label += (label.empty() ? "" : ": ") + to_string(drawing_.dag[edge.operand].type());
    std::string list = label.empty() ? "" : "label=" + dot_quoted(" " + label);
    if (options_.width_by_bytes) list += (list.empty() ? "" : ", ") + ("penwidth=" + width_text(edge.bytes));
    if (edge.is_back) list += (list.empty() ? "" : ", ") + std::string("dir=back");
    if (!list.empty()) out << "[" << list << "]";
  }

  void write_graph(std::ostream& out) const {
    // Text outside of nodes is of a grey that stands on white and on dark; the page itself is left transparent.
    out << "graph [rankdir=" << rankdir(options_.direction)
        << R"(, bgcolor=transparent, fontname="Helvetica,Arial,sans-serif", fontsize=13, fontcolor="#808080",)"
        << R"( nodesep=0.3, ranksep=0.25, tooltip=" ")";
    if (!options_.title.empty()) out << ", labelloc=t, label=" << dot_quoted(options_.title);
    out << "];\n"
        << R"(node [fontname="Helvetica,Arial,sans-serif", fontsize=12, fontcolor="#1A1A1A", color="#606060",)"
        << R"( style=filled, margin="0.12,0.06", height=0.3];)" << '\n'
        << R"(edge [fontname="Helvetica,Arial,sans-serif", fontsize=10, fontcolor="#808080", color="#808080",)"
        << R"( arrowsize=0.7];)" << '\n';
    write_frames(out);
    if (options_.legend) write_legend(out);
  }

  /// Frames within frames. A frame's number is larger than that of the one around it, so that a walk back from the last
  /// meets each when all that is in it is written.
  void write_frames(std::ostream& out) const {
    std::vector<std::string> inside = nodes_by_frame();
    std::string& page = inside[ScopeTree::page];
    page.clear();  // nodes outside of all frames need no mention
    for (auto f = static_cast<std::uint32_t>(inside.size()); --f > ScopeTree::page;) {
      if (inside[f].empty()) continue;  // all of it is folded
      const ScopeTree::Frame& frame = drawing_.frames[f];
      const bool shown = frame.depth == 0 || options_.frame_scopes;
      inside[frame.parent].insert(0, shown ? opening(f) + inside[f] + " }\n" : inside[f]);
    }
    out << page;
  }

  /// " n3; n5;" for each frame, operands first.
  std::vector<std::string> nodes_by_frame() const {
    std::vector<std::uint32_t> place(num_vertices(drawing_.dag));
    for (std::uint32_t i = 0; i < drawing_.order.size(); ++i) place[drawing_.order[i]] = i;
    std::map<std::uint32_t, Vertex> nodes;
    for (Vertex v = 0; v < num_vertices(drawing_.graph); ++v) nodes[place[drawing_.graph[v].members[0]]] = v;
    std::vector<std::string> inside(drawing_.frames.size());
    for (const auto& [at, v] : nodes) inside[drawing_.graph[v].frame] += " " + drawing_.graph[v].id + ";";
    return inside;
  }

  std::string opening(std::uint32_t f) const {
    const ScopeTree::Frame& frame = drawing_.frames[f];
    if (frame.depth == 0)
      return R"(subgraph cluster_gradient { label="gradient"; style="rounded,dashed"; color="#CC79A7"; penwidth=1.5;)";
    return "subgraph cluster_" + std::to_string(f) + " { label=" + dot_quoted(frame.name) +
           R"(; style=rounded; color="#808080"; penwidth=1;)";
  }

  void write_legend(std::ostream& out) const {
    out << R"(subgraph cluster_legend { label="legend"; style=rounded; color="#808080";)";
    std::string chain;
    for (const Look& look : {input_look, parameter_look, constant_look, operation_look, gradient_look, scope_look}) {
      const std::string sample = std::string("legend_") + look.kind;
      out << ' ' << sample << " [label=\"" << look.kind << "\", " << attributes(look) << "];";
      chain += sample + " -> ";
    }
    out << " legend_output [label=\"output\", " << attributes(operation_look) << output_style << "];";
    out << ' ' << chain << "legend_output [style=invis]; }\n";
  }

  const Drawing& drawing_;
  const DotOptions& options_;
  std::unordered_map<std::uint64_t, std::string> notes_;
};

}  // namespace

void write_dot(std::ostream& out, const Exprs& outputs, const DotOptions& options) {
  const Drawing drawing(outputs, options);
  Unflushed buffer(out);
  std::ostream unflushed(&buffer);
  DotWriter(drawing, options).write(unflushed);
  if (!unflushed) out.setstate(std::ios::badbit);
}

void write_dot(const std::string& path, const Exprs& outputs, const DotOptions& options) {
  errno = 0;
  std::ofstream out(path, std::ios::binary);
  if (out) write_dot(out, outputs, options);
  out.close();
  if (!out) throw Error("write_dot: cannot write \"" + path + "\": " + std::strerror(errno));
}

}  // namespace nabla
