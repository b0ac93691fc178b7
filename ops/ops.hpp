#pragma once
// The language's table of contents: every operation that an expression can be made of. (custom_gradient() is one of
// autodiff's. The laws of families, barrier.hpp, batch.hpp, elementwise.hpp and square.hpp, come with their members;
// table.hpp finds operations by name.)

// Arithmetic, entry by entry, broadcasting
#include <nabla/ops/add_bias.hpp>    // add_bias
#include <nabla/ops/arithmetic.hpp>  // + - * /, and - of one operand
#include <nabla/ops/clip.hpp>        // clip
#include <nabla/ops/maximum.hpp>     // maximum minimum
#include <nabla/ops/mod.hpp>         // mod floor_divide
#include <nabla/ops/pow.hpp>         // pow
#include <nabla/ops/reciprocal.hpp>  // reciprocal rsqrt

// Functions of each entry
#include <nabla/ops/abs.hpp>            // abs
#include <nabla/ops/erf.hpp>            // erf erfc erfinv
#include <nabla/ops/exp.hpp>            // exp expm1 exp2
#include <nabla/ops/gamma.hpp>          // lgamma digamma polygamma
#include <nabla/ops/hyperbolic.hpp>     // sinh cosh asinh acosh atanh
#include <nabla/ops/log.hpp>            // log log1p log2 log10
#include <nabla/ops/log1mexp.hpp>       // log1mexp
#include <nabla/ops/log_cosh.hpp>       // log_cosh (with a target: losses/regression.hpp)
#include <nabla/ops/logaddexp.hpp>      // logaddexp
#include <nabla/ops/logit.hpp>          // logit
#include <nabla/ops/normal.hpp>         // normal_cdf normal_pdf
#include <nabla/ops/rounding.hpp>       // floor ceil round trunc
#include <nabla/ops/sign.hpp>           // sign
#include <nabla/ops/sqrt.hpp>           // sqrt square
#include <nabla/ops/trigonometric.hpp>  // sin cos tan asin acos atan atan2
#include <nabla/ops/xlogy.hpp>          // xlogy xlog1py

// Comparing and choosing
#include <nabla/ops/cast.hpp>     // cast: between dtypes
#include <nabla/ops/compare.hpp>  // equal not_equal less less_equal greater greater_equal
#include <nabla/ops/finite.hpp>   // isnan isinf isfinite
#include <nabla/ops/logical.hpp>  // logical_and logical_or logical_xor logical_not
#include <nabla/ops/where.hpp>    // where

// Activations
#include <nabla/ops/activation.hpp>    // activation activation_names: by name
#include <nabla/ops/elu.hpp>           // elu selu celu
#include <nabla/ops/exponential.hpp>   // exponential
#include <nabla/ops/gelu.hpp>          // gelu
#include <nabla/ops/glu.hpp>           // glu
#include <nabla/ops/hard_sigmoid.hpp>  // hard_sigmoid
#include <nabla/ops/hard_tanh.hpp>     // hard_tanh
#include <nabla/ops/leaky_relu.hpp>    // leaky_relu prelu
#include <nabla/ops/linear.hpp>        // linear
#include <nabla/ops/log_sigmoid.hpp>   // log_sigmoid
#include <nabla/ops/mish.hpp>          // mish
#include <nabla/ops/relu.hpp>          // relu relu6 thresholded_relu
#include <nabla/ops/shrink.hpp>        // hard_shrink soft_shrink tanh_shrink
#include <nabla/ops/sigmoid.hpp>       // sigmoid
#include <nabla/ops/silu.hpp>          // silu swish hard_silu hard_swish
#include <nabla/ops/softmax.hpp>       // softmax log_softmax logsumexp
#include <nabla/ops/softplus.hpp>      // softplus
#include <nabla/ops/softsign.hpp>      // softsign
#include <nabla/ops/sparse_plus.hpp>   // sparse_plus sparse_sigmoid
#include <nabla/ops/sparsemax.hpp>     // sparsemax
#include <nabla/ops/squareplus.hpp>    // squareplus
#include <nabla/ops/tanh.hpp>          // tanh
#include <nabla/ops/threshold.hpp>     // threshold

// Products
#include <nabla/ops/einsum.hpp>     // einsum
#include <nabla/ops/matmul.hpp>     // matmul: of stacks of matrices too
#include <nabla/ops/products.hpp>   // dot outer matvec vecmat
#include <nabla/ops/tensordot.hpp>  // tensordot

