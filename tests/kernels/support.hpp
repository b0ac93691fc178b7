#pragma once
// What the tests of the kernels share: the sets that this processor runs, random numbers, errors in ULP.

#include <nabla/kernels/sets.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <type_traits>
#include <vector>

#include "support/ulps.hpp"

namespace nabla::kernels {

inline std::vector<const Kernels*> runnable_sets() {
  std::vector<const Kernels*> sets;
  for (std::size_t i = 0; const Kernels* set = runnable(i); ++i) sets.push_back(set);
  return sets;
}

/// The kernel of a family for the type T.
template <class T, class Family>
auto of(const Family& family) {
  if constexpr (std::is_same_v<T, float>) return family.f32;
  if constexpr (std::is_same_v<T, double>) return family.f64;
  if constexpr (std::is_same_v<T, std::int32_t>) return family.i32;
  if constexpr (std::is_same_v<T, std::int64_t>) return family.i64;
}

template <class T>
constexpr T kInfinity = std::numeric_limits<T>::infinity();
template <class T>
constexpr T kQuietNan = std::numeric_limits<T>::quiet_NaN();

/// The same numbers everywhere: std::mt19937's bits are specified, those of the distributions are not.
class Random {
 public:
  std::uint64_t bits() { return engine_(); }
  double uniform(double low, double high) { return low + (high - low) * static_cast<double>(bits() >> 11) * 0x1p-53; }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(bits() % n); }

  template <class T>
  std::vector<T> vector(std::size_t n, double low = -2, double high = 2) {
    std::vector<T> x(n);
    for (T& v : x) v = static_cast<T>(uniform(low, high));
    return x;
  }

 private:
  std::mt19937_64 engine_{20};
};

using test::ulps;

}  // namespace nabla::kernels
