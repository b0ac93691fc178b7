#include <nabla/rewrite/passes.hpp>

#include <nabla/rewrite/absorb_transposes.hpp>
#include <nabla/rewrite/broadcasts.hpp>
#include <nabla/rewrite/cse.hpp>
#include <nabla/rewrite/fold_constants.hpp>
#include <nabla/rewrite/merge_pads.hpp>
#include <nabla/rewrite/push_slices.hpp>
#include <nabla/rewrite/remove_identities.hpp>

namespace nabla::detail {

std::span<const Pass> passes() {
  // Merged first, so that rules see equal operands as one node; and once more for what they have made, each time.
  // Constants are folded after stabilisation, and what they have become may be another rule's operand.
  static constexpr Pass all[] = {
      {"remove_identities", remove_identities},
      {"cse", merge_common_subexpressions, true},
      {"absorb_broadcasts", absorb_broadcasts},
      {"rules", nullptr},
      {"fold_constants", fold_constants},
      {"cse", merge_common_subexpressions, true},
      {"rules", nullptr},
      {"merge_pads", merge_pads},
      {"push_slices", push_slices},
      {"absorb_transposes", absorb_transposes},
      {"cse", merge_common_subexpressions, true},
  };
  return all;
}

}  // namespace nabla::detail
