#pragma once
// What a body writes to the standard error stream.

#include <cstdio>
#include <string>

#include <unistd.h>

#include "support/temp_dir.hpp"

namespace nabla::test {

template <class Body>
std::string stderr_of(Body&& body) {
  const TempDir dir;
  const std::string path = dir / "stderr";
  std::fflush(stderr);
  const int outside = dup(STDERR_FILENO);
  std::FILE* const file = std::fopen(path.c_str(), "w");
  dup2(fileno(file), STDERR_FILENO);
  body();
  std::fflush(stderr);
  dup2(outside, STDERR_FILENO);
  close(outside);
  std::fclose(file);
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace nabla::test
