#include <nabla/ops/relu.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/leaky_relu.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {

void Relu::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().relu, x, y); }
bool Relu::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().relu, operands, kernel);
}

// y > 0 where x > 0; asking y lets the result overwrite x.
Cotangent Relu::pullback(const Expr&, const Expr& y, const Expr& dy) const { return where(greater(y, 0), dy, 0); }

void GeneralRelu::eval(const View& x, const Out& y) const {
  dispatch_float(x.dtype, [&]<class T>() {
    const auto top = static_cast<T>(*max_value), slope = static_cast<T>(*negative_slope);
    const auto bottom = static_cast<T>(*threshold);
    const T* const from = x.as<T>();
    T* const to = y.as<T>();
    for (std::size_t i = 0, n = x.elements(); i < n; ++i) {
      const T v = from[i], left = slope == 0 ? T(0) : slope * (v - bottom), right = v >= top ? top : v;
      to[i] = v <= bottom ? left : right;  // NaN stays
    }
  });
}

Cotangent GeneralRelu::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  const Expr right = where(less_equal(x, *max_value), dy, 0);
  return where(greater(x, *threshold), right, dy * *negative_slope);
}

Expr relu(const Operand& x) { return apply(Relu{}, x.where(), x.expr()); }

Expr relu(const Operand& x, const ReluOptions& options) {
  const bool open = options.max_value == std::numeric_limits<double>::infinity() && options.threshold == 0;
  if (open && options.negative_slope == 0) return relu(x);
  if (open) return leaky_relu(x, options.negative_slope);
  return apply(GeneralRelu{{}, options.max_value, options.negative_slope, options.threshold}, x.where(), x.expr());
}

Expr relu6(const Operand& x) { return relu(x, {.max_value = 6}); }
Expr thresholded_relu(const Operand& x, double theta) { return relu(x, {.threshold = theta}); }

}  // namespace nabla
