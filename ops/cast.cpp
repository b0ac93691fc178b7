#include <nabla/ops/cast.hpp>

#include <concepts>
#include <limits>

namespace nabla {
namespace {

template <class To, class From>
To convert(From x) {
  if constexpr (std::same_as<To, bool>) {
    return x != 0;
  } else if constexpr (std::floating_point<From> && std::integral<To>) {
    constexpr From end = -static_cast<From>(std::numeric_limits<To>::min());  // a power of 2, unlike the largest To
    if (x != x) return 0;
    if (x >= end) return std::numeric_limits<To>::max();
    if (x < -end) return std::numeric_limits<To>::min();
    return static_cast<To>(x);
  } else {
    return static_cast<To>(x);
  }
}

}  // namespace

Type Cast::infer(const Type& x) const { return {dtype, x.shape}; }

void Cast::eval(const View& x, const Out& y) const {
  dispatch(x.dtype, [&]<class From>() {
    dispatch(y.dtype, [&]<class To>() {
      const From* const from = x.as<From>();
      To* const to = y.as<To>();
      const std::size_t n = x.elements();
      for (std::size_t i = 0; i < n; ++i) to[i] = convert<To>(from[i]);
    });
  });
}

Cotangent Cast::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  if (is_float(x.dtype()) && is_float(dtype)) return cast(dy, x.dtype());
  return zero;
}

Expr cast(const Operand& x, DType dtype) {
  const Expr from = x.is_number() ? x.as(dtype) : x.expr();
  return from.dtype() == dtype ? from : apply(Cast{dtype}, x.where(), from);
}

}  // namespace nabla
