#pragma once

#include <span>
#include <string>
#include <vector>

#include <nabla/graph/expr.hpp>

namespace nabla {

/// The lines under an error's first: for each expression its name, type, operation and the user's line, in columns:
/// "\n  W2 : f32[512, 10] = parameter  model.cpp:40". One without a name is called "operand 2" by its position.
std::string describe(std::span<const Expr> operands);

/// The lines of such a table from the cells of its rows: "\n  name : type = operation  ...", columns aligned. All rows
/// have as many.
std::string described(std::vector<std::vector<std::string>> rows);

/// Where a node comes from: "model.cpp:41 gradient"; empty where the line is not known and it is no gradient's.
std::string origin_text(const Node& node);

/// "x -> matmul -> ... -> loss": of more than eight stations the first and last four.
std::string way_text(std::vector<std::string> stations);

}  // namespace nabla
