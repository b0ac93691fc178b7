// nabla: looks into graphs that save() wrote, and asks them.

#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <nabla/graph/escape.hpp>
#include <nabla/graph/near_names.hpp>
#include <nabla/version.hpp>

#include "commands.hpp"
#include "terminal.hpp"

namespace nabla::tool {
namespace {

struct Command {
  const char* name;
  const char* about;
  const char* example;
  Action (*add)(CLI::App& command);
};

constexpr Command commands[] = {
    {"show", "A graph as text, tree, formula or LaTeX, or what it consists of.",
     "nabla show model.nabla --tree --types\n  nabla show model.nabla --summary --size batch=32", show},
    {"dot", "Draws a graph: as text for Graphviz, or by its extension as .svg, .png or .pdf.",
     "nabla dot model.nabla --legend -o model.svg", dot},
    {"html", "Writes a page to look into a graph with a browser.",
     "nabla html model.nabla --gradient loss --rewritten -o model.html", html},
    {"grad", "Writes the gradient of an output as a graph.",
     "nabla grad model.nabla --output loss --wrt W1 --wrt b1 -o gradient.nabla", grad},
    {"check", "Compares gradients with numeric differentiation, on given or random values.",
     "nabla check model.nabla --output loss --order 2 --seed 7", check},
    {"run", "Computes the outputs, for given or random values.",
     "nabla run model.nabla --feed x=0.5 --feed rest.safetensors -o outputs.safetensors", run},
    {"profile", "Tells where the time of a call goes.",
     "nabla profile model.nabla --size batch=128 --calls 100 --trace trace.json", profile},
    {"rewrite", "Shows a graph before and after rewriting, and by which rules.",
     "nabla rewrite model.nabla --without log1p -o rewritten.nabla", rewrite},
    {"diff", "Compares two graphs: their nodes, their weights and, where asked, their values.",
     "nabla diff old.nabla new.nabla --values", diff},
};

constexpr const char* exit_codes =
    "Exit code: 0 if all is well; 1 if a check failed or graphs differ; 2 for wrong use, a bad file, or a graph that\n"
    "cannot be computed.";

int fail(const std::string& message) {
  std::cout.flush();
  std::cerr << red("nabla: ", Stream::err) << message << '\n';
  return wrong;
}

/// A full disk behind the standard output is a failure, too.
int flushed(int exit_code) {
  std::cout.flush();
  return std::cout ? exit_code : fail("the standard output cannot be written");
}

/// What is wrong with the name of the command, if it is that.
std::string wrong_command(int argc, char** argv) {
  std::vector<std::string_view> names;
  for (const Command& command : commands) names.push_back(command.name);
  if (argc < 2) return "a command is needed; " + near_names("", names);
  const std::string_view given = argv[1];
  if (given.starts_with('-') || std::ranges::count(names, given) > 0) return {};
  return "there is no command " + quoted(given) + "; " + near_names(given, names);
}

int main_of(int argc, char** argv) {
  CLI::App app("Looks into expression graphs that nabla saved, and asks them.", "nabla");
  app.require_subcommand(1);
  app.set_version_flag("--version",
                       fmt::format("nabla {}.{}.{}", NABLA_VERSION_MAJOR, NABLA_VERSION_MINOR, NABLA_VERSION_PATCH));
  app.footer(std::string("\"nabla COMMAND --help\" says more.\n\n") + exit_codes);
  int exit_code = success;
  for (const Command& command : commands) {
    CLI::App& sub = *app.add_subcommand(command.name, command.about);
    sub.footer(std::string("Example:\n  ") + command.example + "\n\n" + exit_codes);
    sub.callback([&exit_code, action = command.add(sub)] { exit_code = action(); });
  }
  try {
    app.parse(argc, argv);
    return flushed(exit_code);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::Success)) {
      const std::string wrong_name = wrong_command(argc, argv);
      return fail(wrong_name.empty() ? error.what() : wrong_name);
    }
    app.exit(error);  // --help or --version
    return flushed(success);
  } catch (const std::exception& error) {
    return fail(error.what());
  }
}

}  // namespace
}  // namespace nabla::tool

int main(int argc, char** argv) { return nabla::tool::main_of(argc, argv); }
