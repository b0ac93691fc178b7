#include <nabla/runtime/pool.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <exception>
#include <thread>
#include <utility>

#include <pthread.h>

#include <nabla/runtime/processors.hpp>

namespace nabla::detail {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::microseconds spin_time{50};

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

/// MXCSR or its like: the rounding mode, and whether denormals are flushed.
unsigned float_mode() {
#if defined(__x86_64__)
  return __builtin_ia32_stmxcsr();
#else
  return 0;
#endif
}

void set_float_mode([[maybe_unused]] unsigned mode) {
#if defined(__x86_64__)
  if (mode != __builtin_ia32_stmxcsr()) __builtin_ia32_ldmxcsr(mode);
#endif
}

/// Spins while the word is as given, for no longer than spin_time.
template <class T>
T spin_while(const std::atomic<T>& word, T unwanted) {
  const auto end = Clock::now() + spin_time;
  do {
    for (int i = 0; i < 64; ++i) {
      if (const T now = word.load(std::memory_order_acquire); now != unwanted) return now;
      pause();
    }
  } while (Clock::now() < end);
  return word.load(std::memory_order_acquire);
}

/// A thread that handles no signals, which are for the threads of the user.
template <class Body>
std::thread quiet_thread(Body&& body) {
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  struct Restore {
    const sigset_t& mask;
    ~Restore() { pthread_sigmask(SIG_SETMASK, &mask, nullptr); }
  } const restore{old};
  return std::thread(std::forward<Body>(body));
}

}  // namespace

/// The exception of the first share that fails.
class Pool::Failure {
 public:
  void run(const Job& job, std::size_t share, std::size_t rank) {
    try {
      job.call(job.body, share, rank);
    } catch (...) {
      note(share, std::current_exception());
    }
  }
  void note(std::size_t share, std::exception_ptr error) {
    if (!error || (error_ && share_ < share)) return;
    share_ = share;
    error_ = std::move(error);
  }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }
  std::exception_ptr take() { return std::exchange(error_, nullptr); }

 private:
  std::size_t share_ = 0;
  std::exception_ptr error_;
};

/// A thread of the pool, which runs the share that has its rank. What the leader and the thread tell each other is one
/// word, in a cache line of its own.
class alignas(64) Pool::Worker {
 public:
  Worker(const Pool& pool, std::size_t rank) : pool_(pool), rank_(rank), thread_(quiet_thread([this] { work(); })) {}
  ~Worker() {
    if (state_.exchange(State::Over, std::memory_order_acq_rel) == State::Asleep) state_.notify_one();
    thread_.join();
  }

  /// Hands the share over.
  void open() {
    if (state_.exchange(State::Open, std::memory_order_acq_rel) == State::Asleep) state_.notify_one();
  }
  /// Takes the share back; false when the thread has begun.
  bool withdraw() {
    State expected = State::Open;
    return state_.compare_exchange_strong(expected, State::Idle, std::memory_order_acq_rel);
  }
  /// Waits for the share that the thread has begun; the exception that it ended with.
  std::exception_ptr finish(bool spins) {
    const auto at_work = [](State state) { return state == State::Busy || state == State::Awaited; };
    State state = spins ? spin_while(state_, State::Busy) : state_.load(std::memory_order_acquire);
    if (state == State::Busy && state_.compare_exchange_strong(state, State::Awaited, std::memory_order_acq_rel))
      state = State::Awaited;
    for (; at_work(state); state = state_.load(std::memory_order_acquire)) state_.wait(state);
    return failure_.take();
  }

 private:
  enum class State : int {
    Idle,
    Asleep,   // the thread waits to be notified
    Open,     // there is a share to run
    Busy,     // it runs
    Awaited,  // it runs, and the leader waits to be notified
    Over
  };

