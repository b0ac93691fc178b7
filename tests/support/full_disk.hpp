#pragma once
// A process for which the disk is full.

#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace nabla::test {

/// Runs body in a child that can make no file larger than so many bytes, and returns what body does there.
template <class Body>
int with_full_disk(rlim_t bytes, const Body& body) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit most{bytes, bytes};
    std::signal(SIGXFSZ, SIG_IGN);
    std::_Exit(setrlimit(RLIMIT_FSIZE, &most) == 0 ? body() : 2);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) throw std::runtime_error("the child did not exit");
  return WEXITSTATUS(status);
}

}  // namespace nabla::test
