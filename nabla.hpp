#pragma once
// nabla: networks as symbolic expression graphs, and their gradients as graphs too. This header is all that a user
// needs; <nabla/eigen.hpp> adds views of tensors as Eigen types, <nabla/catch.hpp> a Catch2 matcher for gradients.

#include <nabla/autodiff/custom_gradient.hpp>
#include <nabla/autodiff/grad.hpp>
#include <nabla/autodiff/jacobian.hpp>
#include <nabla/autodiff/jvp.hpp>
#include <nabla/autodiff/verify.hpp>
#include <nabla/autodiff/vjp.hpp>
#include <nabla/autodiff/vmap.hpp>
#include <nabla/graph/debug_print.hpp>
#include <nabla/graph/dot.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/excerpt.hpp>
#include <nabla/graph/expr.hpp>
#include <nabla/graph/formula.hpp>
#include <nabla/graph/html.hpp>
#include <nabla/graph/parameter.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/graph/render.hpp>
#include <nabla/graph/replace.hpp>
#include <nabla/graph/rng.hpp>
#include <nabla/graph/scope.hpp>
#include <nabla/graph/statistics.hpp>
#include <nabla/graph/tensor.hpp>
#include <nabla/io/atomic_file.hpp>
#include <nabla/io/graph_file.hpp>
#include <nabla/io/idx.hpp>
#include <nabla/io/safetensors.hpp>
#include <nabla/nn/initializers.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/explain.hpp>
#include <nabla/runtime/evaluate_all.hpp>
#include <nabla/runtime/function.hpp>
#include <nabla/version.hpp>
