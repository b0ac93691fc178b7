#include "options.hpp"

#include <iostream>

#include <CLI/CLI.hpp>
#include <nabla/nabla.hpp>

namespace {

std::string check_activation(const std::string& name) {
  try {
    nabla::activation(name, nabla::input("x", nabla::f32, {1, 1}));
    return {};
  } catch (const nabla::Error& error) {
    return error.message();
  }
}

// The conversion to an unsigned number would take -1 for 2^64 - 1.
std::string check_seed(const std::string& seed) {
  return seed.starts_with('-') ? "a seed is a whole number from 0 on, not " + seed : std::string();
}

}  // namespace

CommandLine parse(int argc, const char* const* argv) {
  CommandLine line;
  Options& o = line.options;
  CLI::App app("Trains a 784-512-256-10 network on Fashion-MNIST, written and differentiated as an expression graph.");
  app.add_option("--data", o.data, "folder with the four IDX files, gzipped or plain")->capture_default_str();
  app.add_option("--out", o.out, "folder for the pictures and report.json")->capture_default_str();
  app.add_option("--epochs", o.epochs, "passes over the training images")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  app.add_option("--batch", o.batch, "images a step")->check(CLI::Range(1, 60000))->capture_default_str();
  app.add_option("--seed", o.seed, "of the weights and the order of images")
      ->check(CLI::Validator(check_seed, "NUMBER"))
      ->capture_default_str();
  app.add_option("--activation", o.activation, "of the hidden layers: relu, tanh, elu, ...")
      ->check(CLI::Validator(check_activation, "NAME"))
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);  // --help
    app.exit(error);
    line.exit_code = asked ? 0 : 2;
  }
  return line;
}
