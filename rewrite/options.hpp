#pragma once

#include <string>
#include <vector>

namespace nabla {

/// Which rewriting a Function does: `{.rewrite = {.without = {"log1p"}}}`. Error for a name that there is not, with
/// those that are near it. docs/rewriting.md lists them all, explain() those that did something.
struct RewriteOptions {
  /// The sets of rules, and the passes, that are run, by name; in the engine's order, whatever the order here. "all"
  /// stands for all that are right for every value, an empty list for none; {"all", "finite"} adds the rules that are
  /// wrong for NaN and infinities.
  std::vector<std::string> sets = {"all"};
  /// Single rules, sets or passes that are left out.
  std::vector<std::string> without = {};
  /// Evaluates both sides of every rewrite on the data of each call, in f64, and throws an Error that names the first
  /// rule, or pass, that changed a value, the user's line and the largest difference. For finding mistakes: slow.
  bool check = false;
};

}  // namespace nabla
