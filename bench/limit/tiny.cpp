#include "tiny.hpp"

#include <algorithm>

#include "vector.hpp"

namespace limit {

namespace {

constexpr size_t kHidden = TinyMlp::kHidden;
constexpr size_t kVecs = kHidden / kLanes;  // of a layer

struct Layer {
  Vec v[kVecs];
};
template <class F>
LIMIT_INLINE Layer each(F&& f) {
  Layer y;
  unroll<kVecs>([&](auto i) __attribute__((always_inline)) { y.v[i] = f(i); });
  return y;
}
LIMIT_INLINE Layer load_layer(const float* p) {
  return each([&](size_t i) __attribute__((always_inline)) { return load(p + i * kLanes); });
}
LIMIT_INLINE void store_layer(float* p, const Layer& x) {
  unroll<kVecs>([&](auto i) __attribute__((always_inline)) { store(p + i * kLanes, x.v[i]); });
}
LIMIT_INLINE Layer axpy(float a, const Layer& x, const Layer& y) {
  return each([&](size_t i) __attribute__((always_inline)) { return a * x.v[i] + y.v[i]; });
}

/// y[b] += x[b] w for all b at once: as many independent sums as there are examples, and no fewer than four.
template <size_t B>
LIMIT_INLINE void product(const float (&x)[B][kHidden], const float* w, Layer (&y)[B]) {
  constexpr size_t sums = B < 4 ? 4 : 1;
  Layer parts[sums][B] = {};
  unroll<kHidden>([&](auto i) __attribute__((always_inline)) {
    const Layer row = load_layer(w + i * kHidden);
    unroll<B>([&](auto b)
                  __attribute__((always_inline)) { parts[i % sums][b] = axpy(x[b][i], row, parts[i % sums][b]); });
  });
  unroll<B>([&](auto b) __attribute__((always_inline)) {
    unroll<sums>([&](auto s) __attribute__((always_inline)) { y[b] = axpy(1, parts[s][b], y[b]); });
  });
}

/// w[i] -= rate sum_b x[b][i] dy[b]
template <size_t B>
LIMIT_INLINE void update(float* w, const float (&x)[B][kHidden], const float (&dy)[B][kHidden], float rate) {
  Layer step[B];
  unroll<B>([&](auto b) __attribute__((always_inline)) {
    const Layer d = load_layer(dy[b]);
    step[b] = each([&](size_t i) __attribute__((always_inline)) { return -rate * d.v[i]; });
  });
  for (size_t i = 0; i < kHidden; ++i) {
    Layer row = load_layer(w + i * kHidden);
    unroll<B>([&](auto b) __attribute__((always_inline)) { row = axpy(x[b][i], step[b], row); });
    store_layer(w + i * kHidden, row);
  }
}

LIMIT_INLINE Layer tanh(const Layer& x) {
  return each([&](size_t i) __attribute__((always_inline)) { return limit::tanh(x.v[i]); });
}
/// dy (1 - y^2)
LIMIT_INLINE Layer through_tanh(const Layer& dy, const Layer& y) {
  return each([&](size_t i) __attribute__((always_inline)) { return dy.v[i] - dy.v[i] * (y.v[i] * y.v[i]); });
}

}  // namespace

TinyMlp::TinyMlp(const Weights& weights) : b3_(weights[5][0]) {
  std::copy(weights[0].begin(), weights[0].end(), static_cast<float*>(w1_));
  std::copy(weights[1].begin(), weights[1].end(), static_cast<float*>(b1_));
  std::copy(weights[2].begin(), weights[2].end(), static_cast<float*>(w2_));
  std::copy(weights[3].begin(), weights[3].end(), static_cast<float*>(b2_));
  std::copy(weights[4].begin(), weights[4].end(), static_cast<float*>(w3_));
  for (size_t i = 0; i < kHidden * kHidden; ++i) w2_transposed_[i % kHidden * kHidden + i / kHidden] = w2_[i];
}

TinyMlp::Weights TinyMlp::weights() const {
  const auto copy = [](const float* p, size_t n) { return std::vector<float>(p, p + n); };
  return {copy(w1_, kIn * kHidden), copy(b1_, kHidden), copy(w2_, kHidden * kHidden),
          copy(b2_, kHidden),       copy(w3_, kHidden), {b3_}};
}

float TinyMlp::step(const float* x, const float* t, size_t batch, float rate) {
  return batch == 1 ? step<1>(x, t, rate) : step<8>(x, t, rate);
}

template <size_t B>
float TinyMlp::step(const float* x, const float* t, float rate) {
  alignas(64) float h1[B][kHidden], h2[B][kHidden], d1[B][kHidden], d2[B][kHidden];
  Layer sums[B];
  const Layer w10 = load_layer(w1_), w11 = load_layer(w1_ + kHidden), b1 = load_layer(b1_);
  unroll<B>([&](auto b) __attribute__((always_inline)) {
    store_layer(h1[b], tanh(axpy(x[b * kIn], w10, axpy(x[b * kIn + 1], w11, b1))));
    sums[b] = load_layer(b2_);
  });
  product(h1, w2_, sums);

  float loss = 0, db3 = 0;
  const Layer w3 = load_layer(w3_);
  Layer dw3 = {}, db2 = {};
  unroll<B>([&](auto b) __attribute__((always_inline)) {
    const Layer h = tanh(sums[b]);
    store_layer(h2[b], h);
    Vec dot = {};
    unroll<kVecs>([&](auto i) __attribute__((always_inline)) { dot += h.v[i] * w3.v[i]; });
    const float error = sum(dot) + b3_ - t[b], dy = 2 * error / B;
    loss += error * error / B;
    db3 += dy;
    dw3 = axpy(dy, h, dw3);
    const Layer d = through_tanh(each([&](size_t i) __attribute__((always_inline)) { return dy * w3.v[i]; }), h);
    store_layer(d2[b], d);
    db2 = axpy(1, d, db2);
    sums[b] = Layer{};
  });
  product(d2, w2_transposed_, sums);

  Layer db1 = {}, dw10 = {}, dw11 = {};
  unroll<B>([&](auto b) __attribute__((always_inline)) {
    const Layer d = through_tanh(sums[b], load_layer(h1[b]));
    store_layer(d1[b], d);
    db1 = axpy(1, d, db1);
    dw10 = axpy(x[b * kIn], d, dw10);
    dw11 = axpy(x[b * kIn + 1], d, dw11);
  });
  update(w2_, h1, d2, rate);
  update(w2_transposed_, d2, h1, rate);
  store_layer(w1_, axpy(-rate, dw10, w10));
  store_layer(w1_ + kHidden, axpy(-rate, dw11, w11));
  store_layer(b1_, axpy(-rate, db1, b1));
  store_layer(b2_, axpy(-rate, db2, load_layer(b2_)));
  store_layer(w3_, axpy(-rate, dw3, w3));
  b3_ -= rate * db3;
  return loss;
}

}  // namespace limit
