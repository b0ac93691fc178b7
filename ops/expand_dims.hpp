#pragma once

#include <vector>

#include <nabla/graph/operand.hpp>
#include <nabla/ops/axes.hpp>

namespace nabla {

/// New axes of size 1, which stand there in the result: x[2, 3] with the axes {0, -1} is [1, 2, 3, 1]. Any dtype.
Expr expand_dims(const Operand& x, int axis);
Expr expand_dims(const Operand& x, const std::vector<int>& axes);
/// x without these axes, by default without all whose size is the constant 1. Error for one of another size.
Expr squeeze(const Operand& x, const Axes& axes);
Expr squeeze(const Operand& x);
/// The axes from `from` on as one: flatten(x, 1) of [batch, 28, 28] is [batch, 784]. Error for an axis that x does not
/// have; from = rank adds an axis of size 1, as in Keras.
Expr flatten(const Operand& x, int from = 0);
/// Two axes in each other's place. x itself where they are the same.
Expr swap_axes(const Operand& x, int a, int b);

}  // namespace nabla
