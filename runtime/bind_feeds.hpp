#pragma once

#include <span>
#include <string>

#include <nabla/graph/dim.hpp>
#include <nabla/graph/expr.hpp>
#include <nabla/graph/tensor.hpp>

namespace nabla::detail {

/// "f32[32, 784]"
std::string type_text(const Tensor& tensor);

/// The sizes that the symbols of the inputs have in these feeds. Error at `where`, naming the input, what it wants and
/// what it got, for a wrong number of feeds, a wrong dtype, rank or size, and a symbol with two sizes.
Bindings bind_feeds(std::span<const Expr> inputs, std::span<const Tensor> feeds, Where where);

}  // namespace nabla::detail