// Linear algebra, of stacks of matrices
#include <nabla/ops/cholesky.hpp>  // cholesky
#include <nabla/ops/cofactor.hpp>  // cofactor cofactor_along
#include <nabla/ops/det.hpp>       // det slogdet log_abs_det det_sign
#include <nabla/ops/diag.hpp>      // diag diagonal diagonal_matrix
#include <nabla/ops/inv.hpp>       // inv
#include <nabla/ops/solve.hpp>     // solve solve_triangular
#include <nabla/ops/tri.hpp>       // tri tril triu

// Over axes
#include <nabla/ops/all.hpp>         // all any
#include <nabla/ops/argmax.hpp>      // argmax argmin first_max first_min
#include <nabla/ops/axes.hpp>        // Axes keepdims
#include <nabla/ops/cumsum.hpp>      // cumsum cumprod
#include <nabla/ops/norm.hpp>        // norm
#include <nabla/ops/prod.hpp>        // prod prod_of_others
#include <nabla/ops/recurrence.hpp>  // linear_recurrence
#include <nabla/ops/reduce.hpp>      // sum mean max min
#include <nabla/ops/sort.hpp>        // sort argsort top_k
#include <nabla/ops/var.hpp>         // var stddev

// Parts, and entries by their index
#include <nabla/ops/concat.hpp>     // concat stack split
#include <nabla/ops/gather.hpp>     // gather scatter_add take_along_axis add_along_axis
#include <nabla/ops/one_hot.hpp>    // one_hot
#include <nabla/ops/pad.hpp>        // pad pad_edge pad_reflect
#include <nabla/ops/roll.hpp>       // roll
#include <nabla/ops/set_slice.hpp>  // set_slice add_slice
#include <nabla/ops/slice.hpp>      // slice take flip

// Other sizes
#include <nabla/ops/broadcast.hpp>    // broadcast_to sum_to
#include <nabla/ops/expand_dims.hpp>  // expand_dims squeeze flatten swap_axes
#include <nabla/ops/reshape.hpp>      // reshape
#include <nabla/ops/tile.hpp>         // tile repeat
#include <nabla/ops/transpose.hpp>    // transpose matrix_transpose

// Made from nothing
#include <nabla/ops/arange.hpp>  // arange
#include <nabla/ops/eye.hpp>     // eye
#include <nabla/ops/fill.hpp>    // full zeros ones full_like zeros_like ones_like

// Random numbers
#include <nabla/ops/bernoulli.hpp>           // bernoulli
#include <nabla/ops/categorical.hpp>         // categorical
#include <nabla/ops/dropout.hpp>             // dropout
#include <nabla/ops/random.hpp>              // random_uniform random_normal random_truncated_normal random_gumbel
#include <nabla/ops/random_permutation.hpp>  // random_permutation
#include <nabla/ops/random_state.hpp>        // RandomState

// Losses: of logits as they are, and with masks, weights and reductions
#include <nabla/ops/cross_entropy.hpp>             // sparse_softmax_cross_entropy softmax_cross_entropy
                                                   // sigmoid_cross_entropy
#include <nabla/ops/cross_entropy_slope.hpp>       // sparse_softmax_cross_entropy_slope
                                                   // softmax_cross_entropy_slope
#include <nabla/ops/losses/classification.hpp>     // binary_cross_entropy categorical_cross_entropy
                                                   // sparse_categorical_cross_entropy
#include <nabla/ops/losses/cosine_similarity.hpp>  // cosine_similarity
#include <nabla/ops/losses/divergence.hpp>         // poisson kl_divergence
#include <nabla/ops/losses/focal.hpp>              // binary_focal_cross_entropy
                                                   // categorical_focal_cross_entropy
#include <nabla/ops/losses/hinge.hpp>              // hinge squared_hinge categorical_hinge
#include <nabla/ops/losses/options.hpp>            // LossOptions Reduction
#include <nabla/ops/losses/regression.hpp>         // mean_squared_error mean_absolute_error
                                                   // mean_absolute_percentage_error mean_squared_log_error
                                                   // huber log_cosh
#include <nabla/ops/mse.hpp>                       // mse

// Barriers and debugging
#include <nabla/ops/check.hpp>           // check
#include <nabla/ops/print.hpp>           // print
#include <nabla/ops/scale_gradient.hpp>  // scale_gradient clip_gradient
#include <nabla/ops/stop_gradient.hpp>   // stop_gradient zero_gradient
