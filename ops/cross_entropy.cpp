#include <nabla/ops/cross_entropy.hpp>

#include <algorithm>
#include <cmath>

#include <nabla/graph/error.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/expand_dims.hpp>
#include <nabla/ops/labels.hpp>
#include <nabla/ops/one_hot.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/shapes.hpp>
#include <nabla/ops/sigmoid.hpp>
#include <nabla/ops/softmax.hpp>

namespace nabla {
namespace {

constexpr std::size_t tile = 256;  // entries at a time, on the stack

/// log(sum(exp(x))) of a row in two parts that are not added up, so that the difference to an entry near the largest
/// keeps its digits: a loss of 1e-9 at logits of 1e4 is not rounded away.
struct RowLogSum {
  double largest, rest;  // log(sum(exp(x))) = largest + rest

  /// -log(softmax(x)) at the entry x
  double above(double x) const { return (largest - x) + rest; }
};

/// A row that is not empty.
template <class T>
RowLogSum row_log_sum(std::span<const T> x) {
  T largest, rest;
  detail::pick<T>(kernels::kernels().max)(x.data(), &largest, 1, x.size(), 1);
  detail::pick<T>(kernels::kernels().log_sum_above_max)(x.data(), &rest, 1, x.size(), 1);
  return {static_cast<double>(largest), static_cast<double>(rest)};
}

/// The shape of the losses.
Shape rows_of(const Shape& logits) { return detail::without(logits, logits.rank() - 1); }

void require_last_axis(const Type& logits) {
  if (detail::floats(logits).rank() == 0) throw Error("the logits have rank 0: the classes need an axis");
}

void require_same(const Type& logits, const Type& targets, const char* what) {
  if (logits.dtype != targets.dtype)
    throw Error(std::string(to_string(logits.dtype)) + " and " + std::string(to_string(targets.dtype)) +
                ": cast() one of them");
  if (!(logits.shape == targets.shape))
    throw Error(what + to_string(targets.shape) + " do not fit logits of " + to_string(logits.shape));
}

}  // namespace

Type SparseSoftmaxCrossEntropy::infer(const Type& logits, const Type& labels) const {
  require_last_axis(logits);
  detail::require_labels(labels);
  Shape rows = rows_of(logits.shape);
  if (!(labels.shape == rows))
    throw Error("labels of " + to_string(labels.shape) + " do not fit logits of " + to_string(logits.shape) +
                ", which want " + to_string(rows));
  return {logits.dtype, std::move(rows)};
}

void SparseSoftmaxCrossEntropy::eval(const View& logits, const View& labels, const Out& y) const {
  const auto n = static_cast<std::size_t>(logits.sizes.back());
  dispatch_float(logits.dtype, [&]<class T>() {
    for (std::size_t i = 0; i < y.elements(); ++i) {
      const std::size_t label = detail::label_at(labels, i, n);
      const std::span<const T> row(logits.as<T>() + i * n, n);
      y.as<T>()[i] = static_cast<T>(row_log_sum(row).above(static_cast<double>(row[label])));
    }
  });
}

Cotangents SparseSoftmaxCrossEntropy::pullback(const Expr& logits, const Expr& labels, const Expr&,
                                               const Expr& dy) const {
  const Dim& classes = logits.shape()[logits.rank() - 1];
  return {(softmax(logits) - one_hot(labels, classes, logits.dtype())) * expand_dims(dy, -1), disconnected};
}

Type SoftmaxCrossEntropy::infer(const Type& logits, const Type& probabilities) const {
  require_last_axis(logits);
  require_same(logits, probabilities, "probabilities of ");
  return {logits.dtype, rows_of(logits.shape)};
}

void SoftmaxCrossEntropy::eval(const View& logits, const View& probabilities, const Out& y) const {
  const auto n = static_cast<std::size_t>(logits.sizes.back());
  dispatch_float(logits.dtype, [&]<class T>() {
    for (std::size_t i = 0; i < y.elements(); ++i) {
      const std::span<const T> row(logits.as<T>() + i * n, n);
      const T* const p = probabilities.as<T>() + i * n;
      const RowLogSum log_sum = n > 0 ? row_log_sum(row) : RowLogSum{};
      double total = 0;
      for (std::size_t j = 0; j < n; ++j)
        if (p[j] != T(0)) total += static_cast<double>(p[j]) * log_sum.above(static_cast<double>(row[j]));
      y.as<T>()[i] = static_cast<T>(total);
    }
  });
}

Cotangents SoftmaxCrossEntropy::pullback(const Expr& logits, const Expr& probabilities, const Expr&,
                                         const Expr& dy) const {
  const Expr column = expand_dims(dy, -1);
  return {(softmax(logits) * sum(probabilities, -1, keepdims) - probabilities) * column, -log_softmax(logits) * column};
}

Type SigmoidCrossEntropy::infer(const Type& logits, const Type& targets) const {
  require_same(detail::floats(logits), targets, "targets of ");
  return logits;
}

void SigmoidCrossEntropy::eval(const View& logits, const View& targets, const Out& y) const {
  dispatch_float(logits.dtype, [&]<class T>() {
    const std::span<const T> x = logits.span<T>(), t = targets.span<T>();
    T tail[tile];  // log1p(exp(-|x|)) = softplus(-|x|)
    for (std::size_t from = 0; from < x.size(); from += tile) {
      const std::size_t n = std::min(tile, x.size() - from);
      for (std::size_t j = 0; j < n; ++j) tail[j] = -std::abs(x[from + j]);
      detail::pick<T>(kernels::kernels().softplus)(tail, tail, n, 0);
      for (std::size_t i = from; i < from + n; ++i) {
        // max(x, 0) - x t, which is 0, not inf - inf, for an infinite x that is right
        const T slope = x[i] > 0 ? 1 - t[i] : -t[i];
        y.as<T>()[i] = (slope == T(0) ? T(0) : x[i] * slope) + tail[i - from];
      }
    }
  });
}

// sigmoid(x) - t, as (1 - t) sigmoid(x) - t sigmoid(-x): no digits cancel where a prediction is nearly right.
Cotangents SigmoidCrossEntropy::pullback(const Expr& logits, const Expr& targets, const Expr&, const Expr& dy) const {
  const Expr slope = (1 - targets) * sigmoid(logits) - targets * sigmoid(-logits);
  return {slope * dy, -logits * dy};
}

Expr sparse_softmax_cross_entropy(const Operand& logits, const Operand& labels) {
  return apply(SparseSoftmaxCrossEntropy{}, logits.where(), logits.expr(), labels.expr());
}

Expr softmax_cross_entropy(const Operand& logits, const Operand& probabilities) {
  return apply(SoftmaxCrossEntropy{}, logits.where(), logits.meeting(probabilities), probabilities.meeting(logits));
}

Expr sigmoid_cross_entropy(const Operand& logits, const Operand& targets) {
  const Provenance at(logits.where());
  const Expr x = logits.meeting(targets), t = targets.meeting(logits);
  return apply(SigmoidCrossEntropy{}, logits.where(), x, targets.is_number() ? broadcast_to(t, x.shape()) : t);
}

}  // namespace nabla
