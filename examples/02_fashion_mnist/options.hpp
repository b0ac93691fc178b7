#pragma once

#include <cstdint>
#include <string>

/// What the command line says.
struct Options {
  std::string data = "/usr/share/datasets/fashion-mnist";
  std::string out = "nabla-demo";
  std::string activation = "relu";
  std::int64_t epochs = 12;
  std::int64_t batch = 128;
  std::uint64_t seed = 1;
};

/// Reads the command line. Where the program should end at once (--help, a bad value), `exit_code` is set and what
/// there is to say has been printed.
struct CommandLine {
  Options options;
  int exit_code = -1;
};
CommandLine parse(int argc, const char* const* argv);
