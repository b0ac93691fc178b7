#include <nabla/graph/rng.hpp>

#include <array>

#include "catch.hpp"

using namespace nabla;

TEST_CASE("philox gives the words that its authors publish") {  // Random123's kat_vectors
  using Words = std::array<std::uint32_t, 4>;
  CHECK(philox({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
}

TEST_CASE("a generator repeats from its seed, and a copy continues alike") {
  Rng a(42), b(42), c(43);
  CHECK(a.bits() == b.bits());
  Rng copy = a;
  CHECK(a.uniform() == copy.uniform());
  CHECK(b.bits() != c.bits());
}

TEST_CASE("uniform numbers lie between 0 and 1 with mean 1/2 and variance 1/12") {
  Rng rng(1);
  double sum = 0, squares = 0, least = 1, most = 0;
  constexpr int n = 100000;
  for (int i = 0; i < n; ++i) {
    const double u = rng.uniform();
    sum += u;
    squares += u * u;
    least = std::min(least, u);
    most = std::max(most, u);
  }
  CHECK(least >= 0);
  CHECK(most < 1);
  CHECK(sum / n == Approx(0.5).margin(0.005));
  CHECK(squares / n - sum / n * (sum / n) == Approx(1.0 / 12).margin(0.002));
}

TEST_CASE("below(n) reaches every number below n about equally often") {
  Rng rng(2);
  std::array<int, 7> counts{};
  for (int i = 0; i < 70000; ++i) ++counts[rng.below(7)];
  for (const int count : counts) CHECK(std::abs(count - 10000) < 500);
}
