#pragma once

#include <cstdint>

namespace nabla {

struct VerifyOptions {
  /// 1: the gradient; 2: the gradient of a random combination of the gradient's entries, too hard for a wrong second
  /// derivative to hide from.
  int order = 1;
  /// The largest relative error that passes.
  double tolerance = 1e-7;
  /// Parameters with up to so many entries are checked entry by entry; of larger ones a sample of 1 in 16 of this
  /// number, and random directions through all entries. A direction that fails is halved until it names an entry.
  std::int64_t max_entries = 1024;
  std::int64_t directions = 16;
  /// Of the samples, directions, cotangents and tangents.
  std::uint64_t seed = 1;
};

}  // namespace nabla
