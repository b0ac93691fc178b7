#pragma once

#include <span>
#include <string>
#include <vector>

#include <nabla/graph/expr.hpp>
#include <nabla/graph/tensor.hpp>
#include <nabla/rewrite/explain.hpp>
#include <nabla/runtime/program.hpp>

namespace nabla::detail {

/// Both sides of every rewrite of a graph, to be evaluated on the data of a call, in f64.
class RewriteCheck {
 public:
  /// The inputs are all that the rewrites need.
  RewriteCheck(std::span<const Expr> inputs, const RewriteLog& log);

  /// Error for the first rewrite whose sides differ, with its rule, the user's line and the largest difference; at
  /// `where` if the line is not known. They may differ where the naive side has no value, that is, where it is NaN or
  /// infinite; and, where it loses digits, by as much as these.
  void run(std::span<const Tensor> feeds, Where where);

 private:
  /// A value that is added or subtracted on the way to the naive side: as large as its digits count.
  struct Term {
    std::size_t target;
    bool entry_by_entry;  // else its largest entry counts for all
  };
  struct Pair {
    std::string guilty;  // "rule \"log1p\" (stabilize)"
    Expr before, after;  // as the user's graph has them
    std::size_t before_target, after_target;
    std::vector<Term> terms;
    double digits;  // that the dtype does not have, relative to the terms
    double loss;    // that a naive spelling may lose, relative to the value
  };
  class Maker;

  explicit RewriteCheck(Maker maker);
  void check(const Pair& pair, std::span<const Tensor> values, Where where) const;

  std::vector<Pair> pairs_;
  std::vector<Expr> parameters_;  // fed behind the inputs
  std::vector<Expr> targets_;
  Program program_;
};

}  // namespace nabla::detail
