#include <nabla/ops/threshold.hpp>

#include <nabla/ops/compare.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {

void Threshold::eval(const View& x, const Out& y) const {
  dispatch_float(x.dtype, [&]<class T>() {
    const auto limit = static_cast<T>(*threshold), other = static_cast<T>(*default_value);
    const T* const from = x.as<T>();
    T* const to = y.as<T>();
    for (std::size_t i = 0, n = x.elements(); i < n; ++i) to[i] = from[i] <= limit ? other : from[i];
  });
}

Cotangent Threshold::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  return where(greater(x, *threshold), dy, 0);
}

Expr threshold(const Operand& x, double threshold, double default_value) {
  return apply(Threshold{{}, threshold, default_value}, x.where(), x.expr());
}

}  // namespace nabla
