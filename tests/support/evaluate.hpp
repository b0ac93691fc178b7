#pragma once
// A plain evaluator for tests: every node's own eval(), one after the other, each into fresh memory. It shares nothing
// with the planner of runtime/, so each checks the other.

#include <map>
#include <utility>
#include <vector>

#include <nabla/graph/error.hpp>
#include <nabla/graph/feeds.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/parameter.hpp>

namespace nabla::test {

using nabla::Feeds;

/// The values of `outputs`, with `feeds` for the inputs.
std::vector<Tensor> evaluate(const Exprs& outputs, const Feeds& feeds = {});
Tensor evaluate(const Expr& output, const Feeds& feeds = {});

}  // namespace nabla::test
