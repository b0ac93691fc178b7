// Kernels over one axis of [outer, n, inner], against long double.

#include "catch.hpp"
#include "kernels/support.hpp"

namespace nabla::kernels {

namespace {

using Real = long double;

struct Layout {
  std::size_t outer, n, inner;

  std::size_t size() const { return outer * n * inner; }
  std::size_t lines() const { return outer * inner; }
  std::size_t at(std::size_t line, std::size_t i) const { return (line / inner * n + i) * inner + line % inner; }
};

const Layout kLayouts[] = {{1, 1, 1},  {1, 2, 1},   {3, 7, 1},    {2, 10, 1}, {1, 16, 1},    {2, 31, 1},  {1, 32, 1},
                           {1, 33, 1}, {2, 100, 1}, {1, 4099, 1}, {1, 3, 2},  {2, 5, 3},     {1, 10, 16}, {2, 4, 17},
                           {1, 9, 33}, {1, 300, 5}, {2, 3, 300},  {1, 1, 70}, {1, 261, 257}, {0, 3, 4},   {3, 4, 0}};

/// Of one line. log_sum is the logarithm of the sum of exp(x - max).
struct Line {
  Real sum = 0, magnitude = 0, max = -kInfinity<Real>, min = kInfinity<Real>, log_sum = 0;
};
template <class T>
Line reference(const std::vector<T>& x, const Layout& l, std::size_t line) {
  Line r;
  std::size_t largest = 0;
  for (std::size_t i = 0; i < l.n; ++i) {
    const Real v = static_cast<Real>(x[l.at(line, i)]);
    r.sum += v;
    r.magnitude += std::abs(v);
    if (v > r.max) r.max = v, largest = i;
    r.min = std::min(r.min, v);
  }
  Real others = 0;
  for (std::size_t i = 0; i < l.n; ++i) {
    if (i != largest) others += std::exp(static_cast<Real>(x[l.at(line, i)]) - r.max);
  }
  r.log_sum = std::log1p(others);
  return r;
}

/// Of all lines, by one call.
template <class T>
struct Results {
  std::vector<T> logsumexp, softmax, log_softmax;

