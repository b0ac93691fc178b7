#pragma once
// Private: all tables of rules, by name.

#include <vector>

#include <nabla/rewrite/rule.hpp>

namespace nabla::detail {

/// A table and what it is called.
struct RuleSet {
  const char* name;
  const Rules* rules;
  /// Only for nodes of gradients.
  bool for_gradients = false;
  /// Not one of "all": wrong for some values.
  bool by_name_only = false;
};

/// In the order in which their rules are tried.
std::vector<RuleSet> rule_sets();

/// While it lives, there is one more set on this thread, "planted", before the others: so that a test can find a rule
/// that is wrong, or one that goes on and on.
class PlantedRules {
 public:
  explicit PlantedRules(Rules rules);
  PlantedRules(const PlantedRules&) = delete;
  PlantedRules& operator=(const PlantedRules&) = delete;
  ~PlantedRules();

  static const Rules* now();

 private:
  Rules rules_;
};

}  // namespace nabla::detail
