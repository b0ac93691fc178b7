#pragma once

#include <string>
#include <vector>

#include <nabla/nabla.hpp>

/// The network, its loss and its gradient: expressions of the inputs x (images) and t (labels).
struct Network {
  nabla::Expr x, t;
  nabla::Expr logits, loss, correct;  // correct: the share of the batch that the largest logit gets right
  std::vector<nabla::Parameter> weights;
  std::vector<nabla::Expr> gradient;  // of the loss, one per weight
};

/// 784-512-256-10 with the activation between the layers and softmax cross-entropy at the end.
Network make_network(const std::string& activation, std::uint64_t seed);

/// Momentum: v <- 0.9 v - rate * gradient, w <- w + v (both sides of each update see the old values).
nabla::Updates momentum_updates(const Network& model, const nabla::Expr& rate);
