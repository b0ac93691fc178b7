#pragma once

#include <cstdint>
#include <utility>

namespace nabla {

/// Base of the shared, immutable objects (operations, shapes, storage): an atomic reference count inside the object.
/// Written with the compiler's atomics since <atomic> and <memory> cost every user 0.2 s of compile time.
class Counted {
 public:
  Counted() = default;
  Counted(const Counted&) {}
  Counted& operator=(const Counted&) { return *this; }

  void retain() const { __atomic_fetch_add(&references_, 1U, __ATOMIC_RELAXED); }
  /// True when this was the last reference.
  bool release() const { return __atomic_sub_fetch(&references_, 1U, __ATOMIC_ACQ_REL) == 0; }
  bool unique() const { return __atomic_load_n(&references_, __ATOMIC_ACQUIRE) == 1; }

 protected:
  ~Counted() = default;

 private:
  mutable std::uint32_t references_ = 0;
};

/// A reference-counted pointer to a Counted object: 8 bytes, copied by one atomic increment.
template <class T>
class Ref {
 public:
  Ref() = default;
  explicit Ref(T* object) : object_(object) {
    if (object_) object_->retain();
  }
  Ref(const Ref& other) : Ref(other.object_) {}
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  template <class U>
  requires(static_cast<T*>(static_cast<U*>(nullptr)) == nullptr) Ref(const Ref<U>& other) : Ref(other.get()) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() {
    if (object_ && object_->release()) delete object_;
  }

  T* get() const { return object_; }
  T& operator*() const { return *object_; }
  T* operator->() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }
  friend bool operator==(const Ref& a, const Ref& b) { return a.object_ == b.object_; }

 private:
  T* object_ = nullptr;
};

template <class T, class... Args>
Ref<T> make_ref(Args&&... args) {
  return Ref<T>(new T(std::forward<Args>(args)...));
}

}  // namespace nabla
