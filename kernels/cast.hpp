#pragma once
// Conversions between the types of entries.

#include <nabla/kernels/elementwise.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

/// The limits of integers: the largest number, and the float just above it.
template <class Int>
inline constexpr Int kLargest = static_cast<Int>(~typename Unsigned<Int>::Type{} >> 1);
template <class Int, class T>
inline constexpr T kEnd = static_cast<T>(sizeof(Int) == 4 ? 0x1p31 : 0x1p63);

// bool is an unsigned char here, as in select().
template <class T>
inline constexpr bool kIsBool = std::is_same_v<T, unsigned char>;

/// A float is truncated and clamped, NaN is 0; to bool it is true unless 0.
template <class To, class From>
NABLA_INLINE To convert(From x) {
  if constexpr (kIsBool<To>) {
    return x != 0;
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    constexpr From end = kEnd<To, From>;
    const To y = static_cast<To>(x >= -end && x < end ? x : From(0));
    return x >= end ? kLargest<To> : x < -end ? static_cast<To>(-kLargest<To> - 1) : y;
  } else {
    return static_cast<To>(x);
  }
}

template <class From, class To>
void cast(const From* x, To* y, size_t n) {
  const Item<From>* const from = reinterpret_cast<const Item<From>*>(x);
  Item<To>* const to = reinterpret_cast<Item<To>*>(y);
  NABLA_INDEPENDENT
  for (size_t i = 0; i < n; ++i) to[i] = convert<Item<To>>(from[i]);
}

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
