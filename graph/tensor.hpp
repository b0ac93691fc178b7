#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <vector>

#include <nabla/graph/shape.hpp>
#include <nabla/graph/view.hpp>

namespace nabla {

/// How a foreign array becomes a Tensor without a copy: a specialisation has `static Tensor borrow(const T&)`.
/// <nabla/eigen.hpp> has one for Eigen's dense types; those below are for spans, vectors and single numbers.
template <class T>
struct TensorAdapter;

/// A dense array of numbers: 64-byte aligned, contiguous, row-major. A regular value: copies share the memory until one
/// of them is written (copy on write). It can also borrow memory that the user owns. A scalar has rank 0 and one entry.
class Tensor {
 public:
  /// An f32 tensor of size [0].
  Tensor();
  /// From a number, a std::span or std::vector (rank 1), or, with <nabla/eigen.hpp>, an Eigen array; spans and Eigen
  /// maps are borrowed, so they must outlive the tensor.
  template <class T>
  requires requires(const T& array) { TensorAdapter<T>::borrow(array); }
  Tensor(const T& array) : Tensor(TensorAdapter<T>::borrow(array)) {}

  /// Entries not set. Error for a negative or overflowing size; so with all of these.
  static Tensor empty(DType dtype, Sizes sizes);
  static Tensor zeros(DType dtype, Sizes sizes);
  static Tensor ones(DType dtype, Sizes sizes);
  static Tensor full(DType dtype, Sizes sizes, double value);
  template <Entry T>
  static Tensor scalar(T value);
  /// Row-major entries; Error when their number is not that of the sizes.
  template <Entry T>
  static Tensor from_vector(Sizes sizes, const std::vector<T>& entries);
  /// The user's memory, not copied: it must outlive this tensor and its copies. Written to only if T is not const.
  template <class T>
  static Tensor borrow(std::span<T> memory, Sizes sizes);

  DType dtype() const { return dtype_; }
  const Sizes& sizes() const { return sizes_; }
  std::size_t rank() const { return sizes_.size(); }
  std::size_t elements() const { return view().elements(); }
  std::size_t bytes() const { return view().bytes(); }

  /// The entries, row-major. Error when T is not the tensor's dtype; so with all of these.
  template <Entry T>
  std::span<const T> span() const {
    require(dtype_of<T>);
    return view().span<T>();
  }
  /// The entries to write. A tensor that shares its memory gets its own first.
  template <Entry T>
  std::span<T> mutable_span() {
    require(dtype_of<T>);
    return out().span<T>();
  }
  /// One entry; Error when the index does not fit.
  template <Entry T>
  T at(const Sizes& index) const {
    return span<T>()[offset(index)];
  }
  /// The only entry; Error when there are more.
  template <Entry T>
  T item() const {
    return span<T>()[offset_of_item()];
  }

  View view() const { return {data_, dtype_, sizes_}; }
  Out out();

  /// The same entries under other sizes, memory shared; Error when the number of entries differs.
  Tensor reshaped(Sizes sizes) const;
  /// Each entry converted as static_cast does; to b8: is it not 0.
  Tensor cast(DType dtype) const;
  /// True when writing would not copy: nobody shares the memory and it may be written.
  bool writable() const;
  /// This tensor, or a copy where the memory is borrowed.
  Tensor owned() const;

 private:
  struct Storage : Counted {
    Storage() = default;
    explicit Storage(std::size_t bytes);
    Storage(const Storage&) = delete;
    Storage& operator=(const Storage&) = delete;
    ~Storage();

    std::byte* owned = nullptr;  // null for borrowed memory
    bool writable = true;
  };
  Tensor(Ref<Storage> storage, std::byte* data, DType dtype, Sizes sizes);
  static Tensor borrow_bytes(const void* data, std::size_t count, bool writable, DType dtype, Sizes sizes);
  static Tensor copy_bytes(const void* data, std::size_t count, DType dtype, Sizes sizes);
  void require(DType dtype) const;
  std::size_t offset(const Sizes& index) const;
  std::size_t offset_of_item() const;

  Ref<Storage> storage_;
  std::byte* data_ = nullptr;
  DType dtype_ = DType::f32;
  Sizes sizes_{0};
};

/// Same dtype, sizes and bits (so that NaN equals NaN and 0 differs from -0).
bool same_bits(const Tensor& a, const Tensor& b);

/// "f32[2, 3] [[1, 2, 3], [4, 5, 6]]", long ones shortened.
std::string to_string(const Tensor& tensor);
std::ostream& operator<<(std::ostream& out, const Tensor& tensor);

template <Entry T>
Tensor Tensor::scalar(T value) {
  return copy_bytes(&value, 1, dtype_of<T>, {});
}

template <Entry T>
Tensor Tensor::from_vector(Sizes sizes, const std::vector<T>& entries) {
  if constexpr (std::same_as<T, bool>) {  // std::vector<bool> has no array of bool inside
    const std::vector<char> bytes(entries.begin(), entries.end());
    return copy_bytes(bytes.data(), bytes.size(), DType::b8, std::move(sizes));
  } else {
    return copy_bytes(entries.data(), entries.size(), dtype_of<T>, std::move(sizes));
  }
}

template <class T>
Tensor Tensor::borrow(std::span<T> memory, Sizes sizes) {
  constexpr bool writable = !std::is_const_v<T>;
  return borrow_bytes(memory.data(), memory.size(), writable, dtype_of<std::remove_const_t<T>>, std::move(sizes));
}

template <Entry T>
struct TensorAdapter<T> {
  static Tensor borrow(const T& number) { return Tensor::scalar(number); }
};
template <class T>
requires Entry<std::remove_const_t<T>>
struct TensorAdapter<std::span<T>> {
  static Tensor borrow(const std::span<T>& memory) {
    return Tensor::borrow(memory, {static_cast<std::int64_t>(memory.size())});
  }
};
template <Entry T>
struct TensorAdapter<std::vector<T>> {
  static Tensor borrow(const std::vector<T>& entries) {
    return Tensor::from_vector({static_cast<std::int64_t>(entries.size())}, entries);
  }
};

}  // namespace nabla
