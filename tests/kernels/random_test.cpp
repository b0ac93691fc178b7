// Random draws: the words are Philox's, the numbers right and the same bits in every set.

#include <nabla/graph/rng.hpp>

#include <bit>

#include "catch.hpp"
#include "kernels/support.hpp"

using namespace nabla::kernels;

namespace {

constexpr Stream stream{0x123456789ABCDEF0, 0xFEDCBA9876543210, 7};

std::vector<double> draw(DrawFn kernel, std::uint64_t first, std::size_t n, const Stream& from = stream) {
  std::vector<double> y(n);
  kernel(from, first, y.data(), n, 1);
  return y;
}

std::uint64_t bits_of_entry(const Stream& from, std::uint64_t i) {
  const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
  const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
  const auto words =
      nabla::philox({low(i / 2), from.number, low(from.step), high(from.step)}, {low(from.seed), high(from.seed)});
  return std::uint64_t{words[2 * (i % 2) + 1]} << 32 | words[2 * (i % 2)];
}

}  // namespace

TEST_CASE("a draw's entries are those of the plain generator") {
  for (const Kernels* set : runnable_sets())
    for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{1} << 32, (std::uint64_t{1} << 33) - 100}) {
      const std::vector<double> y = draw(set->random_uniform, first, 100);
      for (std::size_t i = 0; i < y.size(); ++i)
        CHECK(y[i] == static_cast<double>(bits_of_entry(stream, first + i) >> 11) * 0x1p-53);
    }
}

TEST_CASE("all sets draw the same bits, on every machine") {
  const auto checksum = [](const std::vector<double>& y) {  // FNV-1a of the bits
    std::uint64_t hash = 0xCBF29CE484222325;
    for (const double v : y) hash = (hash ^ std::bit_cast<std::uint64_t>(v)) * 0x100000001B3;
    return hash;
  };
  for (const Kernels* set : runnable_sets()) {
    INFO(set->isa);
    CHECK(checksum(draw(set->random_uniform, 0, 100'000)) == 0x7287C7B3290A2082);
    CHECK(checksum(draw(set->random_normal, 0, 100'000)) == 0xBE2BBCD6772F6E55);
    CHECK(checksum(draw(set->random_gumbel, 0, 100'000)) == 0x8B659AEECABE9A5B);
  }
}

TEST_CASE("a part of a draw is the same wherever it begins") {
  for (const Kernels* set : runnable_sets()) {
    const std::vector<double> whole = draw(set->random_normal, 0, 100);
    for (std::size_t first = 0; first < 40; ++first)
      for (std::size_t n = 0; n < 40; ++n) {
        std::vector<double> y(n + 2, -1000);
        set->random_normal(stream, first, y.data() + 1, n, 1);
        CHECK(std::equal(y.begin() + 1, y.end() - 1, whole.begin() + static_cast<std::ptrdiff_t>(first)));
        CHECK((y.front() == -1000 && y.back() == -1000));
      }
  }
}

TEST_CASE("a normal number is the inverse of the normal distribution at a uniform one") {
  const std::vector<double> z = draw(runnable_sets().back()->random_normal, 0, 200'000);
  double worst = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const long double u = (static_cast<long double>(bits_of_entry(stream, i) >> 12) + 0.5L) * 0x1p-52L;
    const long double tail = std::min(u, 1 - u), size = std::abs(static_cast<long double>(z[i]));
    if (size == 0) continue;
    // One step of Newton's method: how far the number is from the right one.
    const long double off =
        (std::erfc(size / std::sqrt(2.0L)) / 2 - tail) * std::sqrt(2 * std::acos(-1.0L)) * std::exp(size * size / 2);
    worst = std::max(worst, static_cast<double>(std::abs(off / size)) * 0x1p52);
    CHECK((z[i] < 0) == (u < 0.5L));
  }
  INFO(worst);
  CHECK(worst < 8);
}

TEST_CASE("a Gumbel number is -log(-log(u))") {
  const std::vector<double> g = draw(runnable_sets().back()->random_gumbel, 0, 200'000);
  for (std::size_t i = 0; i < g.size(); ++i) {
    const long double u = (static_cast<long double>(bits_of_entry(stream, i) >> 12) + 0.5L) * 0x1p-52L;
    const long double exact = -std::log(-std::log(u));
    CHECK(std::abs(static_cast<double>(g[i] - exact)) <= 1e-15 * std::max(1.0, std::abs(g[i])));
  }
}
