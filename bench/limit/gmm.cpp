#include "gmm.hpp"

#include <cmath>
#include <cstring>
#include <vector>

#include "vector64.hpp"

namespace limit::f64 {

namespace {

constexpr size_t row_begin(size_t row) { return row * (row + 1) / 2; }

}  // namespace

struct Gmm::State {
  State(const double* x, size_t n, double constant);
  double run(const double* parameters, double* gradient);

 private:
  static constexpr std::size_t kTile = 5;                 // vectors of points
  static constexpr std::size_t kFactor = kBelow + kDims;  // a lower triangle, row by row
  using Points = Vec[kDims][kTile];

  void spread(const double* parameters);
  void densities(const Points& x);
  double weights(std::size_t count);
  void gather(const Points& x);
  double finish(const double* parameters, double* gradient) const;

  std::size_t n_;
  double constant_;
  std::vector<double> x_;  // a tile of points after the other, each dimension by dimension
  // By component, what follows from the parameters: mean, factor, log-weight.
  double mean_[kComponents][kDims], factor_[kComponents][kFactor], offset_[kComponents];
  // Of a tile: factor (x - mean), and log-densities, then the weights.
  alignas(64) Vec y_[kComponents][kDims][kTile], weight_[kComponents][kTile];
  // Sums over the points, lane by lane: of weight, weight y, weight y (x - mean)'.
  alignas(64) Vec total_[kComponents], weighted_[kComponents][kDims], outer_[kComponents][kFactor];
};

Gmm::State::State(const double* x, size_t n, double constant) : n_(n), constant_(constant) {
  constexpr size_t points = kTile * kLanes;
  const size_t tiles = (n + points - 1) / points;
  x_.resize(tiles * kDims * points);
  for (size_t i = 0; i < n; ++i)
    for (size_t d = 0; d < kDims; ++d) x_[(i / points * kDims + d) * points + i % points] = x[i * kDims + d];
}

double Gmm::State::run(const double* parameters, double* gradient) {
  spread(parameters);
  std::memset(total_, 0, sizeof total_);
  std::memset(weighted_, 0, sizeof weighted_);
  std::memset(outer_, 0, sizeof outer_);
  constexpr size_t points = kTile * kLanes;
  double value = constant_;
  for (size_t first = 0; first < n_; first += points) {
    Points x;
    for (size_t d = 0; d < kDims; ++d)
      for (size_t v = 0; v < kTile; ++v) x[d][v] = load(x_.data() + first * kDims + (d * kTile + v) * kLanes);
    densities(x);
    value += weights(n_ - first);
    gather(x);
  }
  return value + finish(parameters, gradient);
}

void Gmm::State::spread(const double* parameters) {
  const double *alpha = parameters, *mu = alpha + kComponents, *q = mu + kComponents * kDims,
               *l = q + kComponents * kDims;
  for (size_t k = 0; k < kComponents; ++k) {
    offset_[k] = alpha[k];
    for (size_t d = 0; d < kDims; ++d) {
      mean_[k][d] = mu[k * kDims + d];
      offset_[k] += q[k * kDims + d];
      factor_[k][row_begin(d) + d] = std::exp(q[k * kDims + d]);
    }
    for (size_t column = 0; column < kDims; ++column)
      for (size_t row = column + 1; row < kDims; ++row) factor_[k][row_begin(row) + column] = *l++;
  }
}

/// y = factor (x - mean), and log-weight - |y|^2 / 2.
void Gmm::State::densities(const Points& x) {
  for (size_t k = 0; k < kComponents; ++k)
    for (size_t v = 0; v < kTile; ++v) {
      Vec centred[kDims], square = {};
      unroll<kDims>([&](auto d) __attribute__((always_inline)) { centred[d] = x[d][v] - mean_[k][d]; });
      unroll<kDims>([&](auto row) __attribute__((always_inline)) {
        Vec y = factor_[k][row_begin(row)] * centred[0];
        unroll<row>([&](auto column) __attribute__((always_inline)) {
          y += factor_[k][row_begin(row) + column + 1] * centred[column + 1];
        });
        y_[k][row][v] = y;
        square += y * y;
      });
      weight_[k][v] = offset_[k] - 0.5 * square;
    }
}

/// The softmax over the components, of the first `count` points; the sum of logsumexp.
double Gmm::State::weights(size_t count) {
  double value = 0;
  Vec sums = Vec{} + 1.;
  for (size_t v = 0; v < kTile; ++v) {
    Vec most = weight_[0][v], sum = {};
    for (size_t k = 1; k < kComponents; ++k) most = larger(most, weight_[k][v]);
    for (size_t k = 0; k < kComponents; ++k) {
      weight_[k][v] = exp(weight_[k][v] - most);
      sum += weight_[k][v];
    }
    Vec scale = 1. / sum;
    for (size_t lane = 0; lane < kLanes; ++lane)
      if (v * kLanes + lane < count)
        value += most[lane];
      else
        scale[lane] = 0, sum[lane] = 1;
    for (size_t k = 0; k < kComponents; ++k) weight_[k][v] *= scale;
    sums *= sum;  // the logarithm of a product: far from overflow
  }
  for (size_t lane = 0; lane < kLanes; ++lane) value += std::log(sums[lane]);
  return value;
}

void Gmm::State::gather(const Points& x) {
  for (size_t k = 0; k < kComponents; ++k) {
    Points centred;
    for (size_t d = 0; d < kDims; ++d)
      for (size_t v = 0; v < kTile; ++v) centred[d][v] = x[d][v] - mean_[k][d];
    for (size_t v = 0; v < kTile; ++v) total_[k] += weight_[k][v];
    unroll<kDims>([&](auto row) __attribute__((always_inline)) {
      Vec y[kTile];
      unroll<kTile>([&](auto v) __attribute__((always_inline)) { y[v] = weight_[k][v] * y_[k][row][v]; });
      unroll<kTile>([&](auto v) __attribute__((always_inline)) { weighted_[k][row] += y[v]; });
      unroll<row + 1>([&](auto column) __attribute__((always_inline)) {
        Vec total = outer_[k][row_begin(row) + column];
        unroll<kTile>([&](auto v) __attribute__((always_inline)) { total += y[v] * centred[column][v]; });
        outer_[k][row_begin(row) + column] = total;
      });
    });
  }
}

/// What is left once the sums over the points are there; the value's parts without points.
double Gmm::State::finish(const double* parameters, double* gradient) const {
  const double *alpha = parameters, *l = alpha + kComponents * (1 + 2 * kDims);
  double *dalpha = gradient, *dmu = dalpha + kComponents, *dq = dmu + kComponents * kDims,
         *dl = dq + kComponents * kDims;
  double most = alpha[0], sum_alpha = 0, prior = 0;
  for (size_t k = 1; k < kComponents; ++k) most = alpha[k] > most ? alpha[k] : most;
  for (size_t k = 0; k < kComponents; ++k) sum_alpha += std::exp(alpha[k] - most);
  const double n = static_cast<double>(n_);
  for (size_t k = 0; k < kComponents; ++k, dmu += kDims, dq += kDims) {
    const double weight = sum(total_[k]);
    dalpha[k] = weight - n * std::exp(alpha[k] - most) / sum_alpha;
    double y[kDims];
    for (size_t d = 0; d < kDims; ++d) y[d] = sum(weighted_[k][d]);
    for (size_t column = 0; column < kDims; ++column) {
      const double diagonal = factor_[k][row_begin(column) + column];
      dmu[column] = diagonal * y[column];
      dq[column] = weight - (sum(outer_[k][row_begin(column) + column]) + diagonal) * diagonal;
      prior += diagonal * diagonal;
      for (size_t row = column + 1; row < kDims; ++row, ++l) {
        dmu[column] += *l * y[row];
        *dl++ = -sum(outer_[k][row_begin(row) + column]) - *l;
        prior += *l * *l;
      }
    }
  }
  return -n * (std::log(sum_alpha) + most) - 0.5 * prior;
}

Gmm::Gmm(const double* x, size_t n, double constant) : state_(std::make_unique<State>(x, n, constant)) {}
Gmm::~Gmm() = default;
double Gmm::run(const double* parameters, double* gradient) { return state_->run(parameters, gradient); }

}  // namespace limit::f64
