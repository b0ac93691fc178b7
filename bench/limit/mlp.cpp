#include "mlp.hpp"

#include <cmath>

#include "product.hpp"

namespace limit {

namespace {

constexpr size_t kHidden = Mlp::kHidden;
constexpr size_t kPadded = 16;            // the logits' row: the padding's weights are 0, its bias so low that exp is 0
constexpr size_t kStride = kHidden + 16;  // of [batch, 512]: rows 2 KiB apart would meet in few sets of the cache

LIMIT_INLINE Vec relu(Vec x) { return x > 0.F ? x : Vec{}; }

void copy(const std::vector<float>& from, float* to, size_t width, size_t stride) {
  for (size_t i = 0; i < from.size(); ++i) to[i / width * stride + i % width] = from[i];
}
std::vector<float> copy(const float* from, size_t rows, size_t width, size_t stride) {
  std::vector<float> to(rows * width);
  for (size_t i = 0; i < to.size(); ++i) to[i] = from[i / width * stride + i % width];
  return to;
}

}  // namespace

Mlp::Mlp(size_t batch, const Weights& weights, Team& team)
    : batch_(batch),
      team_(team),
      w1_(kIn * kStride),
      b1_(kHidden),
      w2_(kHidden * kStride),
      b2_(kHidden),
      w3_(kHidden * kPadded),
      b3_(kPadded),
      h1_(batch * kStride),
      h2_(batch * kStride),
      z_(batch * kPadded),
      dz_(batch * kPadded),
      w3_transposed_(kPadded * kStride),
      dh2_(batch * kStride),
      dh2_transposed_(kHidden * (batch + 16)),
      dh1_(batch * kStride),
      dh1_transposed_(kHidden * (batch + 16)) {
  copy(weights[0], w1_, kHidden, kStride);
  copy(weights[1], b1_, kHidden, kHidden);
  copy(weights[2], w2_, kHidden, kStride);
  copy(weights[3], b2_, kHidden, kHidden);
  copy(weights[4], w3_, kOut, kPadded);
  copy(weights[5], b3_, kOut, kPadded);
  for (size_t i = kOut; i < kPadded; ++i) b3_[i] = -1e4F;
}

Mlp::Weights Mlp::weights() const {
  return {copy(w1_, kIn, kHidden, kStride), copy(b1_, 1, kHidden, kHidden),    copy(w2_, kHidden, kHidden, kStride),
          copy(b2_, 1, kHidden, kHidden),   copy(w3_, kHidden, kOut, kPadded), copy(b3_, 1, kOut, kPadded)};
}

double Mlp::flop_forward(size_t batch) {
  return 2. * static_cast<double>(batch * (kIn * kHidden + kHidden * kHidden + kHidden * kOut));
}
double Mlp::flop_step(size_t batch) {  // no gradient with respect to x
  return 3 * flop_forward(batch) - 2. * static_cast<double>(batch * kIn * kHidden);
}

/// h = relu(x w + b)
void Mlp::hidden(const float* x, size_t k, const float* w, const float* b, float* h, Range columns) {
  product(
      rows(x, k == kIn ? kIn : kStride), {0, batch_}, w, kStride, columns,
      k, [=](size_t i, size_t j, Vec v) __attribute__((always_inline)) {
        store(h + i * kStride + j, relu(v + load(b + j)));
      });
}

void Mlp::logits(Range range) {
  product(
      rows(h2_, kStride), range, w3_, kPadded, {0, kPadded}, kHidden,
      [ z = static_cast<float*>(z_), b = static_cast<float*>(b3_) ](size_t i, size_t j, Vec v)
          __attribute__((always_inline)) { store(z + i * kPadded + j, v + load(b + j)); });
}

/// dz = (softmax(z) - one_hot(labels)) / batch; the rows' losses, added
float Mlp::softmax(const std::int32_t* labels, Range range) {
  double loss = 0;
  for (size_t i = range.first; i < range.second; ++i) {
    const float* z = z_ + i * kPadded;
    float* dz = dz_ + i * kPadded;
    float largest = z[0];
    for (size_t j = 1; j < kOut; ++j) largest = std::max(largest, z[j]);
    Vec total = {};
    for (size_t j = 0; j < kPadded; j += kLanes) {
      const Vec e = exp(load(z + j) - largest);
      store(dz + j, e);
      total += e;
    }
    const float all = sum(total), scale = 1 / (all * static_cast<float>(batch_));
    for (size_t j = 0; j < kPadded; j += kLanes) store(dz + j, load(dz + j) * scale);
    const size_t label = static_cast<size_t>(labels[i]);
    dz[label] -= 1 / static_cast<float>(batch_);
    loss += std::log(all) + largest - z[label];
  }
  return static_cast<float>(loss);
}

/// dh2 = (dz w3') * (h2 > 0), and its transpose
void Mlp::cotangent_2(Range columns) {
  for (size_t j = columns.first; j < columns.second; ++j) {
    for (size_t o = 0; o < kOut; ++o) w3_transposed_[o * kStride + j] = w3_[j * kPadded + o];
  }
  product(
      rows(dz_, kPadded), {0, batch_}, w3_transposed_, kStride, columns, kOut,
      [ h = static_cast<float*>(h2_), dh = static_cast<float*>(dh2_) ](size_t i, size_t j, Vec v)
          __attribute__((always_inline)) { store(dh + i * kStride + j, load(h + i * kStride + j) > 0.F ? v : Vec{}); });
  transpose(dh2_, kStride, batch_, columns, dh2_transposed_, batch_ + 16);
}

/// dh1 = (dh2 w2') * (h1 > 0) as (w2 dh2')', which transposes activations instead of weights
void Mlp::cotangent_1(Range range) {
  const size_t ld = batch_ + 16;
  product(
      rows(w2_, kStride), range, dh2_transposed_, ld, {0, batch_}, kHidden,
      [ ld, dh = static_cast<float*>(dh1_transposed_) ](size_t i, size_t j, Vec v)
          __attribute__((always_inline)) { store(dh + i * ld + j, v); });
  for (size_t j = range.first; j < range.second; j += kLanes) {
    for (size_t i = 0; i < batch_; i += kLanes) {
      Vec tile[kLanes];
      for (size_t r = 0; r < kLanes; ++r) tile[r] = load(dh1_transposed_ + (j + r) * ld + i);
      transpose(tile);
      for (size_t r = 0; r < kLanes; ++r) {
        const size_t at = (i + r) * kStride + j;
        store(dh1_ + at, load(h1_ + at) > 0.F ? tile[r] : Vec{});
      }
    }
  }
}

void Mlp::update_bias(float* b, const float* dh, Range columns, float rate) {
  for (size_t j = columns.first; j < columns.second; j += kLanes) {
    Vec even = {}, odd = {};
    for (size_t i = 0; i < batch_; i += 2) {
      even += load(dh + i * kStride + j);
      odd += load(dh + (i + 1) * kStride + j);
    }
    store(b + j, load(b + j) - rate * (even + odd));
  }
}

void Mlp::update_last(Range range, float rate) {
  product(
      columns(h2_, kStride), range, dz_, kPadded, {0, kPadded}, batch_,
      [ rate, w = static_cast<float*>(w3_) ](size_t i, size_t j, Vec v)
          __attribute__((always_inline)) { store(w + i * kPadded + j, load(w + i * kPadded + j) - rate * v); });
  if (range.first != 0) return;
  for (size_t j = 0; j < kPadded; j += kLanes) {
    Vec total = {};
    for (size_t i = 0; i < batch_; ++i) total += load(dz_ + i * kPadded + j);
    store(b3_ + j, load(b3_ + j) - rate * total);
  }
}

/// w <- w - rate x' dh
void Mlp::update(float* w, const float* x, size_t ldx, const float* dh, Range range, float rate) {
  product(
      columns(x, ldx), range, dh, kStride, {0, kHidden},
      batch_, [=](size_t i, size_t j, Vec v) __attribute__((always_inline)) {
        float* at = w + i * kStride + j;
        store(at, load(at) - rate * v);
      });
}

float Mlp::step(const float* x, const std::int32_t* labels, float rate) {
  std::vector<float> losses(static_cast<size_t>(team_.size()));
  team_.run([&](int part) {
    const Range of_hidden = team_.share(kHidden, part, 64), of_batch = team_.share(batch_, part, 4);
    hidden(x, kIn, w1_, b1_, h1_, of_hidden);
    team_.barrier();
    hidden(h1_, kHidden, w2_, b2_, h2_, of_hidden);
    team_.barrier();
    logits(of_batch);
    losses[static_cast<size_t>(part)] = softmax(labels, of_batch);
    team_.barrier();
    cotangent_2(of_hidden);
    update_bias(b2_, dh2_, of_hidden, rate);
    update_last(of_hidden, rate);
    team_.barrier();
    cotangent_1(of_hidden);
    update_bias(b1_, dh1_, of_hidden, rate);
    update(w2_, h1_, kStride, dh2_, of_hidden, rate);
    team_.barrier();
    update(w1_, x, kIn, dh1_, team_.share(kIn, part, 6), rate);
  });
  float loss = 0;
  for (const float part : losses) loss += part;
  return loss / static_cast<float>(batch_);
}

void Mlp::forward(const float* x, float* y) {
  team_.run([&](int part) {
    const Range of_hidden = team_.share(kHidden, part, 64), of_batch = team_.share(batch_, part, 4);
    hidden(x, kIn, w1_, b1_, h1_, of_hidden);
    team_.barrier();
    hidden(h1_, kHidden, w2_, b2_, h2_, of_hidden);
    team_.barrier();
    logits(of_batch);
    for (size_t i = of_batch.first; i < of_batch.second; ++i) {
      for (size_t j = 0; j < kOut; ++j) y[i * kOut + j] = z_[i * kPadded + j];
    }
  });
}

}  // namespace limit
