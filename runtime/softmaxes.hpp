#pragma once

#include <memory>
#include <vector>

#include <nabla/graph/dag.hpp>
#include <nabla/runtime/fuse.hpp>
#include <nabla/runtime/kernel.hpp>

namespace nabla::detail {

/// Joins softmax, log_softmax and logsumexp of the same value along the same axis, single nodes all, into the first of
/// their parts, which then has a result for each: a logsumexp and its gradient take one exponential an entry.
void join_softmaxes(const Dag& dag, std::vector<Part>& parts);

/// The kernel of a single node, or of the nodes that join_softmaxes() has joined. Null for other nodes.
std::unique_ptr<const Kernel> make_softmax_kernel(const Dag& dag, const Part& part);

}  // namespace nabla::detail
