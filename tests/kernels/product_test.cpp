// Matrix products against the triple loop: all transposes, small and large, with all that is added, by parts.

#include "catch.hpp"
#include "kernels/support.hpp"

namespace nabla::kernels {

namespace {

struct Shape {
  std::size_t m, k, n;
};

/// Which of the optional operands a product has.
struct Extras {
  bool scaled = false, added = false, biased = false;
};

/// Numbers for a product of one shape, and the result to be accumulated into.
template <class T>
struct Problem {
  Problem(Shape s, bool transpose_a, bool transpose_b, Extras extras, Random& random)
      : shape(s),
        ta(transpose_a),
        tb(transpose_b),
        with(extras),
        a(random.vector<T>(s.m * s.k)),
        b(random.vector<T>(s.k * s.n)),
        addend(random.vector<T>(s.m * s.n)),
        bias(random.vector<T>(s.n)) {}

  Product<T> product(T* c, const T* added) const {
    Product<T> x{a.data(), ta, b.data(), tb, c, shape.m, shape.k, shape.n};
    if (with.scaled) x.alpha = alpha;
    if (with.added) x.addend = added, x.beta = with.scaled ? beta : T(1);
    if (with.biased) x.bias = bias.data();
    return x;
  }

  /// The largest error of c, in units of epsilon times the sum of absolute values: at most k whatever the order.
  double worst_error(const std::vector<T>& c) const {
    double worst = 0;
    for (std::size_t i = 0; i < shape.m; ++i)
      for (std::size_t j = 0; j < shape.n; ++j) worst = std::max(worst, error(c[i * shape.n + j], i, j));
    return worst;
  }
  double error(T c, std::size_t i, std::size_t j) const {
    using Wide = std::conditional_t<sizeof(T) == 4, double, long double>;
    Wide sum = 0, size = std::numeric_limits<T>::min();
    const auto add = [&](Wide x) { sum += x, size += std::abs(x); };
    for (std::size_t p = 0; p < shape.k; ++p) {
      const Wide x = a[ta ? p * shape.m + i : i * shape.k + p], y = b[tb ? j * shape.k + p : p * shape.n + j];
      add((with.scaled ? Wide(alpha) : Wide(1)) * x * y);
    }
    if (with.added) add((with.scaled ? Wide(beta) : Wide(1)) * addend[i * shape.n + j]);
    if (with.biased) add(bias[j]);
    return static_cast<double>(std::abs(static_cast<Wide>(c) - sum) / size / std::numeric_limits<T>::epsilon());
  }

  Shape shape;
  bool ta, tb;
  Extras with;
  T alpha = T(-0.3), beta = T(1.7);
  std::vector<T> a, b, addend, bias;
};

template <class T>
std::size_t parts_of(const Kernels& set, const Product<T>& x) {
  return of<T>(set.product).parts(x.m, x.k, x.n, x.transpose_a, x.transpose_b);
}
template <class T>
void run(const Kernels& set, const Product<T>& x) {
  of<T>(set.product).run(x, 0, parts_of(set, x));
}

/// Counts how often each entry is finished, and negates it.
template <class T>
struct Finished {
  explicit Finished(Product<T>& x) : c(x.c), n(x.n), times(x.m * x.n) {
    x.finish = [](void* context, std::size_t row, std::size_t rows, std::size_t column, std::size_t columns) {
      Finished& self = *static_cast<Finished*>(context);
      for (std::size_t i = row; i < row + rows; ++i) {
        for (std::size_t j = column; j < column + columns; ++j) {
          ++self.times[i * self.n + j];
          self.c[i * self.n + j] *= -1;
        }
      }
    };
    x.context = this;
  }
  T* c;
  std::size_t n;
  std::vector<int> times;
};

constexpr std::size_t kBeyond = 20;  // entries after c that must not change

template <class T>
void check(const Kernels& set, Shape s, bool ta, bool tb, Extras with, Random& random) {
  const Problem<T> problem(s, ta, tb, with, random);
  std::vector<T> c(s.m * s.n + kBeyond, T(123)), in_place = problem.addend, finished(s.m * s.n);
  INFO("set " << set.isa << ", " << 8 * sizeof(T) << " bits, " << s.m << " x " << s.k << " x " << s.n << ", transposes "
              << ta << tb << ", with " << with.scaled << with.added << with.biased);
  run(set, problem.product(c.data(), problem.addend.data()));
  CHECK(std::vector<T>(c.end() - kBeyond, c.end()) == std::vector<T>(kBeyond, T(123)));
  c.resize(s.m * s.n);
  CHECK(problem.worst_error(c) <= 3 + std::sqrt(static_cast<double>(s.k)));

  run(set, problem.product(in_place.data(), in_place.data()));
  CHECK(c == in_place);

  Product<T> x = problem.product(finished.data(), problem.addend.data());
  const Finished<T> count(x);
  run(set, x);
  CHECK(count.times == std::vector<int>(c.size(), 1));
  for (T& value : finished) value *= -1;
  CHECK(c == finished);
}

void check_all(const Kernels& set, Shape s, Random& random) {
  for (bool ta : {false, true}) {
    for (bool tb : {false, true}) {
      const std::uint64_t bits = random.bits();
      const Extras with{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0};
      check<float>(set, s, ta, tb, with, random);
      check<double>(set, s, ta, tb, with, random);
    }
  }
}

}  // namespace

TEST_CASE("matrix products of all small shapes, transposes and addends are right", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    Random random;
    for (int i = 0; i < 150; ++i) check_all(*set, {random.below(71), random.below(71), random.below(71)}, random);
    for (std::size_t m : {1U, 2U, 3U, 4U, 5U, 8U, 16U})
      check_all(*set, {m, random.below(100) + 1, random.below(200) + 1}, random);
    for (std::size_t n : {1U, 2U, 10U, 16U, 17U})
      check_all(*set, {random.below(200) + 1, random.below(100) + 1, n}, random);
  }
}

