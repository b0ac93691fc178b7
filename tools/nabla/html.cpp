#include <nabla/graph/html.hpp>

#include <iterator>
#include <memory>

#include <CLI/CLI.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/rewrite/rewrite.hpp>
#include <nabla/runtime/evaluate_all.hpp>

#include "commands.hpp"
#include "drawing.hpp"
#include "feeds.hpp"
#include "model.hpp"

namespace nabla::tool {
namespace {

struct Options {
  std::string file, out, gradient;
  std::vector<std::string> outputs;
  bool rewritten = false, values = false;
  FeedOptions feeds;
  HtmlOptions html;
};

void write_page(const Options& o) {
  const Model model(o.file);
  const Exprs outputs = model.outputs(o.outputs);
  HtmlOptions html = o.html;
  if (html.title.empty()) html.title = o.file;
  if (!o.gradient.empty()) {
    const Expr cost = model.node(o.gradient);
    html.views.push_back({"gradient", nabla::grad(cost, model.float_parameters({cost}), {}, Where{})});
  }
  if (o.rewritten) html.views.push_back({"rewritten", nabla::rewrite(outputs)});
  if (o.values) {
    Exprs shown = outputs;
    for (const HtmlView& view : html.views) shown.insert(shown.end(), view.outputs.begin(), view.outputs.end());
    html.notes = statistics_notes(evaluate_all(shown, feeds_of(model.graph().inputs, o.feeds), Where{}));
  }
  write_html(o.out.empty() ? o.file + ".html" : o.out, outputs, html);
}

}  // namespace

Action html(CLI::App& command) {
  const auto o = std::make_shared<Options>();
  o->html.title.clear();
  add_file(command, o->file);
  add_outputs(command, o->outputs);
  add_out(command, o->out, "where to; FILE.html where it is not given");
  command.add_option("--gradient", o->gradient, "adds the gradient of this node with respect to all parameters")
      ->type_name("NODE");
  command.add_flag("--rewritten", o->rewritten, "adds the graph as a Function rewrites it");
  command.add_flag("--values", o->values, "what values are like in a run");
  command.add_option("--title", o->html.title, "of the page; FILE where it is not given");
  add_direction(command, o->html.direction);
  add_symbol_size(command, o->html.symbol_size);
  command.add_option("--seconds", o->html.seconds, "how long Graphviz may take for each layout")->capture_default_str();
  add_feeds(command, o->feeds);
  return [o] {
    write_page(*o);
    return int{success};
  };
}

}  // namespace nabla::tool
