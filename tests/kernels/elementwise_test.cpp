// Exact elementwise functions, and the loops around all of them: lengths, steps and calls in place.

#include "catch.hpp"
#include "kernels/support.hpp"

#include <memory>

namespace nabla::kernels {

namespace {

template <class T>
bool same(T x, T y) {
  return x == y || (x != x && y != y);
}

template <class T, class Kernel>
std::vector<T> call(Kernel kernel, const std::vector<T>& x, double a = 0) {
  std::vector<T> y(x.size());
  kernel(x.data(), y.data(), x.size(), a);
  return y;
}

/// All four combinations of steps, lengths around the widths of vectors, the output apart or in place of an input.
template <class T, class R, class Kernel, class F>
void check_zip(Kernel kernel, F f, const std::vector<T>& values) {
  Random random;
  for (std::size_t n = 0; n <= 70; ++n) {
    std::vector<T> x(n + 1), y(n + 1);
    for (T& v : x) v = values[random.below(values.size())];
    for (T& v : y) v = values[random.below(values.size())];
    for (std::size_t steps = 0; steps < 4; ++steps) {
      const std::size_t dx = steps & 1, dy = steps >> 1;
      const auto z = std::make_unique<R[]>(n + 1);
      kernel(x.data(), dx, y.data(), dy, z.get(), n);
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < n; ++i) wrong += !same<R>(z[i], f(x[i * dx], y[i * dy]));
      CHECK(wrong == 0);
      if constexpr (std::is_same_v<T, R>) {
        std::vector<T> in_place = dx == 1 ? x : y;
        if (dx == 0 && dy == 0) continue;
        const T *left = dx == 1 ? in_place.data() : x.data(), *right = dx == 1 ? y.data() : in_place.data();
        kernel(left, dx, right, dy, in_place.data(), n);
        for (std::size_t i = 0; i < n; ++i) wrong += !same<T>(in_place[i], z[i]);
        CHECK(wrong == 0);
        CHECK(same<T>(in_place[n], dx == 1 ? x[n] : y[n]));  // nothing beyond n
      }
    }
  }
}

template <class T>
std::vector<T> floats() {
  return {T(0), T(-0.0), T(1), T(-1), T(2.5), T(-3.75), kInfinity<T>, -kInfinity<T>, kQuietNan<T>, T(1e-30)};
}
template <class T>
std::vector<T> integers() {
  return {0, 1, -1, 2, 7, -13, std::numeric_limits<T>::max(), std::numeric_limits<T>::min()};
}

template <class T>
void check_compare(const Kernels& set, const std::vector<T>& values) {
  check_zip<T, bool>(
      of<T>(set.equal), [](T x, T y) { return x == y; }, values);
  check_zip<T, bool>(
      of<T>(set.not_equal), [](T x, T y) { return x != y; }, values);
  check_zip<T, bool>(
      of<T>(set.less), [](T x, T y) { return x < y; }, values);
  check_zip<T, bool>(
      of<T>(set.less_equal), [](T x, T y) { return x <= y; }, values);
  check_zip<T, bool>(
      of<T>(set.greater), [](T x, T y) { return x > y; }, values);
  check_zip<T, bool>(
      of<T>(set.greater_equal), [](T x, T y) { return x >= y; }, values);
}

template <class T>
void check_floats(const Kernels& set) {
  const std::vector<T> values = floats<T>();
  const auto nan_or = [](T x, T y, T z) { return x != x ? x : y != y ? y : z; };
  check_zip<T, T>(
      of<T>(set.add), [](T x, T y) { return x + y; }, values);
  check_zip<T, T>(
      of<T>(set.sub), [](T x, T y) { return x - y; }, values);
  check_zip<T, T>(
      of<T>(set.mul), [](T x, T y) { return x * y; }, values);
  check_zip<T, T>(
      of<T>(set.div), [](T x, T y) { return x / y; }, values);
  check_zip<T, T>(
      of<T>(set.pow), [](T x, T y) { return std::pow(x, y); }, values);
  check_zip<T, T>(
      of<T>(set.maximum), [&](T x, T y) { return nan_or(x, y, std::max(x, y)); }, values);
  check_zip<T, T>(
      of<T>(set.minimum), [&](T x, T y) { return nan_or(x, y, std::min(x, y)); }, values);
  check_zip<T, T>(
      of<T>(set.prelu),
      [&](T x, T y) { return x != x || y != y ? nan_or(x, y, T(0))
                             : x > 0          ? x
                             : y == 0         ? T(0)
                                              : x * y; }, values);
  check_compare<T>(set, values);
}

template <class T, class U>
void check_integers(const Kernels& set) {
  const std::vector<T> values = integers<T>();
  check_zip<T, T>(
      of<T>(set.add), [](T x, T y) { return static_cast<T>(U(x) + U(y)); }, values);
  check_zip<T, T>(
      of<T>(set.sub), [](T x, T y) { return static_cast<T>(U(x) - U(y)); }, values);
  check_zip<T, T>(
      of<T>(set.mul), [](T x, T y) { return static_cast<T>(U(x) * U(y)); }, values);
  check_zip<T, T>(
      of<T>(set.maximum), [](T x, T y) { return std::max(x, y); }, values);
  check_zip<T, T>(
      of<T>(set.minimum), [](T x, T y) { return std::min(x, y); }, values);
  check_compare<T>(set, values);
  const T low = std::numeric_limits<T>::min(), high = std::numeric_limits<T>::max();
  CHECK(call<T>(of<T>(set.neg), {3, -4, low, high}) == std::vector<T>{-3, 4, low, -high});
  CHECK(call<T>(of<T>(set.abs), {3, -4, low, high}) == std::vector<T>{3, 4, low, high});
  CHECK(call<T>(of<T>(set.sign), {3, -4, 0, low, high}) == std::vector<T>{1, -1, 0, -1, 1});
  CHECK(call<T>(of<T>(set.square), {3, -4, low, high}) == std::vector<T>{9, 16, 0, 1});
}

template <class T>
void check_select(SelectFn<T> select) {
  Random random;
  for (std::size_t n = 0; n <= 70; ++n) {
    const auto c = std::make_unique<bool[]>(n + 1);
    const auto x = std::make_unique<T[]>(n + 1), y = std::make_unique<T[]>(n + 1), z = std::make_unique<T[]>(n + 1);
    for (std::size_t i = 0; i <= n; ++i) {
      c[i] = random.below(2) == 0;
      x[i] = static_cast<T>(random.below(100));
      y[i] = static_cast<T>(random.below(100));
    }
    for (std::size_t steps = 0; steps < 8; ++steps) {
      const std::size_t dc = steps & 1, dx = (steps >> 1) & 1, dy = steps >> 2;
      select(c.get(), dc, x.get(), dx, y.get(), dy, z.get(), n);
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < n; ++i) wrong += z[i] != (c[i * dc] ? x[i * dx] : y[i * dy]);
      CHECK(wrong == 0);
    }
  }
}

