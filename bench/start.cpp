// A program that builds a network, compiles its training step, takes one and ends: the processes of start/, each from
// its start to its end. Beside the times a line for each with the peak of its memory.

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

/// Runs the program to its end; its peak of memory in KiB.
long run(const fs::path& program) {
  const std::string path = program.string();
  char* const arguments[] = {const_cast<char*>(path.c_str()), nullptr};
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed = posix_spawn(&child, path.c_str(), &quiet, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&quiet);
  if (failed != 0) throw std::runtime_error("cannot start " + path);
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error(path + " failed");
  return usage.ru_maxrss;
}

}  // namespace

void bench::measure(const Bench& bench) {
  constexpr const char* job = "start, compile and one step";
  if (!bench.wants(job)) return;
  const fs::path folder = fs::read_symlink("/proc/self/exe").parent_path();
  std::vector<Contestant> contestants;
  for (const auto& [name, file] :
       {std::pair{"nabla", "start-nabla"}, {"limit", "start-limit"}, {"libtorch", "start-torch"}}) {
    const fs::path program = folder / file;
    if (!fs::exists(program)) continue;
    contestants.push_back({name, [program] { run(program); }});
    if (!bench.smoke())
      std::printf("{\"program\": \"%s\", \"contestant\": \"%s\", \"peak_kib\": %ld}\n", program.c_str(), name,
                  run(program));
  }
  bench.compare(job, contestants);
}