  explicit Results(const Layout& l) : logsumexp(l.lines()), softmax(l.size()), log_softmax(l.size()) {}
  Results(const Kernels& set, const std::vector<T>& x, const Layout& l) : Results(l) {
    of<T>(set.softmaxes)({x.data(), l.n, l.inner, logsumexp.data(), softmax.data(), log_softmax.data()}, 0, l.lines());
  }
};

/// |y - exact| / (size epsilon)
template <class T>
double error_of(T y, Real exact, Real size) {
  return static_cast<double>(std::abs(static_cast<Real>(y) - exact) / (size * std::numeric_limits<T>::epsilon()));
}

template <class T>
void check_floats(const Kernels& set, const Layout& l, double spread) {
  Random random;
  const std::vector<T> x = random.vector<T>(l.size(), -spread, spread);
  std::vector<T> sum(l.lines()), max(l.lines()), min(l.lines());
  const auto [lse, softmax, log_softmax] = Results<T>(set, x, l);
  of<T>(set.sum)(x.data(), sum.data(), l.outer, l.n, l.inner);
  of<T>(set.max)(x.data(), max.data(), l.outer, l.n, l.inner);
  of<T>(set.min)(x.data(), min.data(), l.outer, l.n, l.inner);
  double sum_error = 0, lse_error = 0, softmax_error = 0, log_softmax_error = 0;
  for (std::size_t line = 0; line < l.lines(); ++line) {
    const Line r = reference(x, l, line);
    CHECK(max[line] == static_cast<T>(r.max));
    CHECK(min[line] == static_cast<T>(r.min));
    sum_error = std::max(sum_error, error_of(sum[line], r.sum, r.magnitude));  // cancellation is not the kernel's fault
    const Real lse_size = std::max(std::abs(r.max), r.log_sum);
    lse_error = std::max(lse_error, error_of(lse[line], r.max + r.log_sum, lse_size));
    for (std::size_t i = 0; i < l.n; ++i) {
      const std::size_t at = l.at(line, i);
      const Real exact = (static_cast<Real>(x[at]) - r.max) - r.log_sum;
      softmax_error = std::max(softmax_error, ulps(softmax[at], std::exp(exact)));
      log_softmax_error = std::max(log_softmax_error, ulps(log_softmax[at], exact));
    }
  }
  INFO("set " << set.isa << ", " << 8 * sizeof(T) << " bits, [" << l.outer << ", " << l.n << ", " << l.inner << "]");
  CHECK(sum_error <= (sizeof(T) == 4 ? 0.6 : 4));
  CHECK(lse_error <= 2);
  CHECK(softmax_error <= 3);
  CHECK(log_softmax_error <= 3);
}

template <class T, class U>
void check_integers(const Kernels& set, const Layout& l) {
  Random random;
  std::vector<T> x(l.size()), sum(l.lines()), max(l.lines()), min(l.lines());
  for (T& v : x) v = static_cast<T>(random.bits());
  of<T>(set.sum)(x.data(), sum.data(), l.outer, l.n, l.inner);
  of<T>(set.max)(x.data(), max.data(), l.outer, l.n, l.inner);
  of<T>(set.min)(x.data(), min.data(), l.outer, l.n, l.inner);
  for (std::size_t line = 0; line < l.lines(); ++line) {
    U total = 0;
    T largest = x[l.at(line, 0)], smallest = largest;
    for (std::size_t i = 0; i < l.n; ++i) {
      total += static_cast<U>(x[l.at(line, i)]);
      largest = std::max(largest, x[l.at(line, i)]);
      smallest = std::min(smallest, x[l.at(line, i)]);
    }
    CHECK(sum[line] == static_cast<T>(total));
    CHECK(max[line] == largest);
    CHECK(min[line] == smallest);
  }
}

/// The same bits alone, in place and in pieces as by one call.
template <class T>
void check_ways(const Kernels& set, const Layout& l) {
  Random random;
  const std::vector<T> x = random.vector<T>(l.size(), -5, 5);
  const Results<T> together(set, x, l);
  const auto run = [&](const Softmaxes<T>& what) { of<T>(set.softmaxes)(what, 0, l.lines()); };
  Results<T> alone(l), in_place(l), pieces(l);
  run({x.data(), l.n, l.inner, alone.logsumexp.data()});
  run({x.data(), l.n, l.inner, nullptr, alone.softmax.data()});
  run({x.data(), l.n, l.inner, nullptr, nullptr, alone.log_softmax.data()});
  in_place.softmax = in_place.log_softmax = x;
  run({in_place.softmax.data(), l.n, l.inner, in_place.logsumexp.data(), in_place.softmax.data()});
  run({in_place.log_softmax.data(), l.n, l.inner, nullptr, alone.softmax.data(), in_place.log_softmax.data()});
  const Softmaxes<T> whole{
      x.data(), l.n, l.inner, pieces.logsumexp.data(), pieces.softmax.data(), pieces.log_softmax.data()};
  for (std::size_t line = 0, next = 0; line < l.lines(); line = next) {
    next = std::min(line + 1 + line % 3, l.lines());
    of<T>(set.softmaxes)(whole, line, next);
  }
  INFO("set " << set.isa << ", " << 8 * sizeof(T) << " bits, [" << l.outer << ", " << l.n << ", " << l.inner << "]");
  for (const Results<T>& other : {alone, in_place, pieces}) {
    CHECK(other.logsumexp == together.logsumexp);
    CHECK(other.softmax == together.softmax);
    CHECK(other.log_softmax == together.log_softmax);
  }
}

/// `line` as a row, or as one of 20 equal columns.
template <class T>
struct Lines {
  Layout layout;
  std::vector<T> x;

