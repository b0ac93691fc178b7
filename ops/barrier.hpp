#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/ops/batch.hpp>

namespace nabla {

/// The law of a barrier: x itself, of any type. A member adds what becomes of the cotangent. A compiled Function leaves
/// barriers out.
struct Barrier {
  static constexpr bool identity = true;
  Type infer(const Type& x) const { return x; }
  void eval(const View& x, const Out& y) const;
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

namespace detail {

/// The same entries, in memory of the same size; nothing where it is the same memory.
void copy_entries(const View& x, const Out& y);

}  // namespace detail
}  // namespace nabla
