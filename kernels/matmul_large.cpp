// Products too large for the caches: Eigen's, which packs both operands. The build renames Eigen's namespace for each
// instruction set, or the linker would merge templates that are compiled for different processors.

#include <nabla/kernels/isa.hpp>

#include <cstdlib>
#include <cstring>

#include <Eigen/Core>

namespace nabla::kernels::NABLA_KERNEL_ISA {

namespace {

namespace internal = Eigen::internal;
using Eigen::Index;

/// Memory that a thread keeps for packed operands: Eigen alone would ask for it in every product.
class Scratch {
 public:
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { std::free(memory_); }

  /// Null where there is no memory.
  void* at_least(size_t bytes) {
    if (bytes > bytes_) {
      std::free(memory_);
      bytes_ = (bytes + 63) / 64 * 64;
      memory_ = std::aligned_alloc(64, bytes_);
      if (memory_ == nullptr) bytes_ = 0;
    }
    return memory_;
  }

 private:
  void* memory_ = nullptr;
  size_t bytes_ = 0;
};

thread_local Scratch scratch;

/// Sizes of blocks that suit the caches, with memory of ours for the packed ones.
template <class T>
class Blocking : public internal::level3_blocking<T, T> {
 public:
  Blocking(Index rows, Index columns, Index depth) {
    this->m_mc = rows;
    this->m_nc = columns;
    this->m_kc = depth;
    internal::computeProductBlockingSizes<T, T>(this->m_kc, this->m_mc, this->m_nc, Index{1});
    const auto left = static_cast<size_t>(this->m_mc * this->m_kc);
    const auto right = static_cast<size_t>(this->m_kc * this->m_nc);
    const size_t aligned = (left + 15) / 16 * 16;
    this->m_blockA = static_cast<T*>(scratch.at_least((aligned + right) * sizeof(T)));
    this->m_blockB = this->m_blockA == nullptr ? nullptr : this->m_blockA + aligned;
  }
  bool has_memory() const { return this->m_blockA != nullptr; }
};

/// c' += b' a' as Eigen sees row-major arrays: columns first, and so transposed.
template <class T, int kOrderOfB, int kOrderOfA>
void add_product(const T* a, size_t row_a, const T* b, size_t row_b, T* c, Index m, Index k, Index n,
                 Blocking<T>& blocking) {
  internal::general_matrix_matrix_product<Index, T, kOrderOfB, false, T, kOrderOfA, false, Eigen::ColMajor, 1>::run(
      n, m, k, b, static_cast<Index>(row_b), a, static_cast<Index>(row_a), c, 1, n, T(1), blocking, nullptr);
}

}  // namespace

template <class T>
bool matmul_large(const T* a, bool transpose_a, const T* b, bool transpose_b, T* c, size_t m, size_t k, size_t n) {
  const auto rows = static_cast<Index>(m), depth = static_cast<Index>(k), columns = static_cast<Index>(n);
  Blocking<T> blocking(columns, rows, depth);
  if (!blocking.has_memory()) return false;
  std::memset(c, 0, m * n * sizeof(T));
  const size_t row_a = transpose_a ? m : k, row_b = transpose_b ? k : n;
  constexpr int kPlain = Eigen::ColMajor, kTransposed = Eigen::RowMajor;
  const auto add = transpose_a
                       ? (transpose_b ? add_product<T, kTransposed, kTransposed> : add_product<T, kPlain, kTransposed>)
                       : (transpose_b ? add_product<T, kTransposed, kPlain> : add_product<T, kPlain, kPlain>);
  add(a, row_a, b, row_b, c, rows, depth, columns, blocking);
  return true;
}

template bool matmul_large(const float*, bool, const float*, bool, float*, size_t, size_t, size_t);
template bool matmul_large(const double*, bool, const double*, bool, double*, size_t, size_t, size_t);

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
