#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

namespace nabla::detail {

/// Threads that help the thread of a call, started when work first wants them. Without work they spin for some tens of
/// microseconds, in which a hand-over takes half a microsecond, and then sleep.
///
/// It works for one thread at a time. Who finds it at work for another, or calls from inside a share, works alone.
/// A process that ends joins the threads; a forked child starts threads of its own.
class Pool {
 public:
  Pool();
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// The one of this process.
  static Pool& shared();

  /// body(share, rank) for each share below `shares`, at least 2, at once as far as there are threads: share 0 on this
  /// thread, which also runs the others' if they have not begun when it is done. Two shares that run at once differ in
  /// rank, which is below `shares` too. False, and nothing is called, when the pool is taken. When shares fail, the
  /// exception of the first of them comes out, after the others have ended.
  template <class Body>
  bool run(std::size_t shares, const Body& body) {
    return run(shares, {[](const void* self, std::size_t share, std::size_t rank) {
                          (*static_cast<const Body*>(self))(share, rank);
                        },
                        &body});
  }

 private:
  struct Job {
    void (*call)(const void* body, std::size_t share, std::size_t rank);
    const void* body;
    unsigned float_mode = 0;  // the caller's rounding and flushing: a share computes the same wherever it runs
  };
  class Failure;
  class Owner;
  class Worker;

  bool run(std::size_t shares, Job job);
  void grow(std::size_t workers);
  void spread(std::size_t shares);
  void close();
  static Owner& owner();

  std::atomic<bool> taken_ = false;  // whose holder alone touches what follows
  std::atomic<bool> spins_ = true;   // there is a processor for each thread
  Job job_{};
  std::vector<std::unique_ptr<Worker>> workers_;
  Pool* before_fork_ = nullptr;  // the parent's, whose threads are not here
};

}  // namespace nabla::detail
