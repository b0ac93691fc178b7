#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include <nabla/graph/tensor.hpp>
#include <nabla/runtime/memory.hpp>
#include <nabla/runtime/plan.hpp>
#include <nabla/runtime/workspace.hpp>

namespace nabla::detail {

class Session;

/// A plan under the sizes of certain feeds, with the sessions of the calls that have run so: as many as ran at once.
class Binding {
 public:
  /// For calls that up to so many threads work on. Refers to the plan.
  Binding(const Plan& plan, const Bindings& symbols, std::span<const Tensor> feeds, std::size_t threads);
  ~Binding();

  /// Have these feeds the same dtypes and sizes?
  bool fits(std::span<const Tensor> feeds) const;
  const Layout& layout() const { return layout_; }
  /// The sizes of a target.
  Sizes target_sizes(std::size_t target) const;

 private:
  friend class Session;
  struct Feed {
    DType dtype;
    Sizes sizes;
  };
  std::unique_ptr<Session> take();
  void give(std::unique_ptr<Session> session);

  const Plan& plan_;
  const std::vector<Feed> feeds_;
  const Layout layout_;
  const std::size_t threads_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Session>> free_;  // with room for all of them
  std::size_t made_ = 0;
};

/// What a call holds while it runs: a binding and a workspace for it.
class Session {
 public:
  Session(const Plan& plan, const Layout& layout, std::size_t threads) : workspace(plan, layout, threads) {}

  /// Goes back to its binding.
  struct Close {
    void operator()(Session* session) const;
  };
  using Open = std::unique_ptr<Session, Close>;
  static Open open(std::shared_ptr<Binding> binding);

  Workspace workspace;
  std::shared_ptr<Binding> binding;  // null while it is closed
};

/// The session of the latest call, kept open for the next: where sizes stay the same, a call takes no lock.
class LatestSession {
 public:
  LatestSession() = default;
  LatestSession(const LatestSession&) = delete;
  LatestSession& operator=(const LatestSession&) = delete;
  ~LatestSession() { take(); }

  /// Null where there is none, or another call has it.
  Session::Open take() { return Session::Open(session_.exchange(nullptr, std::memory_order_acquire)); }
  void keep(Session::Open session) {
    Session::Open(session_.exchange(session.release(), std::memory_order_acq_rel)).reset();
  }

 private:
  std::atomic<Session*> session_ = nullptr;
};

/// The bindings of a plan that were used last. Safe to use from several threads.
class BindingCache {
 public:
  /// A Function fed ever new sizes keeps this many plans; a binding beyond them is planned anew when it comes again.
  static constexpr std::size_t capacity = 32;

  /// The binding that fits the feeds, made by `make()` where there is none.
  template <class Make>
  std::shared_ptr<Binding> find_or(std::span<const Tensor> feeds, Make&& make) {
    const std::lock_guard lock(mutex_);
    if (std::shared_ptr<Binding> known = find(feeds)) return known;
    std::shared_ptr<Binding> fresh = make();
    insert(fresh);
    return fresh;
  }

  /// The one used last, or null.
  std::shared_ptr<Binding> latest() const;

 private:
  std::shared_ptr<Binding> find(std::span<const Tensor> feeds);
  void insert(const std::shared_ptr<Binding>& binding);

  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<Binding>> used_;  // the latest first
};

}  // namespace nabla::detail