  void work() {
    for (State state = next(); state != State::Over; state = next()) {
      if (!state_.compare_exchange_strong(state, State::Busy, std::memory_order_acq_rel)) continue;
      set_float_mode(pool_.job_.float_mode);
      failure_.run(pool_.job_, rank_, rank_);
      state = State::Busy;
      if (state_.compare_exchange_strong(state, State::Idle, std::memory_order_acq_rel)) continue;
      state_.store(State::Idle, std::memory_order_release);
      state_.notify_one();
    }
  }

  /// Open or Over, after however long.
  State next() {
    for (;;) {
      State state = state_.load(std::memory_order_acquire);
      if (state == State::Idle && pool_.spins_.load(std::memory_order_relaxed)) state = spin_while(state_, State::Idle);
      if (state == State::Open || state == State::Over) return state;
      if (state == State::Idle && !state_.compare_exchange_strong(state, State::Asleep, std::memory_order_acq_rel))
        continue;
      state_.wait(State::Asleep, std::memory_order_acquire);
    }
  }

  const Pool& pool_;
  const std::size_t rank_;
  Failure failure_;
  std::atomic<State> state_ = State::Idle;
  std::thread thread_;
};

/// The pool now, and those whose threads are in processes that this one was forked from. Never destroyed, since other
/// static objects may call a Function while they are; the threads are joined.
class Pool::Owner {
 public:
  Owner() {
    pthread_atfork(nullptr, nullptr, [] { owner().forked(); });
  }
  ~Owner() {
    if (Pool* const pool = now_.load(std::memory_order_acquire)) pool->close();
  }

  Pool& pool() {
    if (Pool* const pool = now_.load(std::memory_order_acquire)) return *pool;
    Pool* none = nullptr;
    Pool* const fresh = new Pool;
    if (now_.compare_exchange_strong(none, fresh, std::memory_order_acq_rel)) return *fresh;
    delete fresh;
    return *none;
  }

 private:
  void forked() {
    Pool* const lost = now_.exchange(nullptr, std::memory_order_acq_rel);
    if (lost) lost->before_fork_ = std::exchange(lost_, lost);
  }

  std::atomic<Pool*> now_ = nullptr;
  Pool* lost_ = nullptr;
};

Pool::Pool() = default;
Pool::~Pool() = default;

Pool::Owner& Pool::owner() {
  static Owner owner;
  return owner;
}

Pool& Pool::shared() { return owner().pool(); }

/// Takes the pool for good. Not at any price: exit() may have been called from inside a share.
void Pool::close() {
  for (const auto end = Clock::now() + std::chrono::milliseconds(100); taken_.exchange(true); std::this_thread::yield())
    if (Clock::now() > end) return;
  workers_.clear();
}

bool Pool::run(std::size_t shares, Job job) {
  if (taken_.load(std::memory_order_relaxed) || taken_.exchange(true, std::memory_order_acquire)) return false;
  struct Release {
    std::atomic<bool>& taken;
    ~Release() { taken.store(false, std::memory_order_release); }
  } const release{taken_};
  job_ = job;
  job_.float_mode = float_mode();
  grow(shares - 1);
  spread(shares);
  return true;
}

/// Without a thread that the system refuses, its share is the leader's.
void Pool::grow(std::size_t workers) {
  if (workers <= workers_.size()) return;
  try {
    workers_.reserve(workers);
    spins_.store(workers < processors(), std::memory_order_relaxed);
    while (workers_.size() < workers) workers_.push_back(std::make_unique<Worker>(*this, workers_.size() + 1));
  } catch (const std::exception&) {
  }
}

void Pool::spread(std::size_t shares) {
  const std::size_t helpers = std::min(shares - 1, workers_.size());
  for (std::size_t i = 0; i < helpers; ++i) workers_[i]->open();
  const bool spins = spins_.load(std::memory_order_relaxed);
  Failure failure;
  failure.run(job_, 0, 0);
  for (std::size_t share = 1; share < shares; ++share)
    if (share > helpers || workers_[share - 1]->withdraw()) failure.run(job_, share, 0);
  for (std::size_t i = 0; i < helpers; ++i) failure.note(i + 1, workers_[i]->finish(spins));
  failure.rethrow();
}

}  // namespace nabla::detail
