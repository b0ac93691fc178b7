#pragma once
// Private: the reverse sweep that all derivatives are made by.

#include <optional>
#include <vector>

#include <nabla/graph/cotangent.hpp>
#include <nabla/graph/dag.hpp>
#include <nabla/graph/replace.hpp>

namespace nabla::detail {

/// Where a sweep begins and what it leaves out.
struct Seeds {
  Replacements outputs;     // {y, dy}: dy is a term of the cotangent of y
  Replacements known = {};  // {y, dy}: dy is the cotangent of y, whatever depends on y
  Exprs constants = {};     // nothing flows into or through these
};

/// One reverse sweep: the cotangent of each node, grown term by term from the users towards the operands.
class Sweep {
 public:
  /// Error, at the forward node's line, for a pullback that breaks its contract.
  Sweep(const Seeds& seeds, const Exprs& wrt);

  /// The cotangent of one of `wrt`; nothing where no seed depends on it.
  std::optional<Cotangent> cotangent(const Expr& x) const;

 private:
  void mark_between(const Exprs& wrt, const Exprs& constants);
  void fix(const Replacements& known);
  void propagate(Vertex v);
  void add(const Expr& operand, const Cotangent& term);

  Dag dag_;
  std::vector<Vertex> order_;
  std::vector<bool> between_;  // what depends on a `wrt`: only these need a cotangent
  std::vector<bool> fixed_;    // the cotangent is known from the start
  std::vector<std::optional<Cotangent>> bars_;
};

/// A number repeated to a type.
Expr full(const Type& type, double value);

}  // namespace nabla::detail
