#include <memory>

#include <CLI/CLI.hpp>

#include <nabla/autodiff/verify.hpp>
#include <nabla/graph/error.hpp>

#include "commands.hpp"
#include "feeds.hpp"
#include "json.hpp"
#include "model.hpp"
#include "terminal.hpp"

namespace nabla::tool {
namespace {

struct Options {
  std::string file, out;
  std::vector<std::string> outputs, wrt;
  bool json = false;
  FeedOptions feeds;
  VerifyOptions verify;
};

Exprs float_outputs(const Model& model, const std::vector<std::string>& names) {
  Exprs outputs;
  for (const Expr& output : model.outputs(names))
    if (is_float(output.dtype()) || !names.empty()) outputs.push_back(output);
  if (outputs.empty()) throw Error("no output is a float, so there is no gradient to check");
  return outputs;
}

/// As named, or the parameters, or, where there are none, the inputs.
Exprs variables(const Model& model, const Exprs& outputs, const std::vector<std::string>& names) {
  Exprs wrt;
  for (const std::string& name : names) wrt.push_back(model.node(name));
  if (wrt.empty()) wrt = model.float_parameters(outputs);
  if (wrt.empty()) wrt = model.float_inputs(outputs);
  if (wrt.empty()) throw Error("the outputs depend on no parameter and no input that is a float");
  return wrt;
}

Json to_json(const GradientCheck& check) {
  return {
      {"index", check.index},     {"direction", check.direction},          {"gradient", check.analytic},
      {"numeric", check.numeric}, {"numeric_error", check.error_estimate}, {"relative_error", check.relative_error}};
}

Json to_json(const ParameterReport& parameter) {
  Json wrong = Json::array();
  for (const GradientCheck& check : parameter.wrong) wrong.push_back(to_json(check));
  return {{"name", parameter.name},
          {"entries", parameter.entries},
          {"checked", parameter.checked},
          {"directions", parameter.directions},
          {"max_absolute_error", parameter.max_absolute_error},
          {"max_relative_error", parameter.max_relative_error},
          {"kinks", parameter.kinks.size()},
          {"blunt", parameter.blunt},
          {"failures", parameter.failures},
          {"worst", to_json(parameter.worst)},
          {"wrong", wrong}};
}

Json to_json(const GradientReport& report) {
  Json json{{"ok", report.ok()},
            {"order", report.order},
            {"seed", report.seed},
            {"tolerance", report.tolerance},
            {"max_relative_error", report.max_relative_error()}};
  if (const auto& forward = report.forward; forward && forward->missing.empty())
    json["forward"] = {{"jvp", forward->forward},
                       {"vjp", forward->backward},
                       {"relative_error", forward->relative_error},
                       {"ok", forward->ok(report.tolerance)}};
  json["parameters"] = Json::array();
  for (const ParameterReport& parameter : report.parameters) json["parameters"].push_back(to_json(parameter));
  return json;
}

/// The table, with a verdict that a terminal shows in colour.
std::string to_text(const GradientReport& report) {
  std::string text = to_string(report);
  if (!text.ends_with('\n')) text += '\n';
  const std::size_t verdict = text.rfind('\n', text.size() - 2) + 1;
  const std::string line = text.substr(verdict, text.size() - 1 - verdict);
  return text.substr(0, verdict) + (report.ok() ? green(line) : red(line)) + "\n";
}

int verify(const Options& o) {
  const Model model(o.file);
  const Exprs outputs = float_outputs(model, o.outputs);
  VerifyOptions verify = o.verify;
  verify.seed = o.feeds.seed;
  const GradientReport report = verify_gradient(outputs, variables(model, outputs, o.wrt),
                                                feeds_of(model.graph().inputs, o.feeds), verify, Where{});
  write_out(o.out, o.json ? json_text(to_json(report)) : to_text(report));
  return report.ok() ? success : differs;
}

}  // namespace

Action check(CLI::App& command) {
  const auto o = std::make_shared<Options>();
  add_file(command, o->file);
  add_outputs(command, o->outputs);
  command
      .add_option("--wrt", o->wrt,
                  "with respect to this node; may come again; all parameters, or else all inputs, without any")
      ->type_name("NODE")
      ->allow_extra_args(false);
  command.add_option("--order", o->verify.order, "1 for the gradient, 2 for the gradient of the gradient")
      ->check(CLI::Range(1, 2))
      ->capture_default_str();
  command.add_option("--tolerance", o->verify.tolerance, "the largest relative error that passes")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command.add_option("--max-entries", o->verify.max_entries, "larger parameters are checked by samples and directions")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  add_feeds(command, o->feeds);
  command.add_flag("--json", o->json, "the report as JSON");
  add_out(command, o->out, "where the report goes, instead of the standard output");
  return [o] { return verify(*o); };
}

}  // namespace nabla::tool
