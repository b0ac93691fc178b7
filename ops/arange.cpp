#include <nabla/ops/arange.hpp>

#include <algorithm>
#include <cmath>

#include <nabla/graph/error.hpp>

namespace nabla {
namespace {

/// Whole numbers only, for an integer dtype.
void require_whole(double number, DType dtype) {
  if (!is_float(dtype) && number != std::trunc(number))
    throw Error(attr_text(number) + " is not an " + std::string(to_string(dtype)));
}

Dim count(double start, double stop, double step, Where where) {
  const double steps = std::ceil((stop - start) / step);
  if (!(std::abs(steps) < 9007199254740992.0))  // 2^53
    throw Error(where, "arange: there are no " + attr_text(steps) + " numbers from " + attr_text(start) + " to " +
                           attr_text(stop) + " in steps of " + attr_text(step));
  return static_cast<std::int64_t>(std::max(0.0, steps));
}

}  // namespace

Type Arange::infer() const {
  if (*dtype == b8) throw Error("wants a dtype of numbers, not b8");
  require_whole(start, dtype);
  require_whole(step, dtype);
  return {*dtype, {*size}};
}

void Arange::eval(const Out& y) const {
  dispatch(y.dtype, [&]<class T>() {
    for (std::size_t i = 0; i < y.elements(); ++i)
      y.as<T>()[i] = static_cast<T>(*start + static_cast<double>(i) * *step);
  });
}

Expr arange(const Dim& n, DType dtype, Where where) { return apply(Arange{n, 0.0, 1.0, dtype}, where); }

Expr arange(double start, double stop, double step, DType dtype, Where where) {
  return apply(Arange{count(start, stop, step, where), start, step, dtype}, where);
}

}  // namespace nabla
