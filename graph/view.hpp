#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <nabla/graph/dtype.hpp>

namespace nabla {

/// What an operation reads: contiguous row-major entries that somebody else owns.
struct View {
  const std::byte* data = nullptr;
  DType dtype = DType::f32;
  std::span<const std::int64_t> sizes;

  std::size_t rank() const { return sizes.size(); }
  std::size_t elements() const;
  std::size_t bytes() const { return elements() * size_of(dtype); }
  /// The entries; T is the C++ type of `dtype` (the operation's infer() has seen to that).
  template <Entry T>
  const T* as() const {
    return reinterpret_cast<const T*>(data);
  }
  template <Entry T>
  std::span<const T> span() const {
    return {as<T>(), elements()};
  }
};

/// What an operation writes.
struct Out {
  std::byte* data = nullptr;
  DType dtype = DType::f32;
  std::span<const std::int64_t> sizes;

  operator View() const { return {data, dtype, sizes}; }
  std::size_t rank() const { return sizes.size(); }
  std::size_t elements() const { return View(*this).elements(); }
  std::size_t bytes() const { return View(*this).bytes(); }
  template <Entry T>
  T* as() const {
    return reinterpret_cast<T*>(data);
  }
  template <Entry T>
  std::span<T> span() const {
    return {as<T>(), elements()};
  }
};

inline std::size_t View::elements() const {
  std::size_t product = 1;
  for (const std::int64_t size : sizes) product *= static_cast<std::size_t>(size);
  return product;
}

}  // namespace nabla
