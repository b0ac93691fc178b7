#include <nabla/rewrite/rule_sets.hpp>

#include <utility>

namespace nabla::detail {
namespace {

thread_local const Rules* planted = nullptr;

}  // namespace

std::vector<RuleSet> rule_sets() {
  std::vector<RuleSet> sets;
  if (planted) sets.push_back({"planted", planted});
  sets.push_back({"stabilize", &stabilize()});
  sets.push_back({"cross_entropies", &cross_entropies()});
  sets.push_back({"canonical", &canonical()});
  sets.push_back({"choices", &choices()});
  sets.push_back({"layouts", &layouts()});
  sets.push_back({"sums", &sums()});
  sets.push_back({"useless", &useless()});
  sets.push_back({"products", &products()});
  sets.push_back({"gradients", &gradients(), true});
  sets.push_back({"finite", &finite(), false, true});
  return sets;
}

PlantedRules::PlantedRules(Rules rules) : rules_(std::move(rules)) { planted = &rules_; }
PlantedRules::~PlantedRules() { planted = nullptr; }
const Rules* PlantedRules::now() { return planted; }

}  // namespace nabla::detail
