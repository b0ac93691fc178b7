#include "team.hpp"

#include <algorithm>

namespace limit {

namespace {

constexpr int kSpins = 20000;  // some ten microseconds

/// Waits for ready(), which others make true soon; where they need this processor for it, they get it.
template <class Ready>
void spin(const Ready& ready) {
  for (int spins = 0; !ready(); ++spins) {
    if (spins >= kSpins) std::this_thread::yield();
  }
}

}  // namespace

Team::Team(int size) : size_(size) {
  for (int part = 1; part < size; ++part) threads_.emplace_back([this, part] { work(part); });
}

Team::~Team() {
  stop_ = true;
  ++turn_;
  turn_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Team::run(const std::function<void(int)>& body) {
  if (size_ == 1) return body(0);
  body_ = &body;
  done_ = 0;
  ++turn_;
  turn_.notify_all();
  body(0);
  spin([this] { return done_ == size_ - 1; });
}

void Team::work(int part) {
  for (unsigned seen = 0;; ++seen) {
    for (int spins = 0; turn_ == seen && spins < kSpins; ++spins) {
    }
    turn_.wait(seen);  // asleep, it does not disturb the other contestants
    if (stop_) return;
    (*body_)(part);
    ++done_;
  }
}

void Team::barrier() {
  if (size_ == 1) return;
  const unsigned phase = phase_;
  if (++arrived_ == size_) {
    arrived_ = 0;
    ++phase_;
  } else {
    spin([&] { return phase_ != phase; });
  }
}

std::pair<std::size_t, std::size_t> Team::share(std::size_t n, int part, std::size_t grain) const {
  const std::size_t grains = (n + grain - 1) / grain, parts = static_cast<std::size_t>(size_);
  const auto begin = [&](std::size_t p) { return std::min(n, grains * p / parts * grain); };
  return {begin(static_cast<std::size_t>(part)), begin(static_cast<std::size_t>(part) + 1)};
}

}  // namespace limit
