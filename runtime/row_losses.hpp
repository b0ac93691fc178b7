#pragma once

#include <memory>
#include <vector>

#include <nabla/graph/dag.hpp>
#include <nabla/runtime/fuse.hpp>
#include <nabla/runtime/kernel.hpp>

namespace nabla::detail {

/// Joins the cross-entropy of a softmax and its slopes of the same logits and targets, single nodes both, into one part
/// with two results, and puts it where both can be computed: the parts stay in an order in which they can run. Not
/// where the slopes' scale depends on the losses.
void join_row_losses(const Dag& dag, std::vector<Part>& parts);

/// The kernel of a single node, or of the nodes that join_row_losses() has joined. Null for other nodes.
std::unique_ptr<const Kernel> make_row_loss_kernel(const Dag& dag, const Part& part);

}  // namespace nabla::detail
