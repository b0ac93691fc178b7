#pragma once

#include <span>
#include <vector>

#include <nabla/graph/expr.hpp>

namespace nabla {
struct ParameterState;
}

namespace nabla::detail {

/// The locks of the parameters that a Function reads, shared, and of those that it updates, exclusive. Always taken in
/// the order of the parameters' ids, so that two Functions never wait for each other. Satisfies BasicLockable.
class ParameterLocks {
 public:
  ParameterLocks(std::span<const Expr> read, std::span<const Expr> updated);
  void lock() const;
  void unlock() const noexcept;

 private:
  struct Entry {
    std::uint64_t id;
    const ParameterState* state;
    bool exclusive;
  };
  std::vector<Entry> entries_;
};

}  // namespace nabla::detail
