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
constexpr std::size_t tile = 256;  // entries, or neighbouring results, at a time, on the stack

template <class T>
double magnitude(T x) {
  return std::abs(static_cast<double>(x));
}
double square_of(double m) { return m * m; }
void keep_larger(double& most, double m) {
  if (m > most || m != m) most = m;
}

/// The magnitudes of the entries of the result that begins at `x`, a tile at a time, on the stack.
template <class T>
class Magnitudes {
 public:
  Magnitudes(const T* x, const ReduceLoop& loop) : x_(x), loop_(loop) {}

  double largest() const {
    double most = 0;
    each_tile([&](std::span<const double> magnitudes) {
      for (const double m : magnitudes) keep_larger(most, m);
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
    double magnitudes[tile];
    const auto [n, stride] = loop_.reduced().inner();
    for (std::size_t run = 0; run < loop_.reduced().runs(); ++run) {
      const T* from = x_ + loop_.reduced().run_offset(run);
      for (std::size_t first = 0; first < n; first += tile) {
        const std::size_t count = std::min(tile, n - first);
        if (stride == 1)
          for (std::size_t i = 0; i < count; ++i) magnitudes[i] = magnitude(from[i]);
        else
          for (std::size_t i = 0; i < count; ++i) magnitudes[i] = magnitude(from[i * stride]);
        body(std::span(magnitudes, count));
        from += count * stride;
      }
    }
  }

  const T* x_;
  const ReduceLoop& loop_;
};

/// The length, given the sum of the squares as it comes.
template <class T>
double length(const Magnitudes<T>& x, double squares) {
  // Squares that underflow do not count beside such a sum. Those of f32 are always in range.
  if (squares > 1e-280 && squares < infinity) return std::sqrt(squares);
  const double largest = x.largest();
  if (!(largest > 0 && largest < infinity)) return largest;
  const int exponent = std::ilogb(largest);
  const double scaled = x.sum([&](double m) { return square_of(std::ldexp(m, -exponent)); });
  return std::ldexp(std::sqrt(scaled), exponent);
}

template <class T>
double norm_of(const Magnitudes<T>& x, double order) {
  if (order == 1) return x.sum([](double m) { return m; });
  if (order == 2) return length(x, x.sum([](double m) { return square_of(m); }));
  const double largest = x.largest();
  if (order == infinity || !(largest > 0 && largest < infinity)) return largest;
  const double powers = x.sum([&](double m) { return std::pow(m / largest, order); });
  return largest * std::pow(powers, 1 / order);
}

template <class T>
void norms_one_by_one(const T* x, T* y, const ReduceLoop& loop, double order) {
  for (std::size_t result = 0; result < loop.results(); ++result)
    y[result] = static_cast<T>(norm_of(Magnitudes<T>(x + loop.kept().offset(result), loop), order));
}

/// The lengths of neighbouring columns, side by side, row by row. Few rows at a time, whose sums are then added up:
/// that keeps digits.
template <class T>
void lengths_of_columns(const T* x, T* y, const ReduceLoop& loop) {
  constexpr std::size_t rows = 128;
  double squares[tile], part[tile];
  const std::size_t columns = loop.kept().inner().size;
  for (std::size_t first = 0, width = 0; first < loop.results(); first += width) {
    width = std::min(tile, columns - first % columns);
    const T* const from = x + loop.kept().offset(first);
    std::fill_n(squares, width, 0.0);
    for (std::size_t entry = 0; entry < loop.entries();) {
      std::fill_n(part, width, 0.0);
      for (const std::size_t end = std::min(entry + rows, loop.entries()); entry < end; ++entry) {
        const T* const row = from + loop.reduced().offset(entry);
        for (std::size_t j = 0; j < width; ++j) part[j] += square_of(magnitude(row[j]));
      }
      for (std::size_t j = 0; j < width; ++j) squares[j] += part[j];
    }
    for (std::size_t j = 0; j < width; ++j)
      y[first + j] = static_cast<T>(length(Magnitudes<T>(from + j, loop), squares[j]));
  }
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
    if (loop.entries() == 0)
      std::fill_n(y.as<T>(), loop.results(), T(0));
    else if (*order == 2 && loop.reduced().inner().stride != 1)
      lengths_of_columns(x.as<T>(), y.as<T>(), loop);
    else
      norms_one_by_one(x.as<T>(), y.as<T>(), loop, order);
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

Expr Norm::batch(const Batch& x) const {
  return apply(Norm{behind_axis(*axes, x.rank(0)), keepdims, order}, x.node()->where(), x[0]);
}

Expr norm(const Operand& x, const Axes& axes, Keepdims keep, double order) {
  const Expr entries = x.expr();
  return apply(Norm{axes.attribute(entries.rank()), keep.value, order}, x.where(), entries);
}

}  // namespace nabla
