#pragma once

#include <string_view>

#include <nabla/graph/expr.hpp>

namespace nabla {

/// Einstein's sum: the product of the operands, summed over every letter that the result does not have, as numpy's
/// einsum. `einsum("bij,bjk->bik", {a, b})` is matmul(a, b), `einsum("ii->i", {a})` the diagonal. Each operand has a
/// letter for each of its axes; "..." stands for further axes, which broadcast. A letter twice in an operand walks its
/// diagonal. Without "->" the result has the axes of "...", then the letters that occur once, in alphabetical order.
///
/// Floats of one dtype; axes of one letter have one size, or the constant 1, which repeats. One or more operands: two
/// at a time are multiplied, or make one matrix product where they share a letter to sum over: those with the smallest
/// result first, or from left to right where a size is a symbol. Error, with the letter, where subscripts and operands
/// do not fit.
Expr einsum(std::string_view subscripts, const Exprs& operands, Where where = Where::here());

}  // namespace nabla
