// Losses and slopes of rows, in every instruction set that the processor runs, against long double.

#include "catch.hpp"
#include "kernels/support.hpp"

namespace nabla::kernels {

namespace {

using Real = long double;

constexpr std::size_t kSizes[] = {1, 2, 3, 10, 16, 31, 64, 65, 100, 1000};
constexpr std::size_t kRows = 5;

/// Of a row: its largest entry, and the sum of exp(x - max) less the 1 of one largest entry.
struct Row {
  Real max = -kInfinity<Real>, others = 0;

  Real log_sum() const { return std::log1p(others); }
  template <class T>
  Real softmax(T x) const {
    return std::exp(static_cast<Real>(x) - max) / (1 + others);
  }
};
template <class T>
Row reference(const T* x, std::size_t n) {
  Row row;
  const T* const largest = std::max_element(x, x + n);
  row.max = static_cast<Real>(*largest);
  for (const T* v = x; v < x + n; ++v)
    if (v != largest) row.others += std::exp(static_cast<Real>(*v) - row.max);
  return row;
}

/// Rows of logits around `center`, with labels, probabilities and a scale for each row.
template <class T>
struct Data {
  Data(std::size_t size, double center, double spread) : n(size) {
    Random random;
    x = random.vector<T>(kRows * n, center - spread, center + spread);
    p = random.vector<T>(kRows * n, 0, 1);
    scale = random.vector<T>(kRows, -2, 2);
    for (std::size_t row = 0; row < kRows; ++row) {
      const auto begin = x.begin() + static_cast<std::ptrdiff_t>(row * n);
      // The largest entry in every other row.
      const auto largest = std::max_element(begin, begin + static_cast<std::ptrdiff_t>(n)) - begin;
      labels.push_back(row % 2 == 0 ? largest : static_cast<std::int64_t>(random.below(n)));
      p[row * n + random.below(n)] = 0;
    }
  }
  CrossEntropies<T> sparse() const {
    CrossEntropies<T> what{x.data(), n};
    what.labels64 = labels.data();
    what.scale = scale.data();
    what.scale_step = 1;
    return what;
  }
  CrossEntropies<T> dense() const {
    CrossEntropies<T> what = sparse();
    what.labels64 = nullptr;
    what.probabilities = p.data();
    return what;
  }

