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

/// c' += alpha b' a' as Eigen sees row-major arrays: columns first, and so transposed.
template <class T, int kOrderOfB, int kOrderOfA>
void add_product(const Product<T>& x, Index column, Index columns, Blocking<T>& blocking) {
  const auto m = static_cast<Index>(x.m), k = static_cast<Index>(x.k), n = static_cast<Index>(x.n);
  const bool scaled = x.addend != nullptr || x.bias != nullptr;
  internal::general_matrix_matrix_product<Index, T, kOrderOfB, false, T, kOrderOfA, false, Eigen::ColMajor, 1>::run(
      columns, m, k, x.b + column * (x.transpose_b ? k : 1), x.transpose_b ? k : n, x.a, x.transpose_a ? m : k,
      x.c + column, 1, n, scaled ? x.alpha : T(1), blocking, nullptr);
}

/// c = beta addend, or the bias, or 0.
template <class T>
void start(const Product<T>& x, size_t column, size_t columns) {
  if (x.addend == x.c && x.beta == 1) return;
  for (size_t i = 0; i < x.m; ++i) {
    T* c = x.c + i * x.n + column;
    if (x.addend != nullptr) {
      for (size_t j = 0; j < columns; ++j) c[j] = x.beta * x.addend[i * x.n + column + j];
    } else if (x.bias != nullptr) {
      std::memcpy(c, x.bias + column, columns * sizeof(T));
    } else {
      std::memset(c, 0, columns * sizeof(T));
    }
  }
}

}  // namespace

template <class T>
bool multiply_large(const Product<T>& x, size_t column, size_t columns) {
  Blocking<T> blocking(static_cast<Index>(columns), static_cast<Index>(x.m), static_cast<Index>(x.k));
  if (!blocking.has_memory()) return false;
  start(x, column, columns);
  constexpr int kPlain = Eigen::ColMajor, kTransposed = Eigen::RowMajor;
  const auto add =
      x.transpose_a ? (x.transpose_b ? add_product<T, kTransposed, kTransposed> : add_product<T, kPlain, kTransposed>)
                    : (x.transpose_b ? add_product<T, kTransposed, kPlain> : add_product<T, kPlain, kPlain>);
  add(x, static_cast<Index>(column), static_cast<Index>(columns), blocking);
  return true;
}

template bool multiply_large(const Product<float>&, size_t, size_t);
template bool multiply_large(const Product<double>&, size_t, size_t);

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
