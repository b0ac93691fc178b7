#pragma once
// Private: which rules an operation sees.

#include <cstdint>
#include <iterator>
#include <span>
#include <string_view>
#include <typeinfo>
#include <unordered_map>
#include <vector>

#include <nabla/graph/op.hpp>
#include <nabla/rewrite/selection.hpp>

namespace nabla::detail {

/// The selected rules by the operation at the root of their left-hand sides, in the order of the tables.
class RuleIndex {
 public:
  struct Entry {
    const Rule* rule;
    const char* set;
    bool for_gradients;
  };

  explicit RuleIndex(const Selection& selection) {
    for (const RuleSet& set : rule_sets())
      for (const Rule& rule : *set.rules)
        if (selection.has(set, rule)) by_name_[rule.left->op().name()].push_back({&rule, set.name, set.for_gradients});
  }
  std::span<const Entry> of(std::string_view operation) const {
    const auto found = by_name_.find(operation);
    return found == by_name_.end() ? std::span<const Entry>() : found->second;
  }

 private:
  std::unordered_map<std::string_view, std::vector<Entry>> by_name_;
};

/// The same by the type of the operation, met before: a graph has few kinds of operations, and hashing their names took
/// longer than trying their rules.
class RulesOfOperations {
 public:
  explicit RulesOfOperations(const RuleIndex& index) : index_(index) {}

  std::span<const RuleIndex::Entry> of(const Expr& x) {
    const Op& op = x->op();
    const auto* const type = &typeid(op);
    Met& met = met_[reinterpret_cast<std::uintptr_t>(type) / alignof(std::type_info) % std::size(met_)];
    if (met.type != type) met = {type, index_.of(op.name())};
    return met.rules;
  }

 private:
  struct Met {
    const std::type_info* type = nullptr;
    std::span<const RuleIndex::Entry> rules;
  };
  const RuleIndex& index_;
  Met met_[256];
};

}  // namespace nabla::detail
