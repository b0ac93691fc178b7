#include <nabla/runtime/profile.hpp>

#include <memory>

#include <CLI/CLI.hpp>

#include <nabla/runtime/function.hpp>

#include "commands.hpp"
#include "feeds.hpp"
#include "model.hpp"

namespace nabla::tool {
namespace {

struct Options {
  std::string file, out, trace;
  std::vector<std::string> outputs;
  bool json = false, memory = false;
  double gflops = 0, gigabytes = 0;
  FeedOptions feeds;
  FunctionOptions function{.allow_unused_inputs = true};
  ProfileOptions profile;
};

int measure(const Options& o) {
  const Model model(o.file);
  const Function function(model.graph().inputs, model.outputs(o.outputs), {}, o.function, Where{});
  ProfileOptions options = o.profile;
  options.peak = {1e9 * o.gflops, 1e9 * o.gigabytes};
  const Profile profile = function.profile(values_of(feeds_of(model.graph().inputs, o.feeds)), options);
  std::string text = o.json ? to_json(profile) : to_string(profile);
  if (o.memory) text += "\n" + to_string(function.memory_report());
  write_out(o.out, text);
  if (!o.trace.empty()) write_out(o.trace, to_trace(profile));
  return success;
}

}  // namespace

Action profile(CLI::App& command) {
  const auto o = std::make_shared<Options>();
  add_file(command, o->file);
  add_outputs(command, o->outputs);
  command.add_option("--calls", o->profile.calls, "how many calls are timed")
      ->check(whole_number())
      ->capture_default_str();
  command.add_option("--threads", o->function.threads, "the most that work on one call")
      ->check(whole_number())
      ->type_name("N");
  command.add_option("--peak-gflops", o->gflops, "what the machine can do, for shares of it")->type_name("GFLOP/s");
  command.add_option("--peak-gbytes", o->gigabytes, "the same of its memory")->type_name("GB/s");
  add_feeds(command, o->feeds);
  CLI::Option* const memory = command.add_flag("--memory", o->memory, "the memory of a call, too");
  command.add_flag("--json", o->json, "as JSON")->excludes(memory);
  command.add_option("--trace", o->trace, "the last call as a trace for chrome://tracing or ui.perfetto.dev")
      ->type_name("FILE");
  add_out(command, o->out, "where to, instead of the standard output");
  return [o] { return measure(*o); };
}

}  // namespace nabla::tool