TEST_CASE("matrix products deeper and wider than a packed panel are right", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    Random random;
    for (const Shape s : {Shape{33, 700, 150}, Shape{1, 600, 1000}, Shape{3, 513, 260}, Shape{150, 1, 300}})
      check_all(*set, s, random);
    check<float>(*set, {2054, 256, 35}, true, false, {}, random);  // a packed as well
    check<double>(*set, {1030, 256, 19}, true, true, {true, true, true}, random);
  }
}

namespace {

/// The parts in any order, one by one or some together, have the bits of the whole.
template <class T>
void check_parts(const Kernels& set, Shape s, bool ta, bool tb, Random& random) {
  const Problem<T> problem(s, ta, tb, {true, true, true}, random);
  std::vector<T> whole = problem.addend, backwards = problem.addend, together = problem.addend;
  const std::size_t parts = parts_of(set, problem.product(nullptr, nullptr));
  INFO("set " << set.isa << ", " << 8 * sizeof(T) << " bits, " << s.m << " x " << s.k << " x " << s.n << ", transposes "
              << ta << tb << ", " << parts << " parts");
  CHECK(parts > 1);
  run(set, problem.product(whole.data(), whole.data()));
  Product<T> x = problem.product(backwards.data(), backwards.data());
  Finished<T> count(x);
  for (std::size_t i = parts; i-- > 0;) of<T>(set.product).run(x, i, i + 1);
  for (T& value : backwards) value *= -1;
  CHECK(count.times == std::vector<int>(whole.size(), 1));
  CHECK(whole == backwards);
  for (std::size_t i = 0; i < 3; ++i)
    of<T>(set.product).run(problem.product(together.data(), together.data()), i * parts / 3, (i + 1) * parts / 3);
  CHECK(whole == together);
}

}  // namespace

TEST_CASE("the parts of a matrix product have the same bits however they are shared out", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    Random random;
    for (const bool ta : {false, true}) {
      for (const bool tb : {false, true}) {
        for (const Shape s : {Shape{128, 257, 150}, Shape{301, 70, 203}, Shape{1009, 130, 10}, Shape{5, 500, 900},
                              Shape{1, 1000, 1300}, Shape{1300, 1000, 1}})
          check_parts<float>(*set, s, ta, tb, random);
        check_parts<double>(*set, {131, 300, 150}, ta, tb, random);
        check_parts<double>(*set, {3, 900, 700}, ta, tb, random);
        check_parts<double>(*set, {1030, 20, 700}, ta, tb, random);
      }
    }
  }
}

TEST_CASE("matrix products of at most 1 MFLOP are one part", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    for (const Shape s : {Shape{0, 5, 5}, Shape{5, 0, 5}, Shape{1, 1, 1}, Shape{80, 80, 78}, Shape{1, 700, 700},
                          Shape{700, 700, 1}, Shape{1, 500000, 1},
                          // without entries, or without depth, however long the other sides are
                          Shape{2048, 1024, 0}, Shape{0, 3, 1 << 20}, Shape{2, 0, 1 << 20}, Shape{1 << 21, 0, 1}}) {
      CHECK(set->product.f32.parts(s.m, s.k, s.n, false, false) == 1);
      CHECK(set->product.f64.parts(s.m, s.k, s.n, true, true) == 1);
    }
  }
}

namespace {

/// Of a product so large that checking all entries would take minutes, some.
template <class T>
void check_sample(const Kernels& set, const Shape& s, bool transpose_a, bool transpose_b, Random& random) {
  const Problem<T> problem(s, transpose_a, transpose_b, {true, true, true}, random);
  std::vector<T> c = problem.addend;
  Product<T> x = problem.product(c.data(), c.data());
  const Finished<T> count(x);
  run(set, x);
  CHECK(count.times == std::vector<int>(c.size(), 1));
  double worst = 0;
  for (int sample = 0; sample < 50; ++sample) {
    const std::size_t i = random.below(s.m), j = random.below(s.n);
    worst = std::max(worst, problem.error(-c[i * s.n + j], i, j));
  }
  CHECK(worst <= 3 + std::sqrt(static_cast<double>(s.k)));
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

TEST_CASE("matrix products without rows, columns or depth are empty or what is added", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    Random random;
    for (const bool transpose : {false, true}) {
      std::vector<float> c(6, 9);
      run<float>(*set, {nullptr, transpose, nullptr, transpose, c.data(), 2, 0, 3});
      CHECK(c == std::vector<float>(6, 0));
      run<float>(*set, {nullptr, transpose, c.data(), transpose, nullptr, 0, 2, 3});
      run<float>(*set, {c.data(), transpose, nullptr, transpose, nullptr, 3, 2, 0});
      for (const Shape s : {Shape{2, 0, 3}, Shape{4, 0, 1}, Shape{1, 0, 1}})
        check<float>(*set, s, transpose, !transpose, {true, true, true}, random);
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
        run<float>(*set, {a.data(), false, b.data(), transpose, c.data(), n, n, n});
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < c.size(); ++i) wrong += std::isnan(c[i]) != (i % n == at);
        CHECK(wrong == 0);
      }
    }
  }
}

}  // namespace nabla::kernels
