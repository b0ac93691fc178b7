// Whole programs, the processes of start/, each from its start to its end: one that builds the MLP, compiles its
// training step and takes one; and networks of 1,000, 10,000 and 100,000 nodes, of which ten times the nodes should
// take about ten times as long. In a process that compiles them again and again, the small ones alone would stay in the
// caches. Beside the times a line for each with the peak of its memory.

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include "harness.hpp"

extern char** environ;

namespace {

namespace fs = std::filesystem;

struct Program {
  std::string contestant;
  std::string file;      // beside this program
  std::string argument;  // may be empty

  std::string path() const { return (fs::read_symlink("/proc/self/exe").parent_path() / file).string(); }
  /// Runs it to its end; its peak of memory in KiB.
  long run() const;
};

long Program::run() const {
  const std::string program = path();
  char* const arguments[] = {const_cast<char*>(program.c_str()),
                             argument.empty() ? nullptr : const_cast<char*>(argument.c_str()), nullptr};
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed = posix_spawn(&child, program.c_str(), &quiet, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&quiet);
  if (failed != 0) throw std::runtime_error("cannot start " + program);
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error(program + " failed");
  return usage.ru_maxrss;
}

void compare(const bench::Bench& bench, const std::string& job, const std::vector<Program>& programs) {
  if (!bench.wants(job)) return;
  std::vector<bench::Contestant> contestants;
  for (const Program& program : programs) {
    if (!fs::exists(program.path())) continue;  // libtorch is not installed
    contestants.push_back({program.contestant, [program] { program.run(); }});
    if (bench.smoke()) continue;
    std::printf(R"({"program": "%s", "job": "%s", "contestant": "%s", "peak_kib": %ld})", program.path().c_str(),
                job.c_str(), program.contestant.c_str(), program.run());
    std::printf("\n");
  }
  bench.compare(job, contestants);
}

}  // namespace

void bench::measure(const Bench& bench) {
  compare(bench, "start, compile and one step",
          {{"nabla", "start-nabla", ""}, {"limit", "start-limit", ""}, {"libtorch", "start-torch", ""}});
  for (const char* const layers : {"20", "200", "2000"}) {
    if (bench.smoke() && std::string(layers) == "2000") break;
    compare(bench, "start, compile " + std::string(layers) + " layers and one step", {{"nabla", "start-deep", layers}});
  }
}
