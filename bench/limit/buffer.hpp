#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>

namespace limit {

/// Zeros, from a cache line's boundary on.
class Buffer {
 public:
  explicit Buffer(std::size_t n)
      : data_(static_cast<float*>(std::aligned_alloc(64, (n * sizeof(float) + 63) / 64 * 64))) {
    for (std::size_t i = 0; i < n; ++i) data_[i] = 0;
  }
  operator float*() const { return data_.get(); }

 private:
  struct Free {
    void operator()(float* p) const { std::free(p); }
  };
  std::unique_ptr<float[], Free> data_;
};

}  // namespace limit
