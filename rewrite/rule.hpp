#pragma once
// Private: rules are named data, in tables, one file a purpose (rewrite/rules/).

#include <vector>

#include <nabla/rewrite/pattern.hpp>

namespace nabla::detail {

/// What matches `left` is replaced by `right`. Both have the same value where the left one has one, and a NaN stays
/// one.
struct Rule {
  const char* name;
  Expr left, right;
  /// Further conditions on the matched expression.
  bool (*when)(const Expr& x, const Match& found) = nullptr;
  /// Makes the replacement where `right`, then empty, cannot say it.
  Expr (*make)(const Expr& x, const Match& found) = nullptr;
};
using Rules = std::vector<Rule>;

/// Naive spellings, and those that are right at every magnitude: log(1 + exp(x)) is softplus(x).
const Rules& stabilize();
/// The same for losses of a softmax: -log(softmax(x)) at a label is sparse_softmax_cross_entropy(x, label).
const Rules& cross_entropies();
/// Spellings with fewer operations: x + 0 is x.
const Rules& canonical();
/// The same for conditions, choices and casts: where(c, x, x) is x.
const Rules& choices();
/// For what changes sizes and the order of axes: a reshape of a reshape is one.
const Rules& layouts();
/// For sums and other reductions: a sum of c * x is c times that of x.
const Rules& sums();
/// For parts of what has been put together, and the like: a slice of a slice is one.
const Rules& useless();
/// For products of matrices: a number in an operand scales the product.
const Rules& products();
/// Right for finite values alone, so off unless asked for: x - x is 0.
const Rules& finite();
/// For nodes of gradients alone: where these are masked, or a slope is infinite, 0 times infinity is 0.
const Rules& gradients();

}  // namespace nabla::detail
