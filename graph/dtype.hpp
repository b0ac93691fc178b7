#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string_view>

namespace nabla {

/// The type of a tensor's entries: IEEE floats of 32 and 64 bits, signed integers, and booleans of one byte.
enum class DType : std::uint8_t { f32, f64, i32, i64, b8 };

inline constexpr DType f32 = DType::f32;
inline constexpr DType f64 = DType::f64;
inline constexpr DType i32 = DType::i32;
inline constexpr DType i64 = DType::i64;
inline constexpr DType b8 = DType::b8;

/// "f32"
std::string_view to_string(DType dtype);
std::ostream& operator<<(std::ostream& out, DType dtype);

/// Bytes of one entry.
constexpr std::size_t size_of(DType dtype) {
  switch (dtype) {
    case DType::f32:
    case DType::i32:
      return 4;
    case DType::f64:
    case DType::i64:
      return 8;
    case DType::b8:
      return 1;
  }
  return 0;
}
constexpr bool is_float(DType dtype) { return dtype == f32 || dtype == f64; }
constexpr bool is_integer(DType dtype) { return dtype == i32 || dtype == i64; }

/// The DType of a C++ type: dtype_of<float> is f32.
template <class T>
struct DTypeOf;
template <>
struct DTypeOf<float> {
  static constexpr DType value = f32;
};
template <>
struct DTypeOf<double> {
  static constexpr DType value = f64;
};
template <>
struct DTypeOf<std::int32_t> {
  static constexpr DType value = i32;
};
template <>
struct DTypeOf<std::int64_t> {
  static constexpr DType value = i64;
};
template <>
struct DTypeOf<bool> {
  static constexpr DType value = b8;
};
template <class T>
inline constexpr DType dtype_of = DTypeOf<T>::value;

/// A C++ type that tensors hold.
template <class T>
concept Entry = requires {
  DTypeOf<T>::value;
};

/// Calls body.operator()<T>() with the C++ type of `dtype`.
template <class Body>
decltype(auto) dispatch(DType dtype, Body&& body) {
  switch (dtype) {
    case DType::f32:
      return body.template operator()<float>();
    case DType::f64:
      return body.template operator()<double>();
    case DType::i32:
      return body.template operator()<std::int32_t>();
    case DType::i64:
      return body.template operator()<std::int64_t>();
    case DType::b8:
      break;
  }
  return body.template operator()<bool>();
}

/// The same over the two float types; anything else is the caller's mistake.
template <class Body>
decltype(auto) dispatch_float(DType dtype, Body&& body) {
  return dtype == DType::f32 ? body.template operator()<float>() : body.template operator()<double>();
}

}  // namespace nabla
