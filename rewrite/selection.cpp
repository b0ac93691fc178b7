#include <nabla/rewrite/selection.hpp>

#include <algorithm>

#include <nabla/graph/error.hpp>
#include <nabla/graph/near_names.hpp>
#include <nabla/rewrite/passes.hpp>

namespace nabla::detail {
namespace {

constexpr std::string_view all = "all";

std::vector<std::string_view> set_names() {
  std::vector<std::string_view> names{all};
  for (const RuleSet& set : rule_sets()) names.emplace_back(set.name);
  for (const Pass& pass : passes())
    if (pass.run && std::ranges::count(names, pass.name) == 0) names.emplace_back(pass.name);
  return names;
}

void check(const std::vector<std::string>& given, const std::vector<std::string_view>& known, const char* option,
           const char* kind) {
  for (const std::string& name : given)
    if (std::ranges::count(known, name) == 0)
      throw Error(std::string("rewrite: \"") + name + "\" in `" + option + "` is no " + kind + ": " +
                  near_names(name, known));
}

}  // namespace

Selection::Selection(const RewriteOptions& options)
    : sets_(options.sets), without_(options.without), all_(std::ranges::count(sets_, all) > 0) {
  if (all_ && sets_.size() == 1 && without_.empty()) return;
  std::vector<std::string_view> names = set_names();
  check(sets_, names, "sets", "set of rules or pass");
  for (const RuleSet& set : rule_sets())
    for (const Rule& rule : *set.rules) names.emplace_back(rule.name);
  check(without_, names, "without", "rule, set or pass");
}

bool Selection::has(std::string_view set) const { return (all_ || is_named(set)) && !is_left_out(set); }

bool Selection::is_named(std::string_view set) const { return std::ranges::count(sets_, set) > 0; }

bool Selection::is_left_out(std::string_view name) const {
  return std::ranges::any_of(without_, [&](const std::string& given) { return given == name || given == all; });
}

}  // namespace nabla::detail
