#include <nabla/graph/dot.hpp>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <boost/graph/graphviz.hpp>
#include <boost/graph/reverse_graph.hpp>
#include <boost/property_map/function_property_map.hpp>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/graph/tensor_text.hpp>

namespace nabla {
namespace {

using DataFlow = boost::reverse_graph<Dag>;  // the Dag's edges run from user to operand, arrows the other way

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

bool order_matters(const Expr& user) {
  if (user->op().is_commutative()) return false;
  for (const Expr& operand : user->operands())
    if (operand != user->operands()[0]) return true;
  return false;
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
  DotWriter(const Dag& dag, const DotOptions& options) : dag_(dag), options_(options), number_(num_vertices(dag)) {
    std::size_t next = 0;
    for (const Vertex v : operands_first(dag)) number_[v] = next++;
    is_output_.resize(number_.size());
    for (const Expr& output : info(dag).outputs) is_output_[vertex_of(dag, output)] = true;
  }

  void write(std::ostream& out) const {
    boost::write_graphviz(
        out, DataFlow(dag_), [&](std::ostream& o, Vertex v) { write_vertex(o, v); },
        [&](std::ostream& o, const auto& edge) { write_edge(o, edge.underlying_descx); },
        [&](std::ostream& o) { write_graph(o); },
        boost::make_function_property_map<Vertex>([&](Vertex v) { return id(v); }));
  }

 private:
  std::string id(Vertex v) const { return "n" + std::to_string(number_[v]); }

  void write_vertex(std::ostream& out, Vertex v) const {
    const Expr& x = dag_[v];
    const std::string type = options_.types == DotTypes::nodes ? "\n" + to_string(x.type()) : "";
    std::ostringstream tooltip;
    tooltip << x << '\n' << x->op().name() << ", " << to_string(x->where());
    out << " [label=" << dot_quoted(what(x) + type) << ", " << attributes(look_of(x))
        << (is_output_[v] ? output_style : "") << ", tooltip=" << dot_quoted(tooltip.str()) << "]";
  }

  void write_edge(std::ostream& out, const Dag::edge_descriptor& edge) const {
    std::string label;
    if (order_matters(dag_[source(edge, dag_)])) label = std::to_string(dag_[edge].index);
    if (options_.types == DotTypes::edges)
      label += (label.empty() ? "" : ": ") + to_string(dag_[target(edge, dag_)].type());
    if (!label.empty()) out << "[label=" << dot_quoted(" " + label) << "]";
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
    if (options_.frame_gradient) write_gradient_frame(out);
    if (options_.legend) write_legend(out);
  }

  void write_gradient_frame(std::ostream& out) const {
    std::vector<Vertex> members;
    for (const Vertex v : operands_first(dag_))
      if (dag_[v]->is_gradient()) members.push_back(v);
    if (members.empty()) return;
    out << R"(subgraph cluster_gradient { label="gradient"; style="rounded,dashed"; color="#CC79A7"; penwidth=1.5;)";
    for (const Vertex v : members) out << ' ' << id(v) << ';';
    out << " }\n";
  }

  void write_legend(std::ostream& out) const {
    out << R"(subgraph cluster_legend { label="legend"; style=rounded; color="#808080";)";
    std::string chain;
    for (const Look& look : {input_look, parameter_look, constant_look, operation_look, gradient_look}) {
      const std::string sample = std::string("legend_") + look.kind;
      out << ' ' << sample << " [label=\"" << look.kind << "\", " << attributes(look) << "];";
      chain += sample + " -> ";
    }
    out << " legend_output [label=\"output\", " << attributes(operation_look) << output_style << "];";
    out << ' ' << chain << "legend_output [style=invis]; }\n";
  }

  const Dag& dag_;
  const DotOptions& options_;
  std::vector<std::size_t> number_;
  std::vector<bool> is_output_;
};

}  // namespace

void write_dot(std::ostream& out, const Exprs& outputs, const DotOptions& options) {
  const Dag dag = freeze(outputs);
  Unflushed buffer(out);
  std::ostream unflushed(&buffer);
  DotWriter(dag, options).write(unflushed);
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
