#include <nabla/graph/html.hpp>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include <nabla/graph/drawing.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/graph/explorer_page.hpp>
#include <nabla/graph/graphviz.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/graph/tensor_text.hpp>

namespace nabla {
namespace {

constexpr std::uint32_t most_depths = 4;  // of scopes that a page folds

std::string number_text(double value) { return std::isfinite(value) ? fmt::format("{}", value) : "null"; }

/// A file that is there for a while.
class Temporary {
 public:
  explicit Temporary(std::string path) : path_(std::move(path)) {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// The elements of an SVG file: HTML wants no XML declaration before them.
std::string svg_in(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return text.substr(std::min(text.find("<svg"), text.size()));
}

/// Some graphs with arrows both ways make dot 2.43 fail inside a frame ("trouble in init_rank"): these are drawn
/// plainer.
std::string svg_of(const Exprs& outputs, DotOptions options, const std::string& path, double seconds) {
  const Temporary graph(path + ".dot"), picture(path + ".svg");
  std::string problem;
  for (int attempt = 0; attempt < 3; ++attempt) {
    if (attempt == 1) options.gradient_beside = false;
    if (attempt == 2) options.frame_scopes = false;
    write_dot(graph.path(), outputs, options);
    problem = run_dot("svg", graph.path(), picture.path(), seconds);
    if (problem.empty()) return svg_in(picture.path());
    if (!problem.starts_with("\"dot\" failed")) break;
  }
  throw Error("write_html: " + problem);
}

/// In a frame of its own the gradient is read more easily; beyond some hundred nodes Graphviz takes minutes for one.
DotOptions dot_options(const Exprs& outputs, const HtmlOptions& page) {
  constexpr std::size_t few = 400;
  DotOptions options;
  options.direction = page.direction;
  options.frame_gradient = node_count(outputs) <= few;
  options.gradient_beside = true;
  options.width_by_bytes = true;
  options.symbol_size = page.symbol_size;
  return options;
}

/// One graph of the page.
struct View {
  std::string name;
  Exprs outputs;
  DotOptions options;
  Drawing drawing;
  std::vector<std::uint32_t> place;  // of a vertex in the drawing's order: node n3 is at place 3

  View(std::string view_name, const Exprs& view_outputs, const HtmlOptions& page)
      : name(std::move(view_name)),
        outputs(view_outputs),
        options(dot_options(outputs, page)),
        drawing(outputs, options),
        place(num_vertices(drawing.dag)) {
    for (std::uint32_t i = 0; i < drawing.order.size(); ++i) place[drawing.order[i]] = i;
  }

  std::uint32_t depth() const {
    std::uint32_t depth = 0;
    for (std::uint32_t f = 0; f < drawing.frames.size(); ++f) depth = std::max(depth, drawing.frames[f].depth);
    return depth;
  }
};

class PageWriter {
 public:
  PageWriter(const std::string& path, const Exprs& outputs, const HtmlOptions& options)
      : path_(path), options_(options) {
    views_.reserve(options.views.size() + 1);
    views_.emplace_back(options.name, outputs, options);
    for (const HtmlView& view : options.views) views_.emplace_back(view.name, view.outputs, options);
    for (const auto& [x, note] : options.notes)
      if (x) notes_[x->id()] = &note;
  }

  /// The template with its places filled in. What is filled in is not searched for places again.
  std::string page() {
    std::string data = "{\"heat\":" + json_quoted(options_.heat) + ",\"views\":[";
    for (std::size_t v = 0; v < views_.size(); ++v) data += (v == 0 ? "" : ",") + view_data(v);
    data += "]}";
    std::string text;
    std::string_view rest = explorer_html;
    for (std::size_t open = 0; (open = rest.find("{{")) != rest.npos;) {
      const std::size_t close = rest.find("}}", open);
      const std::string_view place = rest.substr(open + 2, close - open - 2);
      text += rest.substr(0, open);
      text += place == "title"     ? html_escaped(options_.title)
              : place == "style"   ? explorer_css
              : place == "layouts" ? layouts_
              : place == "data"    ? data
                                   : explorer_js;
      rest.remove_prefix(close + 2);
    }
    return text += rest;
  }

 private:
  /// {"name": "forward", "nodes": [...], "frames": [...], "layouts": [...]}, the layouts drawn on the way.
  std::string view_data(std::size_t v) {
    const View& view = views_[v];
    std::string data = "{\"name\":" + json_quoted(view.name) + ",\"nodes\":[";
    for (std::size_t i = 0; i < view.drawing.order.size(); ++i) data += (i == 0 ? "\n" : ",\n") + node_data(v, i);
    data += "],\"frames\":[";
    for (std::uint32_t f = 0; f < view.drawing.frames.size(); ++f) {
      const ScopeTree::Frame& frame = view.drawing.frames[f];
      const bool is_gradient = f != ScopeTree::page && frame.depth == 0;
      data +=
          (f == 0 ? "\n" : ",\n") + fmt::format(R"({{"name":{},"path":{},"parent":{},"depth":{},"svg":"cluster_{}"}})",
                                                json_quoted(frame.name), json_quoted(frame.path), frame.parent,
                                                frame.depth, is_gradient ? "gradient" : std::to_string(f));
    }
    data += "],\"layouts\":[";
    const std::uint32_t depth = std::min(view.depth(), most_depths);
    for (std::uint32_t fold = 1; fold <= depth; ++fold) data += layout_data(v, fold) + ",";
    return data + layout_data(v, static_cast<std::size_t>(-1)) + "]}";
  }

  std::string node_data(std::size_t v, std::size_t i) const {
    const View& view = views_[v];
    const Vertex vertex = view.drawing.order[i];
    const Expr& x = view.drawing.dag[vertex];
    std::string operands;
    for (const Expr& operand : x->operands())
      operands += (operands.empty() ? "" : ",") + std::to_string(view.place[vertex_of(view.drawing.dag, operand)]);
    std::string data =
        fmt::format(R"({{"name":{},"op":{},"attrs":{},"type":{},"where":{},"frame":{},"operands":[{}],"bytes":{})",
                    json_quoted(x.name()), json_quoted(x->op().name()), json_quoted(attributes_of(x)),
                    json_quoted(to_string(x.type())), json_quoted(x->where().known() ? to_string(x->where()) : ""),
                    view.drawing.frames.of(vertex), operands, number_text(bytes_of(x.type(), options_.symbol_size)));
    if (x->is_gradient()) data += ",\"gradient\":true" + origin_of(v, x);
    if (std::ranges::find(view.outputs, x) != view.outputs.end()) data += ",\"output\":true";
    if (const auto note = notes_.find(x->id()); note != notes_.end()) {
      data += ",\"note\":" + json_quoted(note->second->text);
      if (note->second->heat) data += ",\"value\":" + number_text(*note->second->heat);
    }
    return data + "}";
  }

  static std::string attributes_of(const Expr& x) {
    if (const auto* const c = leaf_as<Constant>(x)) return constant_text(c->value().view());
    return brief_attributes(x->op());
  }

  /// Where the forward node is: in the same graph, or in the first that has it.
  std::string origin_of(std::size_t v, const Expr& x) const {
    std::vector<std::size_t> candidates{v};
    for (std::size_t other = 0; other < views_.size(); ++other) candidates.push_back(other);
    for (const std::size_t c : candidates) {
      const Vertex forward = info(views_[c].drawing.dag).index.find(x->origin());
      if (forward != VertexIndex::none) return fmt::format(R"(,"origin":[{},{}])", c, views_[c].place[forward]);
    }
    return {};
  }

  /// {"id": "v0d1", "folded": {"f2": [3, 4, 5]}}, the picture added to the layouts.
  std::string layout_data(std::size_t v, std::size_t fold) {
    const View& view = views_[v];
    DotOptions options = view.options;
    options.fold_depth = fold;
    const bool in_full = fold == static_cast<std::size_t>(-1);
    const std::string id = fmt::format("v{}d{}", v, in_full ? "all" : std::to_string(fold));
    layouts_ += "<div id=\"" + id + "\" hidden>" + svg_of(view.outputs, options, path_, options_.seconds) + "</div>\n";
    std::string folded;
    const Drawing drawing(view.outputs, options);
    for (Vertex n = 0; n < num_vertices(drawing.graph); ++n) {
      const DrawnNode& node = drawing.graph[n];
      if (node.folded == ScopeTree::page) continue;
      std::string members;
      for (const Vertex m : node.members) members += (members.empty() ? "" : ",") + std::to_string(view.place[m]);
      folded += (folded.empty() ? "" : ",") + fmt::format("\"{}\":[{}]", node.id, members);
    }
    return fmt::format(R"({{"id":"{}","depth":{},"folded":{{{}}}}})", id, in_full ? "null" : std::to_string(fold),
                       folded);
  }

  const std::string& path_;
  const HtmlOptions& options_;
  std::vector<View> views_;
  std::unordered_map<std::uint64_t, const NodeNote*> notes_;
  std::string layouts_;
};

}  // namespace

void write_html(const std::string& path, const Exprs& outputs, const HtmlOptions& options) {
  const Temporary part(path + ".part");
  errno = 0;
  std::ofstream out(part.path(), std::ios::binary);
  if (out) out << PageWriter(path, outputs, options).page();
  out.close();
  if (!out || std::rename(part.path().c_str(), path.c_str()) != 0)
    throw Error("write_html: cannot write " + quoted(path) + ": " + std::strerror(errno));
}

}  // namespace nabla
