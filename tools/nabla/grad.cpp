#include <nabla/autodiff/grad.hpp>

#include <memory>

#include <CLI/CLI.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/graph/print.hpp>

#include "commands.hpp"
#include "model.hpp"

namespace nabla::tool {
namespace {

struct Options {
  std::string file, out, output;
  std::vector<std::string> wrt;
  bool with_cost = false, zeros = false;
};

/// The only output, where none is named.
Expr cost_of(const Model& model, const std::string& name) {
  if (!name.empty()) return model.node(name);
  const Exprs& outputs = model.graph().outputs;
  if (outputs.size() != 1) throw Error("the graph has more than one output: --output says of which the gradient is");
  return outputs[0];
}

void write_gradient(const Options& o) {
  const Model model(o.file);
  const Expr cost = cost_of(model, o.output);
  Exprs wrt;
  for (const std::string& name : o.wrt) wrt.push_back(model.node(name));
  if (wrt.empty()) wrt = model.float_parameters({cost});
  if (wrt.empty()) throw Error("the output depends on no parameter that is a float: --wrt says what else");
  Exprs gradient = nabla::grad(cost, wrt, {.unreached = o.zeros ? Unreached::zeros : Unreached::raise}, Where{});
  if (o.with_cost) gradient.insert(gradient.begin(), cost);
  if (o.out.empty())
    write_out({}, to_text(gradient));
  else
    save(o.out, gradient, Where{});
}

}  // namespace

Action grad(CLI::App& command) {
  const auto o = std::make_shared<Options>();
  add_file(command, o->file);
  command.add_option("--output", o->output, "what is differentiated, a float of rank 0; the only output without any")
      ->type_name("NODE");
  command.add_option("--wrt", o->wrt, "with respect to this node; may come again; all parameters without any")
      ->type_name("NODE")
      ->allow_extra_args(false);
  command.add_flag("--with-cost", o->with_cost, "what is differentiated is the first output");
  command.add_flag("--zeros", o->zeros, "0 with respect to what the output does not depend on, instead of an error");
  add_out(command, o->out, "saves the gradient graph with its weights; without, its text is printed");
  return [o] {
    write_gradient(*o);
    return int{success};
  };
}

}  // namespace nabla::tool
