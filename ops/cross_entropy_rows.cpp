#include <nabla/ops/cross_entropy_rows.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/labels.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/shapes.hpp>

namespace nabla::detail {
namespace {

/// The shape of the losses.
Shape rows_of(const Shape& logits) { return without(logits, logits.rank() - 1); }

void require_last_axis(const Type& logits) {
  if (floats(logits).rank() == 0) throw Error("the logits have rank 0: the classes need an axis");
}

}  // namespace

std::size_t CrossEntropyRows::rows() const {
  std::size_t count = 1;
  for (std::size_t axis = 0; axis + 1 < logits.rank(); ++axis) count *= static_cast<std::size_t>(logits.sizes[axis]);
  return count;
}

void CrossEntropyRows::compute(std::size_t first, std::size_t last) const {
  const auto n = static_cast<std::size_t>(logits.sizes.back());
  if (is_integer(targets.dtype))
    for (std::size_t row = first; row < last; ++row) static_cast<void>(label_at(targets, row, n));
  dispatch_float(logits.dtype, [&]<class T>() {
    kernels::CrossEntropies<T> what{logits.as<T>(), n};
    if (targets.dtype == i32)
      what.labels32 = targets.as<std::int32_t>();
    else if (targets.dtype == i64)
      what.labels64 = targets.as<std::int64_t>();
    else
      what.probabilities = targets.as<T>();
    if (losses) what.losses = losses->as<T>();
    if (slopes) what.slopes = slopes->as<T>();
    if (scale) what.scale = scale->as<T>();
    what.scale_step = scale && scale->rank() > 0 ? 1 : 0;
    pick<T>(kernels::kernels().cross_entropies)(what, first, last);
  });
}

Type losses_of_labels(const Type& logits, const Type& labels) {
  require_last_axis(logits);
  require_labels(labels);
  Shape rows = rows_of(logits.shape);
  if (!(labels.shape == rows))
    throw Error("labels of " + to_string(labels.shape) + " do not fit logits of " + to_string(logits.shape) +
                ", which want " + to_string(rows));
  return {logits.dtype, std::move(rows)};
}

void require_same(const Type& logits, const Type& targets, const char* what) {
  if (logits.dtype != targets.dtype)
    throw Error(std::string(to_string(logits.dtype)) + " and " + std::string(to_string(targets.dtype)) +
                ": cast() one of them");
  if (!(logits.shape == targets.shape))
    throw Error(what + to_string(targets.shape) + " do not fit logits of " + to_string(logits.shape));
}

Type losses_of_probabilities(const Type& logits, const Type& probabilities) {
  require_last_axis(logits);
  require_same(logits, probabilities, "probabilities of ");
  return {logits.dtype, rows_of(logits.shape)};
}

}  // namespace nabla::detail
