#pragma once
// The language's table of contents: every operation that an expression can be made of.

// Arithmetic: + - * / and unary minus, entry by entry, broadcasting
#include <nabla/ops/arithmetic.hpp>  // + - * /
#include <nabla/ops/clip.hpp>        // clip
#include <nabla/ops/maximum.hpp>     // maximum minimum
#include <nabla/ops/pow.hpp>         // pow

// Functions of each entry
#include <nabla/ops/abs.hpp>   // abs
#include <nabla/ops/exp.hpp>   // exp expm1
#include <nabla/ops/log.hpp>   // log log1p
#include <nabla/ops/sqrt.hpp>  // sqrt square

// Comparing and choosing
#include <nabla/ops/cast.hpp>     // cast: between dtypes
#include <nabla/ops/compare.hpp>  // equal not_equal less less_equal greater greater_equal
#include <nabla/ops/where.hpp>    // where

// Activations
#include <nabla/ops/activation.hpp>    // activation: by name
#include <nabla/ops/elu.hpp>           // elu selu
#include <nabla/ops/hard_sigmoid.hpp>  // hard_sigmoid
#include <nabla/ops/linear.hpp>        // linear
#include <nabla/ops/relu.hpp>          // relu
#include <nabla/ops/sigmoid.hpp>       // sigmoid
#include <nabla/ops/softmax.hpp>       // softmax log_softmax logsumexp
#include <nabla/ops/softplus.hpp>      // softplus
#include <nabla/ops/softsign.hpp>      // softsign
#include <nabla/ops/tanh.hpp>          // tanh

// Linear algebra
#include <nabla/ops/add_bias.hpp>  // add_bias
#include <nabla/ops/matmul.hpp>    // matmul

// Over axes
#include <nabla/ops/argmax.hpp>  // argmax first_max
#include <nabla/ops/axes.hpp>    // Axes keepdims
#include <nabla/ops/prod.hpp>    // prod prod_of_others
#include <nabla/ops/reduce.hpp>  // sum mean max

// Other sizes, same entries
#include <nabla/ops/broadcast.hpp>  // broadcast_to sum_to
#include <nabla/ops/reshape.hpp>    // reshape
#include <nabla/ops/transpose.hpp>  // transpose

// Made from nothing, and barriers
#include <nabla/ops/eye.hpp>             // eye
#include <nabla/ops/scale_gradient.hpp>  // scale_gradient clip_gradient
#include <nabla/ops/stop_gradient.hpp>   // stop_gradient zero_gradient

// Random numbers
#include <nabla/ops/bernoulli.hpp>           // bernoulli
#include <nabla/ops/categorical.hpp>         // categorical
#include <nabla/ops/dropout.hpp>             // dropout
#include <nabla/ops/random.hpp>              // random_uniform, _normal, _truncated_normal and _gumbel
#include <nabla/ops/random_permutation.hpp>  // random_permutation
#include <nabla/ops/random_state.hpp>        // RandomState

// Debugging
#include <nabla/ops/check.hpp>  // check
#include <nabla/ops/print.hpp>  // print

// Losses
#include <nabla/ops/cross_entropy.hpp>  // sparse_softmax_, softmax_ and sigmoid_cross_entropy
#include <nabla/ops/mse.hpp>            // mse
#include <nabla/ops/one_hot.hpp>        // one_hot
