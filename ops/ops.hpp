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
#include <nabla/ops/all.hpp>         // all any
#include <nabla/ops/argmax.hpp>      // argmax argmin first_max first_min
#include <nabla/ops/axes.hpp>        // Axes keepdims
#include <nabla/ops/cumsum.hpp>      // cumsum cumprod
#include <nabla/ops/norm.hpp>        // norm
#include <nabla/ops/prod.hpp>        // prod prod_of_others
#include <nabla/ops/recurrence.hpp>  // linear_recurrence
#include <nabla/ops/reduce.hpp>      // sum mean max min
#include <nabla/ops/var.hpp>         // var stddev

// Other sizes, same entries
#include <nabla/ops/broadcast.hpp>  // broadcast_to sum_to
#include <nabla/ops/reshape.hpp>    // reshape
#include <nabla/ops/transpose.hpp>  // transpose

// Made from nothing, and barriers
#include <nabla/ops/eye.hpp>            // eye
#include <nabla/ops/stop_gradient.hpp>  // stop_gradient

// Losses
#include <nabla/ops/cross_entropy.hpp>  // sparse_softmax_, softmax_ and sigmoid_cross_entropy
#include <nabla/ops/mse.hpp>            // mse
#include <nabla/ops/one_hot.hpp>        // one_hot

// Losses with masks, weights and reductions
#include <nabla/ops/log_cosh.hpp>                  // log_cosh of each entry
#include <nabla/ops/losses/classification.hpp>     // binary_, categorical_ and sparse_categorical_cross_entropy
#include <nabla/ops/losses/cosine_similarity.hpp>  // cosine_similarity
#include <nabla/ops/losses/divergence.hpp>         // poisson kl_divergence
#include <nabla/ops/losses/focal.hpp>              // binary_ and categorical_focal_cross_entropy
#include <nabla/ops/losses/hinge.hpp>              // hinge squared_hinge categorical_hinge
#include <nabla/ops/losses/options.hpp>            // Reduction LossOptions
#include <nabla/ops/losses/regression.hpp>         // mean_..._error huber log_cosh
