#pragma once

#include <chrono>
#include <span>

#include <nabla/graph/dim.hpp>
#include <nabla/runtime/memory.hpp>
#include <nabla/runtime/plan.hpp>
#include <nabla/runtime/profile.hpp>
#include <nabla/runtime/watch.hpp>

namespace nabla::detail {

/// Times the instructions of several calls with the same sizes, one call at a time.
class Profiler final : public Watch {
 public:
  /// Refers to nothing.
  Profiler(const Plan& plan, const Layout& layout, const Bindings& symbols, const MachinePeak& peak);

  void start() override;
  void end(std::uint32_t instruction, std::span<const Out> results) override;
  /// Before and behind each call.
  void begin_call() { called_ = Clock::now(); }
  void end_call();

  Profile result() { return std::move(profile_); }

 private:
  using Clock = std::chrono::steady_clock;

  Profile profile_;
  Clock::time_point called_, begin_, latest_;
};

}  // namespace nabla::detail
