#pragma once
// Private: what RewriteOptions choose.

#include <string_view>

#include <nabla/rewrite/options.hpp>
#include <nabla/rewrite/rule_sets.hpp>

namespace nabla::detail {

class Selection {
 public:
  /// Error for a name that there is not, with those that are near it.
  explicit Selection(const RewriteOptions& options = {});

  /// Is this what there is without options?
  bool is_all() const { return all_ && sets_.size() == 1 && without_.empty(); }
  /// A set or a pass.
  bool has(std::string_view set) const;
  bool has(const RuleSet& set, const Rule& rule) const {
    return (set.by_name_only ? is_named(set.name) && !is_left_out(set.name) : has(set.name)) && !is_left_out(rule.name);
  }

 private:
  bool is_named(std::string_view set) const;
  bool is_left_out(std::string_view name) const;

  std::vector<std::string> sets_, without_;
  bool all_;
};

}  // namespace nabla::detail
