#include <nabla/graph/dot.hpp>

#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/graph/excerpt.hpp>
#include <nabla/graph/render.hpp>
#include <nabla/runtime/evaluate_all.hpp>

#include "commands.hpp"
#include "drawing.hpp"
#include "feeds.hpp"
#include "model.hpp"

namespace nabla::tool {
namespace {

struct Options {
  std::string file, out, near, from, to;
  std::vector<std::string> outputs;
  std::size_t radius = 2;
  bool values = false, no_frames = false;
  double seconds = 60;
  FeedOptions feeds;
  DotOptions dot;
};

void add_excerpt(CLI::App& command, Options& o) {
  CLI::Option* const near = command.add_option("--near", o.near, "draws what is near this node")->type_name("NODE");
  command.add_option("--radius", o.radius, "how near, in operands or uses")
      ->type_name("N")
      ->check(whole_number())
      ->needs(near)
      ->capture_default_str();
  CLI::Option* const from =
      command.add_option("--from", o.from, "draws what lies between this node and another")->type_name("NODE");
  CLI::Option* const to = command.add_option("--to", o.to, "the other")->type_name("NODE")->needs(from);
  from->needs(to)->excludes(near);
}

void add_style(CLI::App& command, DotOptions& dot, bool& no_frames) {
  const Choices<DotTypes> types{{"none", DotTypes::none}, {"nodes", DotTypes::nodes}, {"edges", DotTypes::edges}};
  add_choice(command, "--types", dot.types, types, "where types stand");
  add_direction(command, dot.direction);
  command.add_option("--title", dot.title, "above the drawing");
  command.add_flag("--legend", dot.legend, "explains shapes and colours");
  command.add_flag("--no-frames", no_frames, "no frames around scopes and the gradient");
  command.add_option("--fold-depth", dot.fold_depth, "scopes of this depth are one node each")
      ->type_name("N")
      ->check(whole_number());
  command.add_option("--fold", dot.fold, "this scope is one node; may come again")
      ->type_name("SCOPE")
      ->allow_extra_args(false);
  command.add_flag("--fold-repeats", dot.fold_repeats, "scopes beside each other that are built alike are one node");
  command.add_flag("--link-gradient", dot.link_gradient, "arrows to gradient nodes from those they come from");
  command.add_flag("--gradient-beside", dot.gradient_beside, "gradient nodes stand beside those they come from");
  command.add_flag("--width-by-bytes", dot.width_by_bytes, "arrows are the wider, the more bytes run along them");
  add_symbol_size(command, dot.symbol_size);
}

bool is_picture(const std::string& path) {
  return path.ends_with(".svg") || path.ends_with(".png") || path.ends_with(".pdf");
}

void draw(const Options& o) {
  const Model model(o.file);
  const Exprs outputs = model.outputs(o.outputs);
  DotOptions dot = o.dot;
  dot.frame_gradient = dot.frame_scopes = !o.no_frames;
  if (!o.near.empty()) dot.only = neighbourhood(outputs, model.node(o.near), o.radius, Where{});
  if (!o.from.empty()) dot.only = path_between(model.node(o.from), model.node(o.to), Where{});
  if (o.values) dot.notes = statistics_notes(evaluate_all(outputs, feeds_of(model.graph().inputs, o.feeds), Where{}));
  if (is_picture(o.out)) return render(o.out, outputs, dot, o.seconds);
  std::ostringstream text;
  write_dot(text, outputs, dot);
  write_out(o.out, text.str());
}

}  // namespace

Action dot(CLI::App& command) {
  const auto o = std::make_shared<Options>();
  add_file(command, o->file);
  add_outputs(command, o->outputs);
  add_out(command, o->out, "where to; .svg, .png and .pdf are drawn by Graphviz; without, to the standard output");
  add_style(command, o->dot, o->no_frames);
  add_excerpt(command, *o);
  command.add_flag("--values", o->values, "what values are like in a run, in the tooltips");
  command.add_option("--seconds", o->seconds, "how long Graphviz may take")->capture_default_str();
  add_feeds(command, o->feeds);
  return [o] {
    draw(*o);
    return int{success};
  };
}

}  // namespace nabla::tool
