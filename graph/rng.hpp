#pragma once

#include <array>
#include <cstdint>

namespace nabla {

/// Random numbers from a seed, the same on every machine and compiler: the counter-based generator Philox4x32-10
/// (J. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011). A value: a copy continues alike.
class Rng {
 public:
  explicit Rng(std::uint64_t seed) : seed_(seed) {}

  /// 32 random bits.
  std::uint32_t bits();
  /// Uniform in [0, 1), a multiple of 2^-53.
  double uniform();
  /// Uniform in {0, ..., n - 1}, without bias; n > 0.
  std::uint64_t below(std::uint64_t n);

 private:
  std::uint64_t seed_;
  std::uint64_t block_ = 0;
  std::array<std::uint32_t, 4> words_{};
  unsigned left_ = 0;  // words not yet handed out
};

/// The four words that Philox4x32-10 makes of a counter and a key.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

}  // namespace nabla
