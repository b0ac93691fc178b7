#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <nabla/runtime/plan.hpp>

namespace nabla::detail {

/// An instruction that computes a parameter's new value where the old one lies.
struct Overwrite {
  std::uint32_t instruction;
  std::uint32_t parameter;  // its value in the plan
};

/// What each instruction waits for: those that compute its operands; where it prints or checks something, the one
/// before that does; and where it overwrites a parameter, those that read the old value and those that may fail.
class Dependencies {
 public:
  Dependencies(const Plan& plan, std::span<const Overwrite> overwrites);

  const Plan& plan() const { return plan_; }
  std::span<const Overwrite> overwrites() const { return overwrites_; }
  /// The values, not aliases, whose memory an instruction reads, each once.
  std::span<const std::uint32_t> reads(std::uint32_t instruction) const { return slice(reads_, instruction); }
  /// The instructions that read a value's memory, each once.
  std::span<const std::uint32_t> readers(std::uint32_t value) const { return slice(readers_, value); }
  /// The next instruction that prints or checks something, where this one does; else none.
  std::uint32_t next_effect(std::uint32_t instruction) const { return next_effect_[instruction]; }
  /// The overwrite of a parameter's value, or none.
  std::uint32_t overwrite_of(std::uint32_t value) const { return overwrite_of_[value]; }
  static constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

 private:
  struct Lists {
    std::vector<std::uint32_t> entries, first;
  };
  void find_reads();
  void find_readers();
  void find_effects();
  static std::span<const std::uint32_t> slice(const Lists& lists, std::uint32_t i) {
    return std::span(lists.entries).subspan(lists.first[i], lists.first[i + 1] - lists.first[i]);
  }

  const Plan& plan_;
  std::vector<Overwrite> overwrites_;
  std::vector<std::uint32_t> overwrite_of_;
  std::vector<std::uint32_t> next_effect_;
  Lists reads_, readers_;
};

/// The instructions that may come next, while one after the other is done.
class Frontier {
 public:
  explicit Frontier(const Dependencies& dependencies);

  /// Marks an instruction as done; those that wait for nothing any more are added to `ready`.
  void complete(std::uint32_t instruction, std::vector<std::uint32_t>& ready);
  /// Those that wait for nothing at the beginning.
  std::vector<std::uint32_t> first() const;
  /// When nothing can go on, as with two parameters whose new values read each other's old ones: gives up an overwrite,
  /// one whose instruction waits for nothing else if there is such a one. Its number; none when all are done.
  std::uint32_t give_up(std::vector<std::uint32_t>& ready);

 private:
  void arrive(std::uint32_t instruction, std::vector<std::uint32_t>& ready);
  void arrive_at_overwrite(std::uint32_t overwrite, std::vector<std::uint32_t>& ready);

  const Dependencies& dependencies_;
  std::vector<std::uint32_t> waits_for_;  // by instruction: how many that are not done
  std::vector<std::uint32_t> pending_;    // by overwrite: how many of those are for its sake
  std::uint32_t may_fail_ = 0;            // how many that are not done
};

}  // namespace nabla::detail
