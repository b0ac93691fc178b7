#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <nabla/graph/parameter.hpp>

namespace nabla {

/// Where random numbers in a graph come from: an i64[2] {seed, step}, an expression like any other, mostly a parameter.
/// Nothing is hidden: a draw is a function of this value, of its own stream, and of the entry's position.
///
///   const RandomState random("random", 42);
///   const Expr kept = dropout(random, hidden, 0.5);
///   updates.set(random.parameter(), random.next());   // each call of the training function draws anew
///
/// Within a call every draw sees the same {seed, step}; each is made with a stream of its own, counted here in the
/// order of the program, so that no two draws of one state share their numbers and equal programs make equal graphs. A
/// parameter set back to an earlier value repeats what followed it, bit for bit.
///
/// A handle: copies count on together. Another state made of the same parameter begins at stream 0 again, and repeats
/// its numbers.
class RandomState {
 public:
  /// A new parameter {seed, 0}.
  RandomState(std::string name, std::uint64_t seed, Where where = Where::here());
  /// Of a parameter or expression i64[2]; Error for another type.
  explicit RandomState(const Parameter& state, Where where = Where::here());
  explicit RandomState(const Expr& state, Where where = Where::here());

  /// {seed, step}
  const Expr& expr() const { return state_; }
  /// The parameter; Error where the state was made of an expression.
  const Parameter& parameter() const;
  /// {seed, step + 1}: what the parameter is updated to.
  Expr next(Where where = Where::here()) const;

  /// The same {seed, step}, counting its own streams from `first` on: for parts of a program that are to draw the same
  /// whatever else is drawn. Keep the ranges apart.
  RandomState with_stream(int first) const;
  /// The stream of the next draw. Each draw takes one.
  int take_stream() const;

 private:
  struct Counter : Counted {
    explicit Counter(int first) : next(first) {}
    mutable int next;
  };

  Expr state_;
  std::optional<Parameter> parameter_;
  Ref<const Counter> counter_;
};

namespace detail {

/// Error unless it is an i64[2].
void require_random_state(const Type& type);

}  // namespace detail
}  // namespace nabla
