#pragma once

#include <utility>
#include <vector>

#include <nabla/graph/expr.hpp>
#include <nabla/graph/tensor.hpp>

namespace nabla {

/// Values for inputs, in any order: `{{x, images}, {t, labels}}`.
using Feeds = std::vector<std::pair<Expr, Tensor>>;

}  // namespace nabla
