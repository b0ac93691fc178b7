#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

namespace limit {

/// Threads that run the same body, each on its part. In between they spin for a while, the cheapest hand-over there is,
/// and then sleep. The caller's thread is part 0.
class Team {
 public:
  explicit Team(int size);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  int size() const { return size_; }
  /// Calls body(part) for each part and waits for all.
  void run(const std::function<void(int part)>& body);
  /// Inside a body: waits until all parts have come here.
  void barrier();
  /// The part's share [first, last) of n, in multiples of `grain` but for the last.
  std::pair<std::size_t, std::size_t> share(std::size_t n, int part, std::size_t grain = 1) const;

 private:
  void work(int part);

  int size_;
  const std::function<void(int)>* body_ = nullptr;
  std::atomic<unsigned> turn_{0};
  std::atomic<int> arrived_{0}, done_{0};
  std::atomic<unsigned> phase_{0};
  std::atomic<bool> stop_{false};
  std::vector<std::thread> threads_;
};

}  // namespace limit
