#pragma once

#include <concepts>
#include <cstdint>

#include <nabla/graph/dtype.hpp>

namespace nabla::detail {

/// The member for entries of type T in a family of kernels: `pick<float>(kernels::kernels().sum)`.
template <class T, class Family>
constexpr auto pick(const Family& family) {
  if constexpr (std::same_as<T, float>)
    return family.f32;
  else if constexpr (std::same_as<T, double>)
    return family.f64;
  else if constexpr (std::same_as<T, std::int32_t>)
    return family.i32;
  else if constexpr (std::same_as<T, std::int64_t>)
    return family.i64;
  else
    return family.b8;
}

/// The same of its kernels for tiles; null where there is none.
template <class T, class Family>
constexpr auto pick_tile(const Family& family) {
  if constexpr (std::same_as<T, float>)
    return family.tile_f32;
  else if constexpr (std::same_as<T, double>)
    return family.tile_f64;
  else if constexpr (std::same_as<T, std::int32_t>)
    return family.tile_i32;
  else if constexpr (std::same_as<T, std::int64_t>)
    return family.tile_i64;
  else
    return family.tile_b8;
}

/// dispatch() over the numbers; b8 is the caller's mistake.
template <class Body>
decltype(auto) dispatch_number(DType dtype, Body&& body) {
  if (is_float(dtype)) return dispatch_float(dtype, body);
  return dtype == DType::i32 ? body.template operator()<std::int32_t>() : body.template operator()<std::int64_t>();
}

}  // namespace nabla::detail
