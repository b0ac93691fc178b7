// Matrix products against the triple loop, for all transposes, small and large.

#include "catch.hpp"
#include "kernels/support.hpp"

namespace nabla::kernels {

namespace {

struct Shape {
  std::size_t m, k, n;
};

/// The largest error, in units of epsilon times the sum of the absolute products: at most k whatever the order.
template <class T>
double worst_error(const std::vector<T>& a, bool ta, const std::vector<T>& b, bool tb, const std::vector<T>& c,
                   Shape s) {
  using Wide = std::conditional_t<sizeof(T) == 4, double, long double>;
  double worst = 0;
  for (std::size_t i = 0; i < s.m; ++i) {
    for (std::size_t j = 0; j < s.n; ++j) {
      Wide sum = 0, size = std::numeric_limits<T>::min();
      for (std::size_t p = 0; p < s.k; ++p) {
        const Wide x = a[ta ? p * s.m + i : i * s.k + p], y = b[tb ? j * s.k + p : p * s.n + j];
        sum += x * y;
        size += std::abs(x * y);
      }
      const Wide error = std::abs(static_cast<Wide>(c[i * s.n + j]) - sum);
      worst = std::max(worst, static_cast<double>(error / size / std::numeric_limits<T>::epsilon()));
    }
  }
  return worst;
}

template <class T>
void check(const Kernels& set, Shape s, bool ta, bool tb, Random& random) {
  const std::vector<T> a = random.vector<T>(s.m * s.k), b = random.vector<T>(s.k * s.n);
  constexpr T untouched = T(123);
  std::vector<T> c(s.m * s.n + 20, untouched), again = c;
  of<T>(set.matmul)(a.data(), ta, b.data(), tb, c.data(), s.m, s.k, s.n);
  of<T>(set.matmul)(a.data(), ta, b.data(), tb, again.data(), s.m, s.k, s.n);
  INFO("set " << set.isa << ", " << 8 * sizeof(T) << " bits, " << s.m << " x " << s.k << " x " << s.n << ", transposes "
              << ta << tb);
  CHECK(c == again);
  CHECK(std::vector<T>(c.end() - 20, c.end()) == std::vector<T>(20, untouched));
  CHECK(worst_error(a, ta, b, tb, c, s) <= 2 + std::sqrt(static_cast<double>(s.k)));
}

void check_all(const Kernels& set, Shape s, Random& random) {
  for (bool ta : {false, true}) {
    for (bool tb : {false, true}) {
      check<float>(set, s, ta, tb, random);
      check<double>(set, s, ta, tb, random);
    }
  }
}

}  // namespace

TEST_CASE("matrix products of all small shapes and transposes are right and the same each time", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    Random random;
    for (int i = 0; i < 150; ++i) check_all(*set, {random.below(71), random.below(71), random.below(71)}, random);
    for (std::size_t m : {1U, 2U, 3U, 4U, 5U, 8U, 16U})
      check_all(*set, {m, random.below(100) + 1, random.below(200) + 1}, random);
  }
}

TEST_CASE("matrix products deeper and wider than a packed panel are right", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    Random random;
    for (const Shape s : {Shape{33, 700, 150}, Shape{1, 600, 1000}, Shape{3, 513, 260}}) check_all(*set, s, random);
    check<float>(*set, {2054, 256, 35}, true, false, random);  // a packed as well
    check<double>(*set, {1030, 256, 19}, true, true, random);
  }
}

namespace {

/// Of a product so large that checking all entries would take minutes, some.
template <class T>
void check_sample(const Kernels& set, const Shape& s, bool transpose_a, bool transpose_b, Random& random) {
  std::vector<T> a(s.m * s.k), b(s.k * s.n), c(s.m * s.n);
  for (T& x : a) x = static_cast<T>(random.uniform(-1, 1));
  for (T& x : b) x = static_cast<T>(random.uniform(-1, 1));
  of<T>(set.matmul)(a.data(), transpose_a, b.data(), transpose_b, c.data(), s.m, s.k, s.n);
  for (int sample = 0; sample < 50; ++sample) {
    const std::size_t i = random.below(s.m), j = random.below(s.n);
    long double exact = 0;
    for (std::size_t p = 0; p < s.k; ++p)
      exact += static_cast<long double>(a[transpose_a ? p * s.m + i : i * s.k + p]) *
               static_cast<long double>(b[transpose_b ? j * s.k + p : p * s.n + j]);
    const double error = static_cast<double>(static_cast<long double>(c[i * s.n + j]) - exact);
    CHECK(std::abs(error) < 1000 * static_cast<double>(std::numeric_limits<T>::epsilon()));
  }
}

}  // namespace

TEST_CASE("matrix products too large for the caches are right", "[kernels]") {
  const Shape huge{260, 27600, 300};  // 2^31 multiplications and a little
  for (const Kernels* set : runnable_sets()) {
    Random random;
    for (const bool transpose_a : {false, true}) {
      check_sample<float>(*set, huge, transpose_a, false, random);
      check_sample<float>(*set, huge, transpose_a, true, random);
    }
    check_sample<double>(*set, huge, true, false, random);
  }
}

TEST_CASE("matrix products without rows, columns or depth are empty or 0", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    for (bool transpose : {false, true}) {
      std::vector<float> c(6, 9);
      set->matmul.f32(nullptr, transpose, nullptr, transpose, c.data(), 2, 0, 3);
      CHECK(c == std::vector<float>(6, 0));
      set->matmul.f32(nullptr, transpose, c.data(), transpose, nullptr, 0, 2, 3);
      set->matmul.f32(c.data(), transpose, nullptr, transpose, nullptr, 3, 2, 0);
    }
  }
}

TEST_CASE("a matrix product keeps NaN and infinities to their rows and columns", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    for (bool transpose : {false, true}) {
      const std::size_t n = 21;
      for (std::size_t at = 0; at < n; at += 5) {
        std::vector<float> a(n * n, 1), b(n * n, 1), c(n * n);
        b[at * n + at] = kQuietNan<float>;
        set->matmul.f32(a.data(), false, b.data(), transpose, c.data(), n, n, n);
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < c.size(); ++i) wrong += std::isnan(c[i]) != (i % n == at);
        CHECK(wrong == 0);
      }
    }
  }
}

}  // namespace nabla::kernels
