// Conversions between all types of entries, in every set, against one conversion at a time.

#include "catch.hpp"
#include "kernels/support.hpp"

#include <memory>

namespace nabla::kernels {

namespace {

template <class To, class From>
To converted(From x) {
  if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To> && !std::is_same_v<To, bool>) {
    const long double wide = x;
    if (std::isnan(x)) return 0;
    if (wide >= static_cast<long double>(std::numeric_limits<To>::max())) return std::numeric_limits<To>::max();
    if (wide <= static_cast<long double>(std::numeric_limits<To>::min())) return std::numeric_limits<To>::min();
  }
  return static_cast<To>(x);
}

template <class T>
std::vector<T> values() {
  if constexpr (std::is_floating_point_v<T>) {
    std::vector<T> list = {T(0), T(-0.0), T(0.5), T(-0.99), T(1e-30), T(1.5), T(-2.5), T(16777217), T(1e10)};
    list.insert(list.end(), {kInfinity<T>, -kInfinity<T>, kQuietNan<T>, std::numeric_limits<T>::max(),
                             -std::numeric_limits<T>::max()});
    for (const T end : {T(0x1p31), T(0x1p63)}) {
      for (const T v : {end, std::nextafter(end, T(0)), std::nextafter(end, kInfinity<T>)}) {
        list.push_back(v);
        list.push_back(-v);
      }
    }
    return list;
  } else {
    constexpr T low = std::numeric_limits<T>::min(), high = std::numeric_limits<T>::max();
    return {0, 1, static_cast<T>(-1), 77, 16777217, high, low, static_cast<T>(high - 1), static_cast<T>(low + 1)};
  }
}
template <>
std::vector<bool> values<bool>() {
  return {false, true, true};
}

template <class From, class To>
void check(CastFn<From, To> cast) {
  const std::vector<From> all = values<From>();
  Random random;
  std::size_t wrong = 0;
  for (std::size_t n = 0; n <= 70; ++n) {
    const auto x = std::make_unique<From[]>(n + 1);
    const auto y = std::make_unique<To[]>(n + 1);
    for (std::size_t i = 0; i < n; ++i) x[i] = all[random.below(all.size())];
    y[n] = To(1);
    cast(x.get(), y.get(), n);
    for (std::size_t i = 0; i < n; ++i) {
      const To right = converted<To>(x[i]);
      wrong += !(y[i] == right || (y[i] != y[i] && right != right));
    }
    wrong += y[n] != To(1);
  }
  CHECK(wrong == 0);
}

template <class From>
void check_from(const CastFrom<From>& cast) {
  check<From, float>(cast.f32);
  check<From, double>(cast.f64);
  check<From, std::int32_t>(cast.i32);
  check<From, std::int64_t>(cast.i64);
  check<From, bool>(cast.b8);
}

}  // namespace

TEST_CASE("casts truncate and clamp floats, make 0 of NaN, and round once", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    INFO(set->isa);
    check_from(set->cast.f32);
    check_from(set->cast.f64);
    check_from(set->cast.i32);
    check_from(set->cast.i64);
    check_from(set->cast.b8);
  }
}

}  // namespace nabla::kernels
