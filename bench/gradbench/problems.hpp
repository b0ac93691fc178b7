#pragma once
// GradBench's objectives, number by number, for any type of numbers: what programs that record operations are given.
// Sizes and what is not differentiated are members; operator() takes the parameters, one after the other.

#include <cmath>
#include <cstddef>
#include <vector>

namespace bench {

template <class T>
T log_sum_exp(const T* x, std::size_t n) {
  using std::exp, std::log;
  T most = x[0];
  for (std::size_t i = 1; i < n; ++i)
    if (most < x[i]) most = x[i];
  T sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += exp(x[i] - most);
  return log(sum) + most;
}

/// -n D / 2 log(2 pi) + sum_i logsumexp_k(alpha_k + sum_j q_kj - |Q_k (x_i - mu_k)|^2 / 2) - n logsumexp(alpha)
/// - sum_k (|exp(q_k)|^2 + |l_k|^2) / 2 + K C for points x [n, D], with Q_k lower triangular: exp(q_k) on the diagonal,
/// l_k below it, column by column. C is that of a Wishart prior with gamma = 1 and m = 0. Parameters: alpha [K],
/// mu [K, D], q [K, D], l [K, D (D - 1) / 2].
struct Gmm {
  std::size_t D, K, n;
  std::vector<double> x;

  std::size_t below() const { return D * (D - 1) / 2; }
  std::size_t parameters() const { return K * (1 + 2 * D + below()); }

  /// The parts without parameters.
  double constant() const {
    const double pi = std::acos(-1.), d = static_cast<double>(D), degrees = d + 1;
    double log_gamma = d * (d - 1) / 4 * std::log(pi);
    for (std::size_t j = 0; j < D; ++j) log_gamma += std::lgamma((degrees - static_cast<double>(j)) / 2);
    const double prior = -degrees * d * 0.5 * std::log(2.) - log_gamma;
    return -static_cast<double>(n) * d / 2 * std::log(2 * pi) + static_cast<double>(K) * prior;
  }

  template <class T>
  T operator()(const T* alpha) const {
    using std::exp;
    const T *mu = alpha + K, *q = mu + K * D, *l = q + K * D;
    std::vector<T> diagonal(K * D), offset(alpha, alpha + K), centred(D), main(K);
    T value = constant();
    for (std::size_t i = 0; i < K * D; ++i) {
      diagonal[i] = exp(q[i]);
      offset[i / D] += q[i];
      value -= 0.5 * diagonal[i] * diagonal[i];
    }
    for (std::size_t i = 0; i < K * below(); ++i) value -= 0.5 * l[i] * l[i];
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < K; ++k) {
        for (std::size_t j = 0; j < D; ++j) centred[j] = x[i * D + j] - mu[k * D + j];
        T square = 0;
        for (std::size_t row = 0; row < D; ++row) {
          T y = diagonal[k * D + row] * centred[row];
          // Entry (row, j) of l_k: whole columns before it have D - 1, D - 2, ... entries.
          for (std::size_t j = 0; j < row; ++j)
            y += l[k * below() + j * (2 * D - j - 1) / 2 + row - j - 1] * centred[j];
          square += y * y;
        }
        main[k] = offset[k] - 0.5 * square;
      }
      value += log_sum_exp(main.data(), K);
    }
    return value - static_cast<double>(n) * log_sum_exp(alpha, K);
  }
};

/// -1 / ((characters - 1) bits) sum_t seq_{t+1} . (y_t - log(2 + sum(exp(y_t)))), where y_t = out_w h + out_b, h of the
/// last layer; its first layer reads in_w seq_t, the next one the h before it. All weights are diagonal. A layer:
///   f = sigmoid(x w_f + b_f), i = sigmoid(h w_i + b_i), o = sigmoid(x w_o + b_o), g = tanh(h w_g + b_g)
///   c = c f + i g, h = o tanh(c)
/// `state` is [2 layers, bits], h and c of each layer, `sequence` [characters, bits]. Parameters: for each layer w and
/// b [4, bits], then in_w, out_w, out_b.
struct Lstm {
  std::size_t layers, characters, bits;
  std::vector<double> state, sequence;

  std::size_t parameters() const { return (8 * layers + 3) * bits; }

  template <class T>
  T operator()(const T* main) const {
    using std::exp, std::log;
    const T *in = main + 8 * layers * bits, *out = in + bits, *out_bias = out + bits;
    std::vector<T> h(layers * bits), c(layers * bits), x(bits);
    for (std::size_t i = 0; i < layers * bits; ++i) {
      h[i] = state[i / bits * 2 * bits + i % bits];
      c[i] = state[(i / bits * 2 + 1) * bits + i % bits];
    }
    T total = 0;
    for (std::size_t t = 0; t + 1 < characters; ++t) {
      for (std::size_t j = 0; j < bits; ++j) x[j] = in[j] * sequence[t * bits + j];
      for (std::size_t i = 0; i < layers; ++i) layer(main + 8 * i * bits, x.data(), &h[i * bits], &c[i * bits]);
      T sum = 2;
      for (std::size_t j = 0; j < bits; ++j) {
        x[j] = x[j] * out[j] + out_bias[j];
        sum += exp(x[j]);
      }
      const T log_sum = log(sum);
      for (std::size_t j = 0; j < bits; ++j) total += sequence[(t + 1) * bits + j] * (x[j] - log_sum);
    }
    return -total / static_cast<double>((characters - 1) * bits);
  }

 private:
  template <class T>
  void layer(const T* w, T* x, T* h, T* c) const {
    using std::exp, std::tanh;
    const auto sigmoid = [](const T& z) -> T { return 1. / (1. + exp(-z)); };
    const T* const b = w + 4 * bits;
    for (std::size_t j = 0; j < bits; ++j) {
      const T forget = sigmoid(x[j] * w[j] + b[j]), in = sigmoid(h[j] * w[bits + j] + b[bits + j]);
      const T out = sigmoid(x[j] * w[2 * bits + j] + b[2 * bits + j]);
      const T change = tanh(h[j] * w[3 * bits + j] + b[3 * bits + j]);
      c[j] = c[j] * forget + in * change;
      h[j] = out * tanh(c[j]);
      x[j] = h[j];
    }
  }
};

/// |s - A x|^2 / 2: powers 0 to m - 1 of n points of [-1, 1] against their signs. Parameters: x [m].
struct LeastSquares {
  std::size_t n, m;

  std::size_t parameters() const { return m; }
  double point(std::size_t i) const { return -1 + 2 * static_cast<double>(i) / static_cast<double>(n - 1); }
  double sign(std::size_t i) const { return (point(i) > 0) - (point(i) < 0); }
  std::vector<double> powers() const {
    std::vector<double> A(n * m);
    for (std::size_t i = 0; i < n * m; ++i) A[i] = i % m == 0 ? 1 : A[i - 1] * point(i / m);
    return A;
  }

  template <class T>
  T operator()(const T* x) const {
    const std::vector<double> A = powers();
    T sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      T inner = sign(i);
      for (std::size_t j = 0; j < m; ++j) inner -= A[i * m + j] * x[j];
      sum += inner * inner;
    }
    return sum / 2.;
  }
};

/// logsumexp(x). Parameters: x [n].
struct LogSumExp {
  std::size_t n;

  std::size_t parameters() const { return n; }
  template <class T>
  T operator()(const T* x) const {
    return log_sum_exp(x, n);
  }
};

}  // namespace bench
