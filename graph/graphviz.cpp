#include <nabla/graph/graphviz.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nabla/graph/attr.hpp>
#include <nabla/graph/escape.hpp>

extern char** environ;

namespace nabla {
namespace {

using Clock = std::chrono::steady_clock;

/// A program that runs, with what it says on standard error. Ended and reaped when this goes out of scope.
class Process {
 public:
  /// Started without a shell, its standard input empty. `error()` says why it was not.
  explicit Process(std::vector<std::string> arguments) {
    std::array<int, 2> pipe{-1, -1};
    if (pipe2(pipe.data(), O_CLOEXEC) != 0) {
      error_ = errno;
      return;
    }
    errors_ = pipe[0];
    fcntl(errors_, F_SETFL, O_NONBLOCK);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDERR_FILENO);
    std::vector<char*> argv;
    argv.reserve(arguments.size() + 1);
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    error_ = posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(pipe[1]);
    if (error_ != 0) pid_ = -1;
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    if (errors_ >= 0) close(errors_);
  }

  int error() const { return error_; }
  const std::string& said() const { return said_; }

  /// Waits for the end; false when the time is over before. The pipe is emptied on the way, lest the program block on
  /// it.
  bool wait(Clock::time_point deadline) {
    while (true) {
      const pid_t ended = waitpid(pid_, &status_, WNOHANG);
      listen();
      if (ended == pid_ || (ended < 0 && errno == ECHILD)) {  // ECHILD: this program ignores SIGCHLD
        pid_ = -1;
        return true;
      }
      if (Clock::now() >= deadline) return false;
      pollfd ready{errors_, POLLIN, 0};
      poll(&ready, closed_ ? 0 : 1, 20);
    }
  }
  bool succeeded() const { return WIFEXITED(status_) && WEXITSTATUS(status_) == 0; }

 private:
  void listen() {
    constexpr std::size_t enough = 2000;
    std::array<char, 4096> buffer;
    ssize_t size = 0;
    while ((size = read(errors_, buffer.data(), buffer.size())) > 0)
      said_.append(buffer.data(), std::min(static_cast<std::size_t>(size), enough - said_.size()));
    closed_ = size == 0;  // the end: else poll() would return at once for ever
  }

  pid_t pid_ = -1;
  int errors_ = -1;
  int error_ = 0;
  int status_ = 0;
  bool closed_ = false;
  std::string said_;
};

}  // namespace

std::string run_dot(const std::string& format, const std::string& from, const std::string& to, double seconds) {
  // A path that begins with '-' would look like an option. Bitmaps get twice the points of a screen of old.
  Process dot({"dot", "-T" + format, format == "png" ? "-Gdpi=144" : "-Gdpi=72", "-o" + to,
               from.starts_with('/') ? from : "./" + from});
  if (dot.error() == ENOENT)
    return "the program \"dot\" was not found: install Graphviz (Debian: apt-get install graphviz)";
  if (dot.error() != 0) return std::string("the program \"dot\" could not be started: ") + std::strerror(dot.error());
  const auto limit = std::chrono::duration<double>(std::clamp(seconds, 0.0, 1e6));
  if (!dot.wait(Clock::now() + std::chrono::duration_cast<Clock::duration>(limit)))
    return "\"dot\" was stopped after " + attr_text(seconds) +
           " seconds: draw fewer outputs, give a longer limit, or try \"sfdp -T" + format +
           "\", which is made for large graphs";
  if (!dot.succeeded()) return "\"dot\" failed: " + escaped(dot.said().substr(0, dot.said().find('\n')));
  return {};
}

}  // namespace nabla
