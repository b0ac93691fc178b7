#pragma once
// Private: the body of a loop, closed over what it uses from outside.

#include <unordered_map>
#include <vector>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/replace.hpp>

namespace nabla::detail {

/// What of an output depends on certain expressions x, cut out of its graph: inputs, the parameters, stand for the x
/// and for all else that the cut-out part uses. Constants stay in it.
class Closure {
 public:
  /// {x, xs}: a parameter for each x that the output depends on, whose operand is xs.
  Closure(const Expr& output, const Replacements& inputs);

  /// Does the output depend on any x?
  bool depends() const;
  /// The output in terms of the parameters; every symbolic size of it is an axis of one of these.
  Expr body();

  Exprs parameters;
  Exprs operands;            // what the parameters stand for: an xs, or an expression from outside
  std::vector<bool> mapped;  // is it an xs?

 private:
  Expr rebuilt(const Expr& node, std::span<const Expr> now);
  Expr captured(const Expr& x);
  Expr parameter_for(const Expr& x, const Expr& operand, bool is_mapped);
  void bind_symbols(const Expr& body);

  Expr output_;
  Dag dag_;
  std::vector<bool> inside_;                           // depends on an x
  std::unordered_map<std::uint64_t, Expr> stand_ins_;  // the parameters, by the ids of what they stand for
};

}  // namespace nabla::detail
