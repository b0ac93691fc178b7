#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/graph/statistics.hpp>
#include <nabla/io/safetensors.hpp>
#include <nabla/runtime/function.hpp>

#include "commands.hpp"
#include "feeds.hpp"
#include "json.hpp"
#include "model.hpp"

namespace nabla::tool {
namespace {

struct Options {
  std::string file, out;
  std::vector<std::string> outputs;
  bool json = false, statistics = false, guard = false;
  FeedOptions feeds;
  FunctionOptions function{.allow_unused_inputs = true};
};

Json entries_of(const Tensor& value) {
  return dispatch(value.dtype(), [&]<class T>() {
    Json entries = Json::array();
    for (const T entry : value.span<T>()) entries.push_back(entry);
    return entries;
  });
}

Json to_json(const Tensor& value) {
  return {{"dtype", to_string(value.dtype())}, {"sizes", value.sizes()}, {"entries", entries_of(value)}};
}

int compute(const Options& o) {
  const Model model(o.file);
  const Exprs outputs = model.outputs(o.outputs);
  FunctionOptions options = o.function;
  options.nan_guard = o.guard ? NanGuard::non_finite : NanGuard::off;
  const Function function(model.graph().inputs, outputs, {}, options, Where{});
  const std::vector<Tensor> values = function.call(values_of(feeds_of(model.graph().inputs, o.feeds)));
  const std::vector<Expr> nodes = nodes_of(outputs);
  std::string text;
  Json json = Json::object();
  Safetensors file;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string name = name_of(outputs[i], nodes);
    text += fmt::format("{} = {}\n", name, to_string(values[i]));
    if (o.statistics) text += fmt::format("  {}\n", to_string(statistics(values[i])));
    if (o.json) json[name] = to_json(values[i]);
    if (!o.out.empty() && !file.tensors.emplace(name, values[i]).second)
      throw Error(fmt::format("two outputs are called {}: a file cannot hold both", name));
  }
  if (!o.out.empty()) write_safetensors(o.out, file, Where{});
  if (o.json)
    write_out({}, json_text(json));
  else if (o.out.empty() || o.statistics)
    write_out({}, text);
  return success;
}

}  // namespace

Action run(CLI::App& command) {
  const auto o = std::make_shared<Options>();
  add_file(command, o->file);
  add_outputs(command, o->outputs);
  add_feeds(command, o->feeds);
  command.add_option("--threads", o->function.threads, "the most that work on the call")
      ->check(whole_number())
      ->type_name("N");
  command.add_flag("--nan-guard", o->guard, "an error at the first NaN or infinity, with the node that gives it");
  command.add_flag("--statistics", o->statistics, "what the outputs are like");
  command.add_flag("--json", o->json, "the outputs with all their entries, row-major, as JSON");
  add_out(command, o->out, "a safetensors file for the outputs, by name; they are not printed then");
  return [o] { return compute(*o); };
}

}  // namespace nabla::tool
