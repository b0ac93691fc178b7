#include <nabla/ops/one_hot.hpp>

#include <algorithm>

#include <nabla/graph/error.hpp>
#include <nabla/ops/labels.hpp>
#include <nabla/ops/shapes.hpp>

namespace nabla {

Type OneHot::infer(const Type& labels) const {
  detail::require_labels(labels);
  return {*dtype, detail::inserted(labels.shape, labels.rank(), count)};
}

void OneHot::eval(const View& labels, const Out& y) const {
  const auto n = static_cast<std::size_t>(y.sizes.back());
  dispatch(y.dtype, [&]<class T>() {
    std::fill_n(y.as<T>(), y.elements(), T(0));
    for (std::size_t i = 0; i < labels.elements(); ++i) y.as<T>()[i * n + detail::label_at(labels, i, n)] = T(1);
  });
}

Expr one_hot(const Operand& labels, Dim count, DType dtype) {
  return apply(OneHot{std::move(count), dtype}, labels.where(), labels.expr());
}

}  // namespace nabla