  std::size_t n;
  std::vector<T> x, p, scale;
  std::vector<std::int64_t> labels;
};

template <class T>
void run(const Kernels& set, CrossEntropies<T> what, std::vector<T>* losses, std::vector<T>* slopes) {
  if (losses) losses->resize(kRows), what.losses = losses->data();
  if (slopes) slopes->resize(kRows * what.n), what.slopes = slopes->data();
  of<T>(set.cross_entropies)(what, 0, kRows);
}

template <class T>
void check_labels(const Kernels& set, const Data<T>& data) {
  std::vector<T> losses, slopes;
  run(set, data.sparse(), &losses, &slopes);
  double loss_error = 0, slope_error = 0;
  for (std::size_t i = 0; i < kRows; ++i) {
    const T* const x = data.x.data() + i * data.n;
    const auto label = static_cast<std::size_t>(data.labels[i]);
    const Row row = reference(x, data.n);
    loss_error = std::max(loss_error, ulps(losses[i], (row.max - static_cast<Real>(x[label])) + row.log_sum()));
    for (std::size_t j = 0; j < data.n; ++j) {
      const bool is_largest = static_cast<Real>(x[j]) == row.max;
      const Real less_one = is_largest ? -row.others / (1 + row.others) : row.softmax(x[j]) - 1;
      const Real slope = (j == label ? less_one : row.softmax(x[j])) * static_cast<Real>(data.scale[i]);
      slope_error = std::max(slope_error, ulps(slopes[i * data.n + j], slope));
    }
  }
  INFO("set " << set.isa << ", " << 8 * sizeof(T) << " bits, " << data.n << " classes");
  CHECK(loss_error <= 3);
  CHECK(slope_error <= 3.5);
}

template <class T>
void check_probabilities(const Kernels& set, const Data<T>& data) {
  std::vector<T> losses, slopes;
  run(set, data.dense(), &losses, &slopes);
  double loss_error = 0, slope_error = 0;
  for (std::size_t i = 0; i < kRows; ++i) {
    const T *const x = data.x.data() + i * data.n, *const p = data.p.data() + i * data.n;
    const Row row = reference(x, data.n);
    Real loss = 0, all = 0;
    for (std::size_t j = 0; j < data.n; ++j) {
      loss += static_cast<Real>(p[j]) * ((row.max - static_cast<Real>(x[j])) + row.log_sum());
      all += static_cast<Real>(p[j]);
    }
    loss_error = std::max(loss_error, ulps(losses[i], loss));
    for (std::size_t j = 0; j < data.n; ++j) {
      const Real up = row.softmax(x[j]) * all, down = static_cast<Real>(p[j]), by = static_cast<Real>(data.scale[i]);
      const Real error = static_cast<Real>(slopes[i * data.n + j]) - (up - down) * by;  // relative to what cancels
      slope_error = std::max(
          slope_error, static_cast<double>(std::abs(error / ((up + down) * by)) / std::numeric_limits<T>::epsilon()));
    }
  }
  INFO("set " << set.isa << ", " << 8 * sizeof(T) << " bits, " << data.n << " classes");
  CHECK(loss_error <= 4);
  CHECK(slope_error <= 3);
}

/// The same bits alone, together, in place, row by row, by labels of either width, and by one scale for all.
template <class T>
void check_ways(const Kernels& set, const Data<T>& data) {
  for (const bool dense : {false, true}) {
    const CrossEntropies<T> what = dense ? data.dense() : data.sparse();
    std::vector<T> losses, slopes, alone;
    run(set, what, &losses, &slopes);
    run<T>(set, what, &alone, nullptr);
    CHECK(alone == losses);
    run<T>(set, what, nullptr, &alone);
    CHECK(alone == slopes);
    std::vector<T> in_place = data.x, pieces(kRows);
    CrossEntropies<T> again = what;
    again.logits = again.slopes = in_place.data();
    again.losses = pieces.data();
    const std::vector<std::int32_t> narrow(data.labels.begin(), data.labels.end());
    if (!dense) again.labels64 = nullptr, again.labels32 = narrow.data();
    for (std::size_t row = 0; row < kRows; ++row) of<T>(set.cross_entropies)(again, row, row + 1);
    CHECK(in_place == slopes);
    CHECK(pieces == losses);
    again = what;
    again.scale = &data.scale[2], again.scale_step = 0;
    run<T>(set, again, nullptr, &alone);
    CHECK(std::equal(alone.begin() + static_cast<std::ptrdiff_t>(2 * data.n),
                     alone.begin() + static_cast<std::ptrdiff_t>(3 * data.n),
                     slopes.begin() + static_cast<std::ptrdiff_t>(2 * data.n)));
  }
}

/// Of one row by a label, with a scale of 1: the loss, then the slopes.
template <class T>
std::vector<T> by_label(const Kernels& set, const std::vector<T>& x, std::int32_t label) {
  CrossEntropies<T> what{x.data(), x.size()};
  const T scale = 1;
  std::vector<T> result(1 + x.size());
  what.labels32 = &label, what.scale = &scale;
  what.losses = result.data(), what.slopes = result.data() + 1;
  of<T>(set.cross_entropies)(what, 0, 1);
  return result;
}

template <class T>
void check_special(const Kernels& set) {
  constexpr T inf = kInfinity<T>, nan = kQuietNan<T>;
  using Values = std::vector<T>;
  INFO("set " << set.isa << ", " << 8 * sizeof(T) << " bits");
  CHECK(by_label<T>(set, {T(5)}, 0) == Values{0, 0});
  CHECK(by_label<T>(set, {T(1e4), T(-1e4)}, 0) == Values{0, 0, 0});
  CHECK(by_label<T>(set, {T(1e4), T(-1e4)}, 1) == Values{T(2e4), 1, -1});
  CHECK(by_label<T>(set, {T(0), -inf}, 0) == Values{0, 0, 0});
  CHECK(by_label<T>(set, {T(0), -inf}, 1) == Values{inf, 1, -1});
  CHECK(by_label<T>(set, {T(1e30), T(-1e30), T(0)}, 0) == Values{0, 0, 0, 0});
  CHECK(by_label<T>(set, {T(3), T(3)}, 1)[1] == T(0.5));
  CHECK(by_label<T>(set, {T(0), inf}, 0)[0] == inf);
  CHECK(std::isnan(by_label<T>(set, {T(0), inf}, 1)[0]));
  for (const Values& x : {Values{T(0), nan}, Values{nan, nan}, Values{-inf, -inf}, Values{inf, nan}})
    for (const T y : by_label<T>(set, x, 0)) CHECK(std::isnan(y));
}

}  // namespace

TEST_CASE("cross-entropies of labels and their slopes agree with long double, tiny ones too", "[kernels]") {
  for (const Kernels* set : runnable_sets())
    for (const std::size_t n : kSizes)
      for (const double center : {0.0, 1e4, -3e5})
        for (const double spread : {1.0, 40.0}) {
          check_labels(*set, Data<float>(n, center, spread));
          check_labels(*set, Data<double>(n, center, spread));
        }
}

TEST_CASE("cross-entropies of probabilities and their slopes agree with long double", "[kernels]") {
  for (const Kernels* set : runnable_sets())
    for (const std::size_t n : kSizes)
      for (const double spread : {1.0, 40.0}) {
        check_probabilities(*set, Data<float>(n, 0, spread));
        check_probabilities(*set, Data<double>(n, 100, spread));
      }
}

TEST_CASE("losses and slopes have the same bits alone and together, in place and in pieces", "[kernels]") {
  for (const Kernels* set : runnable_sets())
    for (const std::size_t n : kSizes) {
      check_ways(*set, Data<float>(n, 0, 5));
      check_ways(*set, Data<double>(n, 0, 5));
    }
}

TEST_CASE("infinite, huge and NaN logits take their way through losses and slopes", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    check_special<float>(*set);
    check_special<double>(*set);
  }
}

}  // namespace nabla::kernels
