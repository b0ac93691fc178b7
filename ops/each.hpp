#pragma once
// Private: functions that have no vector kernel, computed one entry at a time.

#include <type_traits>

#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/strided.hpp>

namespace nabla::detail {

/// What a function is computed in before its result is rounded: floats in double, where libm's last digits do not
/// matter; with Wider also double in long double, for functions that lose some digits on the way.
template <class T>
using Wide = std::conditional_t<std::is_same_v<T, float>, double, T>;
template <class T>
using Wider = std::conditional_t<std::is_same_v<T, double>, long double, Wide<T>>;

/// y[i] = f(x[i]), for entries of a known type.
template <class T, class W, class R, class F>
void each_entry(const View& x, const Out& y, F f) {
  const T* const from = x.as<T>();
  R* const to = y.as<R>();
  const std::size_t n = x.elements();
  for (std::size_t i = 0; i < n; ++i) to[i] = static_cast<R>(f(static_cast<W>(from[i])));
}

/// y[i] = f(x[i]) of floats.
template <class F>
void each(const View& x, const Out& y, F f) {
  dispatch_float(x.dtype, [&]<class T>() { each_entry<T, Wide<T>, T>(x, y, f); });
}
template <class F>
void each_wider(const View& x, const Out& y, F f) {
  dispatch_float(x.dtype, [&]<class T>() { each_entry<T, Wider<T>, T>(x, y, f); });
}
/// y[i] = is f(x[i]) true, of floats.
template <class F>
void each_test(const View& x, const Out& y, F f) {
  dispatch_float(x.dtype, [&]<class T>() { each_entry<T, T, bool>(x, y, f); });
}

/// z[i] = f(x[i], y[i]), broadcasting, for entries of a known type.
template <class T, class F>
void each_pair(const View& x, const View& y, const Out& z, F f) {
  BroadcastLoop<2>(z.sizes, {x.sizes, y.sizes})
      .run([&](const auto& offsets, std::size_t at, std::size_t n, const auto& steps) {
        const T* const a = x.as<T>() + offsets[0];
        const T* const b = y.as<T>() + offsets[1];
        T* const to = z.as<T>() + at;
        for (std::size_t i = 0; i < n; ++i)
          to[i] = static_cast<T>(f(static_cast<Wide<T>>(a[i * steps[0]]), static_cast<Wide<T>>(b[i * steps[1]])));
      });
}

/// The same of floats, and of all numbers.
template <class F>
void each(const View& x, const View& y, const Out& z, F f) {
  dispatch_float(x.dtype, [&]<class T>() { each_pair<T>(x, y, z, f); });
}
template <class F>
void each_number(const View& x, const View& y, const Out& z, F f) {
  dispatch_number(x.dtype, [&]<class T>() { each_pair<T>(x, y, z, f); });
}
template <class F>
void each_number(const View& x, const Out& y, F f) {
  dispatch_number(x.dtype, [&]<class T>() { each_entry<T, Wide<T>, T>(x, y, f); });
}

}  // namespace nabla::detail