template <class T>
void check_lengths(const Kernels& set) {
  const Unary Kernels::*kernels[] = {&Kernels::exp,         &Kernels::expm1,       &Kernels::log,
                                     &Kernels::log1p,       &Kernels::sqrt,        &Kernels::tanh,
                                     &Kernels::softplus,    &Kernels::softsign,    &Kernels::sigmoid,
                                     &Kernels::relu,        &Kernels::elu,         &Kernels::hard_sigmoid,
                                     &Kernels::selu,        &Kernels::leaky_relu,  &Kernels::celu,
                                     &Kernels::hard_tanh,   &Kernels::hard_silu,   &Kernels::hard_shrink,
                                     &Kernels::soft_shrink, &Kernels::tanh_shrink, &Kernels::silu,
                                     &Kernels::gelu,        &Kernels::gelu_tanh,   &Kernels::mish,
                                     &Kernels::log_sigmoid, &Kernels::sparse_plus, &Kernels::sparse_sigmoid,
                                     &Kernels::squareplus,  &Kernels::normal_cdf,  &Kernels::normal_pdf,
                                     &Kernels::sin,         &Kernels::cos,         &Kernels::tan,
                                     &Kernels::erf,         &Kernels::erfc,        &Kernels::sinh,
                                     &Kernels::cosh,        &Kernels::log_cosh};
  Random random;
  std::vector<T> x = random.vector<T>(200, 0.1, 3);
  x[5] = 4000, x[40] = 1e6;  // angles that take another way
  for (const auto kernel : kernels) {
    const std::vector<T> all = call<T>(of<T>(set.*kernel), x, 0.5);
    std::size_t wrong = 0;
    for (std::size_t n = 0; n <= 70; ++n) {
      std::vector<T> y = x;  // in place
      of<T>(set.*kernel)(y.data(), y.data(), n, 0.5);
      for (std::size_t i = 0; i < y.size(); ++i) wrong += y[i] != (i < n ? all[i] : x[i]);
    }
    CHECK(wrong == 0);
  }
}

