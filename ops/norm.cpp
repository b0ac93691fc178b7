#include <nabla/ops/norm.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include <nabla/graph/error.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/abs.hpp>
#include <nabla/ops/argmax.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/pow.hpp>
#include <nabla/ops/reduce_loop.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {
namespace {

using detail::ReduceLoop;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The magnitudes of the entries of the result that begins at `x`, a tile at a time, on the stack.
template <class T>
class Magnitudes {
 public:
  Magnitudes(const T* x, const ReduceLoop& loop) : x_(x), loop_(loop) {}

  double largest() const {
    double most = 0;
    each_tile([&](std::span<const double> magnitudes) {
      for (const double m : magnitudes)
        if (m > most || m != m) most = m;
    });
    return most;
  }

  /// The sum of f of each.
  template <class F>
  double sum(F f) const {
    double total = 0;
    each_tile([&](std::span<double> magnitudes) {
      for (double& m : magnitudes) m = f(m);
      double part;
      kernels::kernels().sum.f64(magnitudes.data(), &part, 1, magnitudes.size(), 1);
      total += part;
    });
    return total;
  }

 private:
  template <class Body>
  void each_tile(Body&& body) const {
    constexpr std::size_t tile = 256;
    double magnitudes[tile];
    const auto [n, stride] = loop_.reduced().inner();
    for (std::size_t run = 0; run < loop_.reduced().runs(); ++run) {
      const T* from = x_ + loop_.reduced().run_offset(run);
      for (std::size_t first = 0; first < n; first += tile) {
        const std::size_t count = std::min(tile, n - first);
        for (std::size_t i = 0; i < count; ++i) magnitudes[i] = std::abs(static_cast<double>(from[i * stride]));
        body(std::span(magnitudes, count));
        from += count * stride;
      }
    }
  }

  const T* x_;
  const ReduceLoop& loop_;
};

template <class T>
double length(const Magnitudes<T>& x) {
  const double squares = x.sum([](double m) { return m * m; });
  // Squares that underflow do not count beside such a sum. Those of f32 are always in range.
  if (squares > 1e-280 && squares < infinity) return std::sqrt(squares);
  const double largest = x.largest();
  if (!(largest > 0 && largest < infinity)) return largest;
  const int exponent = std::ilogb(largest);
  const double scaled = x.sum([&](double m) {
    const double part = std::ldexp(m, -exponent);
    return part * part;
  });
  return std::ldexp(std::sqrt(scaled), exponent);
}

template <class T>
double norm_of(const Magnitudes<T>& x, double order) {
  if (order == 1) return x.sum([](double m) { return m; });
  if (order == 2) return length(x);
  const double largest = x.largest();
  if (order == infinity || !(largest > 0 && largest < infinity)) return largest;
  const double powers = x.sum([&](double m) { return std::pow(m / largest, order); });
  return largest * std::pow(powers, 1 / order);
}

/// y with the sign of x; 0 where x is 0.
Expr with_sign_of(const Expr& x, const Expr& y) { return where(greater(x, 0), y, where(less(x, 0), -y, 0)); }

}  // namespace

Type Norm::infer(const Type& x) const {
  if (!(*order > 0)) throw Error("the order is " + attr_text(*order) + ": it is a number above 0, or infinity");
  return {detail::floats(x).dtype, reduced(x.shape, axes, keepdims)};
}

void Norm::eval(const View& x, const Out& y) const {
  const ReduceLoop loop(x.sizes, *axes);
  dispatch_float(x.dtype, [&]<class T>() {
    if (loop.entries() == 0) return static_cast<void>(std::fill_n(y.as<T>(), loop.results(), T(0)));
    for (std::size_t result = 0; result < loop.results(); ++result)
      y.as<T>()[result] = static_cast<T>(norm_of(Magnitudes<T>(x.as<T>() + loop.kept().offset(result), loop), order));
  });
}

// dy sign(x) (|x| / y)^(order - 1), whose quotient is at most 1 whatever the scale. The inner where() keep the branches
// that are not taken, and their derivatives, finite.
Cotangent Norm::pullback(const Expr& x, const Expr& y, const Expr& dy) const {
  const Shape kept = reduced(x.shape(), axes, true);
  const Expr flow = reshape(dy, kept), size = reshape(y, kept);
  if (*order == infinity) return where(first_max(abs(x), *axes), with_sign_of(x, flow), 0);
  if (*order == 1) return with_sign_of(x, flow);
  const Expr no_length = equal(size, 0), divisor = where(no_length, 1, size);
  if (*order == 2) return flow * where(no_length, 0, x / divisor);
  const Expr quotient = where(equal(x, 0), 1, abs(x) / divisor);
  return with_sign_of(x, flow * pow(quotient, *order - 1));
}

Expr norm(const Operand& x, const Axes& axes, Keepdims keep, double order) {
  const Expr entries = x.expr();
  return apply(Norm{axes.attribute(entries.rank()), keep.value, order}, x.where(), entries);
}

}  // namespace nabla
