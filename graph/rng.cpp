#include <nabla/graph/rng.hpp>

namespace nabla {
namespace {

std::uint32_t low(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
std::uint32_t high(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }

}  // namespace

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  constexpr int rounds = 10;
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {high(b) ^ counter[1] ^ key[0], low(b), high(a) ^ counter[3] ^ key[1], low(a)};
    key = {key[0] + 0x9E3779B9U, key[1] + 0xBB67AE85U};
  }
  return counter;
}

std::uint32_t Rng::bits() {
  if (left_ == 0) {
    words_ = philox({low(block_), high(block_), 0, 0}, {low(seed_), high(seed_)});
    ++block_;
    left_ = 4;
  }
  return words_[4 - left_--];
}

double Rng::uniform() {
  const std::uint64_t upper = bits() >> 5, lower = bits() >> 6;  // 27 and 26 bits
  return static_cast<double>(upper << 26 | lower) * 0x1p-53;
}

std::uint64_t Rng::below(std::uint64_t n) {
  // Draws above the largest multiple of n would favour the small results.
  const std::uint64_t tail = (UINT64_MAX % n + 1) % n;
  while (true) {
    const std::uint64_t draw = std::uint64_t{bits()} << 32 | bits();
    if (draw <= UINT64_MAX - tail) return draw % n;
  }
}

}  // namespace nabla
