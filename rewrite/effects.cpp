#include <nabla/rewrite/effects.hpp>

#include <algorithm>

#include <nabla/ops/check.hpp>
#include <nabla/ops/print.hpp>

namespace nabla::detail {

bool has_effects(const Expr& x) {
  if (op_as<Print>(x) || op_as<Check>(x)) return true;
  // A draw is what has a stream of its own.
  return std::ranges::any_of(x->op().attrs(), [](const AttrText& attr) { return attr.name == "stream"; });
}

}  // namespace nabla::detail
