#include <nabla/rewrite/rewrite.hpp>

#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/rewrite/explain.hpp>

#include "commands.hpp"
#include "json.hpp"
#include "model.hpp"

namespace nabla::tool {
namespace {

struct Options {
  std::string file, out;
  std::vector<std::string> outputs;
  bool rules = false, json = false;
  RewriteOptions rewrite;
};

Json to_json(const RewriteLog::Step& step) {
  return {{"rule", step.rule},
          {"set", step.set},
          {"line", step.before->where().known() ? to_string(step.before->where()) : ""},
          {"gradient", step.before->is_gradient()},
          {"before", to_formula(step.before)},
          {"after", to_formula(step.after)}};
}

Json to_json(const RewriteLog& log, const Exprs& before, const Exprs& after) {
  Json json{{"nodes_before", log.nodes_before}, {"nodes_after", log.nodes_after}};
  json["steps"] = Json::array();
  for (const RewriteLog::Step& step : log.steps) json["steps"].push_back(to_json(step));
  json["passes"] = Json::array();
  for (const RewriteLog::Pass& pass : log.passes)
    json["passes"].push_back({{"name", pass.name},
                              {"nodes_before", node_count(Exprs(pass.before))},
                              {"nodes_after", node_count(Exprs(pass.after))}});
  json["before"] = to_text(before);
  json["after"] = to_text(after);
  return json;
}

int rewrite_file(const Options& o) {
  const Exprs before = Model(o.file).outputs(o.outputs);
  RewriteLog log;
  const Exprs after = nabla::rewrite(before, o.rewrite, &log);
  if (!o.out.empty()) save(o.out, after, Where{});
  if (o.json)
    write_out({}, json_text(to_json(log, before, after)));
  else if (o.rules)
    write_out({}, to_string(log));
  else if (o.out.empty())
    write_out({}, fmt::format("before\n{}\nafter\n{}\nrules\n{}", to_text(before), to_text(after), to_string(log)));
  return success;
}

}  // namespace

Action rewrite(CLI::App& command) {
  const auto o = std::make_shared<Options>();
  add_file(command, o->file);
  add_outputs(command, o->outputs);
  command.add_option("--set", o->rewrite.sets, "a set of rules or a pass that is run; may come again")
      ->type_name("NAME")
      ->allow_extra_args(false)
      ->default_str("all");
  command.add_option("--without", o->rewrite.without, "a rule, set or pass that is left out; may come again")
      ->type_name("NAME")
      ->allow_extra_args(false);
  CLI::Option* const rules = command.add_flag("--rules", o->rules, "only which rules did what");
  command.add_flag("--json", o->json, "all of it as JSON")->excludes(rules);
  add_out(command, o->out, "saves the rewritten graph, and prints nothing but what is asked for");
  return [o] { return rewrite_file(*o); };
}

}  // namespace nabla::tool
