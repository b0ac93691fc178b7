#include <nabla/runtime/locks.hpp>

#include <algorithm>

#include <nabla/graph/leaf.hpp>

namespace nabla::detail {

ParameterLocks::ParameterLocks(std::span<const Expr> read, std::span<const Expr> updated) {
  const auto add = [&](const Expr& x, bool exclusive) {
    entries_.push_back({x->id(), leaf_as<ParameterState>(x), exclusive});
  };
  for (const Expr& x : updated) add(x, true);
  for (const Expr& x : read) add(x, false);
  std::ranges::stable_sort(entries_, {}, &Entry::id);  // of a parameter that is read and updated the update stays
  const auto same = [](const Entry& a, const Entry& b) { return a.id == b.id; };
  entries_.erase(std::unique(entries_.begin(), entries_.end(), same), entries_.end());
}

void ParameterLocks::lock() const {
  for (const Entry& entry : entries_) entry.exclusive ? entry.state->mutex.lock() : entry.state->mutex.lock_shared();
}

void ParameterLocks::unlock() const noexcept {
  for (const Entry& entry : entries_)
    entry.exclusive ? entry.state->mutex.unlock() : entry.state->mutex.unlock_shared();
}

}  // namespace nabla::detail
