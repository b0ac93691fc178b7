#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include <nabla/graph/expr.hpp>
#include <nabla/rewrite/options.hpp>

namespace nabla {

/// What rewriting did to a graph. Prints as text: a line for each rule applied, with the user's line and the expression
/// before and after; how often each was; and of which operations each pass has left fewer or more.
struct RewriteLog {
  /// A rule applied once. `before` is made of what earlier steps have made.
  struct Step {
    std::string rule, set;
    Expr before, after;
  };
  /// All outputs before and after a pass.
  struct Pass {
    std::string name;
    std::vector<Expr> before, after;
  };

  std::vector<Step> steps;
  /// Those that changed something; "rules" is the pass that takes the steps.
  std::vector<Pass> passes;
  /// Rules that were stopped, since they went on and on; each with its last step there.
  std::vector<Step> stopped;
  std::size_t nodes_before = 0, nodes_after = 0;
  /// Nodes looked at and rules tried: what compile time grows with.
  std::size_t visits = 0;

  /// How often a rule was applied.
  std::size_t count(std::string_view rule) const;
};

/// Rewrites the graph below `outputs` as a Function would, and tells what was done. See also explain(Function).
RewriteLog explain(const Exprs& outputs, const RewriteOptions& options = {});

std::string to_string(const RewriteLog& log);
std::ostream& operator<<(std::ostream& out, const RewriteLog& log);

}  // namespace nabla
