#pragma once

#include <string>

#include <nabla/runtime/memory.hpp>
#include <nabla/runtime/plan.hpp>

namespace nabla::detail {

/// The plan, instruction by instruction: under its number the nodes that it computes, operands first. What is kept for
/// others, or for the caller, has an arrow to where it lies; the other nodes live in a tile. With a layout also the
/// place in the arena, by which one sees what is written over an operand.
///
///   0  %0 : f32[batch, 512] = matmul x, W1
///      %1 : f32[batch, 512] = add_bias %0, b1
///      %2 : f32[batch, 512] = relu %1 "hidden" -> arena 0
///   1  %3 : f32[batch, 10] = matmul %2, W2 -> target 0
std::string to_string(const Plan& plan, const Layout* layout = nullptr);

}  // namespace nabla::detail
