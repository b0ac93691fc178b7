#include <nabla/ops/sparsemax.hpp>

#include <concepts>
#include <type_traits>

#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/cast.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/reduce_loop.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {
namespace {

/// The entries of one line, `step` apart, in more digits than they have.
template <class T>
struct Line {
  using Wide = std::conditional_t<std::same_as<T, float>, double, long double>;
  const T* x;
  std::size_t n, step;

  T largest() const {
    T m = x[0];
    for (std::size_t i = 1; i < n; ++i) m = m >= x[i * step] ? m : x[i * step] >= m ? x[i * step] : m + x[i * step];
    return m;  // NaN if there is one
  }
  /// x less the largest, which tau does not depend on.
  Wide at(std::size_t i, Wide largest) const { return static_cast<Wide>(x[i * step]) - largest; }

  /// What is subtracted from x - largest. From the entries above -1, the only ones that can be in the support, those
  /// are dropped that are not above the mean that the rest gives, until none is (Michelot, 1986): each round drops one
  /// at least, and few rounds are needed.
  Wide tau(Wide largest) const {
    Wide limit = -1;
    for (std::size_t count = n + 1;;) {
      Wide total = 0;
      std::size_t above = 0;
      for (std::size_t i = 0; i < n; ++i) {
        const Wide v = at(i, largest);
        if (v > limit) total += v, ++above;
      }
      if (above >= count || above == 0) return limit;  // more: by rounding; 0: of NaN alone
      count = above;
      limit = (total - 1) / static_cast<Wide>(above);
    }
  }
};

template <class T>
void project(const Line<T>& line, T* y) {
  using Wide = typename Line<T>::Wide;
  const auto largest = static_cast<Wide>(line.largest());
  const Wide tau = line.tau(largest);
  for (std::size_t i = 0; i < line.n; ++i) {
    const Wide v = line.at(i, largest) - tau, kept = v <= 0 ? 0 : v;
    y[i * line.step] = static_cast<T>(largest - largest == 0 ? kept : largest - largest);  // infinite, or NaN: NaN
  }
}

}  // namespace

void Sparsemax::eval(const View& x, const Out& y) const {
  const int along = axis;
  const detail::ReduceLoop loop(x.sizes, {&along, 1});
  if (y.elements() == 0) return;
  dispatch_float(x.dtype, [&]<class T>() {
    const std::size_t n = loop.entries(), inner = loop.inner();
    for (std::size_t line = 0; line < loop.results(); ++line) {
      const std::size_t first = line / inner * n * inner + line % inner;
      project<T>({x.as<T>() + first, n, inner}, y.as<T>() + first);
    }
  });
}

Cotangent Sparsemax::pullback(const Expr& x, const Expr& y, const Expr& dy) const {
  const Expr support = greater(y, 0);
  const Expr total = sum(where(support, dy, 0), *axis, keepdims);
  const Expr count = sum(cast(support, x.dtype()), *axis, keepdims);
  return where(support, dy - total / count, 0);
}

Expr sparsemax(const Operand& x, int axis) {
  const Expr entries = x.expr();
  return apply(Sparsemax{{axis_attribute(axis, entries.rank())}}, x.where(), entries);
}

}  // namespace nabla