  Lines(const std::vector<T>& line, bool column) : layout{1, line.size(), column ? 20U : 1U} {
    for (std::size_t i = 0; i < layout.size(); ++i) x.push_back(line[i / layout.inner]);
  }
  /// Of what has been computed, that of the last column.
  std::vector<T> last(const std::vector<T>& y) const {
    std::vector<T> result;
    for (std::size_t i = layout.inner - 1; i < y.size(); i += layout.inner) result.push_back(y[i]);
    return result;
  }
};

template <class T>
void check_special(const Kernels& set, bool column) {
  const T inf = kInfinity<T>, nan = kQuietNan<T>;
  const auto lse = [&](const std::vector<T>& x) {
    const Lines<T> lines(x, column);
    return lines.last(Results<T>(set, lines.x, lines.layout).logsumexp)[0];
  };
  CHECK(lse({-inf, -inf}) == -inf);
  CHECK(lse({-inf, inf, 3}) == inf);
  CHECK(std::isnan(lse({1, nan, inf})));
  CHECK(lse({T(1e4)}) == T(1e4));
  CHECK(ulps(lse({T(1e4), T(1e4)}), 1e4L + std::log(2.0L)) <= 1);
  CHECK(ulps(lse({T(0), T(-50)}), std::exp(-50.0L)) <= 2);  // 0, were the sum rounded to 1
  const auto softmax = [&](const std::vector<T>& x) {
    const Lines<T> lines(x, column);
    return lines.last(Results<T>(set, lines.x, lines.layout).softmax);
  };
  CHECK(softmax({T(2), -inf, T(2)}) == std::vector<T>{T(0.5), 0, T(0.5)});
  for (T v : softmax({-inf, -inf})) CHECK(std::isnan(v));
  for (T v : softmax({T(1), nan})) CHECK(std::isnan(v));
  for (T v : softmax({T(1), inf})) CHECK(std::isnan(v));
  const auto log_softmax = [&](const std::vector<T>& x) {
    const Lines<T> lines(x, column);
    return lines.last(Results<T>(set, lines.x, lines.layout).log_softmax);
  };
  for (const std::vector<T>& x : {std::vector<T>{-inf, -inf}, {T(1), nan}, {T(1), inf}, {inf, nan}})
    for (T v : log_softmax(x)) CHECK(std::isnan(v));
  CHECK(log_softmax({T(-10), T(-10), T(999)}) == std::vector<T>{T(-1009), T(-1009), 0});
  CHECK(log_softmax({T(2), -inf})[1] == -inf);
  const auto over = [&](AxisFn<T> f, const std::vector<T>& x) {
    const Lines<T> lines(x, column);
    std::vector<T> y(lines.layout.lines());
    f(lines.x.data(), y.data(), 1, lines.layout.n, lines.layout.inner);
    return lines.last(y)[0];
  };
  const auto max = [&](const std::vector<T>& x) { return over(of<T>(set.max), x); };
  const auto min = [&](const std::vector<T>& x) { return over(of<T>(set.min), x); };
  for (std::size_t i = 0; i < 100; ++i) {
    std::vector<T> x(100, T(7));
    x[i] = nan;
    CHECK(std::isnan(max(x)));
    CHECK(std::isnan(min(x)));
    x[i] = T(8);
    CHECK(max(x) == T(8));
    x[i] = T(6);
    CHECK(min(x) == T(6));
  }
  CHECK(max({-inf, -inf}) == -inf);
  CHECK(min({inf, inf}) == inf);
  const auto sum = [&](const std::vector<T>& x) { return over(of<T>(set.sum), x); };
  CHECK(sum(std::vector<T>(100, inf)) == inf);
  CHECK(sum({T(1), -inf, T(2)}) == -inf);
  CHECK(std::isnan(sum({inf, -inf})));
}

}  // namespace

TEST_CASE("sums, maxima and softmax of floats agree with long double in every layout", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    for (const Layout& l : kLayouts) {
      for (double spread : {1.0, 40.0}) {
        check_floats<float>(*set, l, spread);
        check_floats<double>(*set, l, spread);
      }
    }
  }
}

TEST_CASE("logsumexp, softmax and log_softmax have the same bits alone, together, in place and in pieces",
          "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    for (const Layout& l : kLayouts) {
      check_ways<float>(*set, l);
      check_ways<double>(*set, l);
    }
  }
}

TEST_CASE("sums of integers wrap around and maxima are exact", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    for (const Layout& l : kLayouts) {
      check_integers<std::int32_t, std::uint32_t>(*set, l);
      check_integers<std::int64_t, std::uint64_t>(*set, l);
    }
  }
}

TEST_CASE("infinities and NaN take their way through logsumexp, softmax and max", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    for (bool column : {false, true}) {
      check_special<float>(*set, column);
      check_special<double>(*set, column);
    }
  }
}

TEST_CASE("the sum over no element is 0 and its logsumexp -inf", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    for (std::size_t inner : {1U, 3U}) {
      std::vector<float> y(2 * inner, 5), zero(2 * inner, 0), low(2 * inner, -kInfinity<float>);
      set->sum.f32(nullptr, y.data(), 2, 0, inner);
      CHECK(y == zero);
      set->softmaxes.f32({nullptr, 0, inner, y.data()}, 0, 2 * inner);
      CHECK(y == low);
    }
  }
}

TEST_CASE("sums of a million floats lose nothing", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    const std::vector<float> x(1000000, 0.1F);
    const std::vector<double> z(1000000, 0.1);
    float y = 0;
    double w = 0;
    set->sum.f32(x.data(), &y, 1, x.size(), 1);
    set->sum.f64(z.data(), &w, 1, z.size(), 1);
    CHECK(y == static_cast<float>(1e6 * static_cast<double>(0.1F)));
    CHECK(ulps(w, 1e6L * static_cast<Real>(0.1)) <= 20);
  }
}

}  // namespace nabla::kernels
