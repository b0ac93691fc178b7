#include <nabla/graph/tensor.hpp>

#include <cstring>
#include <new>
#include <ostream>

#include <nabla/graph/error.hpp>

namespace nabla {
namespace {

constexpr std::align_val_t alignment{64};  // a cache line, and the widest vector register

Error wrong_count(std::size_t count, const Sizes& sizes) {
  return Error(std::to_string(count) + " entries do not fill a tensor of size " + to_string(sizes));
}

}  // namespace

Tensor::Storage::Storage(std::size_t bytes) : owned(static_cast<std::byte*>(operator new(bytes, alignment))) {}
Tensor::Storage::~Storage() { operator delete(owned, alignment); }

Tensor::Tensor() : Tensor(empty(DType::f32, {0})) {}

Tensor::Tensor(Ref<Storage> storage, std::byte* data, DType dtype, Sizes sizes)
    : storage_(std::move(storage)), data_(data), dtype_(dtype), sizes_(std::move(sizes)) {}

Tensor Tensor::empty(DType dtype, Sizes sizes) {
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(static_cast<std::size_t>(nabla::elements(sizes)), size_of(dtype), &bytes))
    throw Error("the sizes " + to_string(sizes) + " overflow");
  auto storage = make_ref<Storage>(bytes);
  std::byte* const data = storage->owned;
  return Tensor(std::move(storage), data, dtype, std::move(sizes));
}

Tensor Tensor::zeros(DType dtype, Sizes sizes) {
  Tensor tensor = empty(dtype, std::move(sizes));
  std::memset(tensor.data_, 0, tensor.bytes());
  return tensor;
}

Tensor Tensor::ones(DType dtype, Sizes sizes) { return full(dtype, std::move(sizes), 1); }

Tensor Tensor::full(DType dtype, Sizes sizes, double value) {
  Tensor tensor = empty(dtype, std::move(sizes));
  dispatch(dtype, [&]<class T>() {
    for (T& entry : tensor.out().span<T>()) entry = static_cast<T>(value);
  });
  return tensor;
}

Tensor Tensor::copy_bytes(const void* data, std::size_t count, DType dtype, Sizes sizes) {
  if (static_cast<std::size_t>(nabla::elements(sizes)) != count) throw wrong_count(count, sizes);
  Tensor tensor = empty(dtype, std::move(sizes));
  if (count > 0) std::memcpy(tensor.data_, data, tensor.bytes());
  return tensor;
}

Tensor Tensor::borrow_bytes(const void* data, std::size_t count, bool writable, DType dtype, Sizes sizes) {
  if (static_cast<std::size_t>(nabla::elements(sizes)) != count) throw wrong_count(count, sizes);
  auto storage = make_ref<Storage>();
  storage->writable = writable;
  // The cast away of const is safe: out() copies memory that may not be written.
  return Tensor(std::move(storage), static_cast<std::byte*>(const_cast<void*>(data)), dtype, std::move(sizes));
}

bool Tensor::writable() const { return storage_->unique() && storage_->writable; }

Tensor Tensor::owned() const { return storage_->owned ? *this : copy_bytes(data_, elements(), dtype_, sizes_); }

Out Tensor::out() {
  if (!writable()) *this = copy_bytes(data_, elements(), dtype_, sizes_);
  return {data_, dtype_, sizes_};
}

Tensor Tensor::reshaped(Sizes sizes) const {
  if (static_cast<std::size_t>(nabla::elements(sizes)) != elements()) throw wrong_count(elements(), sizes);
  return Tensor(storage_, data_, dtype_, std::move(sizes));
}

Tensor Tensor::cast(DType dtype) const {
  if (dtype == dtype_) return *this;
  Tensor result = empty(dtype, sizes_);
  dispatch(dtype_, [&]<class From>() {
    dispatch(dtype, [&]<class To>() {
      const auto from = span<From>();
      const auto to = result.out().span<To>();
      for (std::size_t i = 0; i < from.size(); ++i) to[i] = static_cast<To>(from[i]);
    });
  });
  return result;
}

void Tensor::require(DType dtype) const {
  if (dtype != dtype_)
    throw Error("the tensor holds " + std::string(to_string(dtype_)) + ", not " + std::string(to_string(dtype)) +
                ": cast() converts");
}

std::size_t Tensor::offset(const Sizes& index) const {
  bool fits = index.size() == rank();
  std::size_t offset = 0;
  for (std::size_t axis = 0; fits && axis < rank(); ++axis) {
    fits = index[axis] >= 0 && index[axis] < sizes_[axis];
    offset = offset * static_cast<std::size_t>(sizes_[axis]) + static_cast<std::size_t>(index[axis]);
  }
  if (!fits) throw Error("no entry " + to_string(index) + " in a tensor of size " + to_string(sizes_));
  return offset;
}

std::size_t Tensor::offset_of_item() const {
  if (elements() != 1) throw Error("item() wants one entry; this tensor has the sizes " + to_string(sizes_));
  return 0;
}

bool same_bits(const Tensor& a, const Tensor& b) {
  return a.dtype() == b.dtype() && a.sizes() == b.sizes() &&
         (a.bytes() == 0 || std::memcmp(a.view().data, b.view().data, a.bytes()) == 0);
}

std::ostream& operator<<(std::ostream& out, const Tensor& tensor) { return out << to_string(tensor); }

}  // namespace nabla