template <class T>
void check_pieces(const Kernels& set) {
  const T inf = kInfinity<T>, nan = kQuietNan<T>;
  const std::vector<T> relu = call<T>(of<T>(set.relu), {T(-0.0), T(-1), T(2), inf, -inf, nan});
  CHECK_FALSE(std::signbit(relu[0]));
  CHECK(std::vector<T>(relu.begin(), relu.end() - 1) == std::vector<T>{0, 0, 2, inf, 0});
  CHECK(std::isnan(relu.back()));
  const std::vector<T> clipped = call<T>(of<T>(set.hard_sigmoid), {T(-10), T(-1), T(0), T(1), inf, -inf, nan}, 0.25);
  CHECK(std::vector<T>(clipped.begin(), clipped.end() - 1) == std::vector<T>{0, T(0.25), T(0.5), T(0.75), 1, 0});
  CHECK(std::isnan(clipped.back()));
  const Unary Kernels::*hard[] = {&Kernels::leaky_relu,    &Kernels::hard_tanh,   &Kernels::hard_silu,
                                  &Kernels::hard_shrink,   &Kernels::soft_shrink, &Kernels::sparse_plus,
                                  &Kernels::sparse_sigmoid};
  const std::vector<T> ends[] = {{T(-1), 2, inf, -inf}, {T(-1), 1, 1, T(-1)},      {T(-1) / 3, T(10) / 6, inf, 0},
                                 {T(-2), 2, inf, -inf}, {T(-1.5), 1.5, inf, -inf}, {0, 2, inf, 0},
                                 {0, 1, 1, 0}};
  for (std::size_t i = 0; i < std::size(hard); ++i) {
    const std::vector<T> y = call<T>(of<T>(set.*hard[i]), {T(-2), T(2), inf, -inf, nan}, 0.5);
    CHECK(std::vector<T>(y.begin(), y.end() - 1) == ends[i]);
    CHECK(std::isnan(y.back()));
  }
  CHECK(call<T>(of<T>(set.neg), {T(1), -inf}) == std::vector<T>{T(-1), inf});
  const T many = T(sizeof(T) == 4 ? 0x1p23 : 0x1p52) + 1;
  const std::vector<T> x = {T(-0.0), T(2.5), T(-2.5), T(3.5), T(0.75), T(-0.25), many, -many, inf, -inf};
  const Unary Kernels::*whole[] = {&Kernels::floor, &Kernels::ceil, &Kernels::round, &Kernels::trunc};
  T (*const exact[])(T) = {std::floor, std::ceil, std::nearbyint, std::trunc};
  for (std::size_t i = 0; i < std::size(whole); ++i) {
    const std::vector<T> y = call<T>(of<T>(set.*whole[i]), x);
    for (std::size_t k = 0; k < x.size(); ++k) CHECK(ulps(y[k], exact[i](x[k])) == 0);
    CHECK(std::isnan(call<T>(of<T>(set.*whole[i]), {nan}).front()));
  }
  CHECK(call<T>(of<T>(set.sign), {T(-3), T(1e-40), T(-0.0), inf, -inf}) == std::vector<T>{-1, 1, 0, 1, -1});
  CHECK_FALSE(std::signbit(call<T>(of<T>(set.sign), {T(-0.0)}).front()));
  CHECK(std::isnan(call<T>(of<T>(set.sign), {nan}).front()));
  CHECK(call<T>(of<T>(set.abs), {T(-1), -inf, T(2)}) == std::vector<T>{T(1), inf, T(2)});
  CHECK(call<T>(of<T>(set.square), {T(-3), -inf}) == std::vector<T>{T(9), inf});
}

}  // namespace

TEST_CASE("binary kernels of floats follow IEEE for all steps and lengths, and maximum keeps NaN", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    check_floats<float>(*set);
    check_floats<double>(*set);
  }
}

TEST_CASE("integer kernels wrap around", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    check_integers<std::int32_t, std::uint32_t>(*set);
    check_integers<std::int64_t, std::uint64_t>(*set);
  }
}

TEST_CASE("select picks for all steps and lengths", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    check_select(set->select.f32);
    check_select(set->select.f64);
    check_select(set->select.i32);
    check_select(set->select.i64);
    check_select(set->select.b8);
  }
}

TEST_CASE("an element's value depends neither on its place nor on the length, and works in place", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    check_lengths<float>(*set);
    check_lengths<double>(*set);
  }
}

TEST_CASE("functions in pieces are exact at their ends and keep NaN", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    check_pieces<float>(*set);
    check_pieces<double>(*set);
  }
}

TEST_CASE("the kernel set is the one wanted, or the best below that the processor runs", "[kernels]") {
  const std::vector<const Kernels*> sets = runnable_sets();
  REQUIRE_FALSE(sets.empty());
  for (const Kernels* set : sets) CHECK(&choose(set->isa) == set);
  CHECK(&choose(nullptr) == sets.back());
  CHECK(&choose("v9") == sets.back());
  CHECK(&choose("") == sets.back());
  CHECK(&choose("v4") == sets.back());
  CHECK(&kernels() == &kernels());
}

}  // namespace nabla::kernels
