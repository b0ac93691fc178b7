#include "lstm.hpp"

#include <cmath>
#include <cstring>
#include <vector>

#include "vector64.hpp"

namespace limit::f64 {

struct Lstm::State {
  State(const double* state, const double* sequence, size_t characters);
  double run(const double* parameters, double* gradient);

 private:
  static constexpr std::size_t kParts = 16 / kLanes;
  /// The numbers of a character, and two zeros.
  struct Row {
    Vec part[kParts];
  };
  enum Gate { kForget, kIn, kOut, kChange, kGates };
  struct Layer {
    Row weight[kGates], bias[kGates];
  };
  struct Weights {
    Layer layers[kLayers];
    Row in, out, out_bias;
  };
  /// What the way back needs of a layer's step.
  struct Step {
    Row input, hidden, cell;  // before the step
    Row gate[kGates], tanh_cell;
  };

  static Row row(const double* from);
  static void keep(const Row& row, double* to);
  template <class Body>
  static void each_row(Weights& weights, double* at, Body&& body);

  double forward();
  void backward();
  static Row step(const Layer& layer, Row input, Row& hidden, Row& cell, Step& kept);
  static void step_back(const Layer& layer, const Step& kept, Row& dhidden, Row& dcell, Row& dinput, Layer& gradient);

  std::size_t steps_;
  Row state_[2 * kLayers];
  std::vector<Row> sequence_;
  std::vector<Step> kept_;        // step by step, layer by layer
  std::vector<Row> hidden_, dy_;  // of the last layer behind each step; of the value by what is predicted there
  Weights weights_{}, gradient_{};
};

Lstm::State::Row Lstm::State::row(const double* from) {
  double padded[kParts * kLanes] = {};
  std::memcpy(padded, from, kBits * sizeof(double));
  Row row;
  for (size_t p = 0; p < kParts; ++p) row.part[p] = load(padded + p * kLanes);
  return row;
}

void Lstm::State::keep(const Row& row, double* to) {
  double padded[kParts * kLanes];
  for (size_t p = 0; p < kParts; ++p) store(padded + p * kLanes, row.part[p]);
  std::memcpy(to, padded, kBits * sizeof(double));
}

/// body(row, where it is among the parameters).
template <class Body>
void Lstm::State::each_row(Weights& weights, double* at, Body&& body) {
  const auto next = [&](Row& row) {
    body(row, at);
    at += kBits;
  };
  for (Layer& layer : weights.layers) {
    for (Row& row : layer.weight) next(row);
    for (Row& row : layer.bias) next(row);
  }
  for (Row* const row : {&weights.in, &weights.out, &weights.out_bias}) next(*row);
}

Lstm::State::State(const double* state, const double* sequence, size_t characters) : steps_(characters - 1) {
  for (size_t i = 0; i < 2 * kLayers; ++i) state_[i] = row(state + i * kBits);
  for (size_t t = 0; t < characters; ++t) sequence_.push_back(row(sequence + t * kBits));
  kept_.resize(steps_ * kLayers);
  hidden_.resize(steps_);
  dy_.resize(steps_);
}

double Lstm::State::run(const double* parameters, double* gradient) {
  each_row(weights_, const_cast<double*>(parameters), [](Row& row, const double* at) { row = State::row(at); });
  gradient_ = {};
  const double value = forward();
  backward();
  each_row(gradient_, gradient, [](const Row& row, double* at) { keep(row, at); });
  return value;
}

LIMIT_INLINE Lstm::State::Row Lstm::State::step(const Layer& layer, Row input, Row& hidden, Row& cell, Step& kept) {
  kept.input = input, kept.hidden = hidden, kept.cell = cell;
  unroll<kParts>([&](auto p) __attribute__((always_inline)) {
    const Vec x = input.part[p], h = hidden.part[p];
    const auto inner = [&](Gate gate, Vec of) __attribute__((always_inline)) {
      return of * layer.weight[gate].part[p] + layer.bias[gate].part[p];
    };
    const Vec forget = sigmoid(inner(kForget, x)), in = sigmoid(inner(kIn, h)), out = sigmoid(inner(kOut, x));
    const Vec change = tanh(inner(kChange, h));
    cell.part[p] = cell.part[p] * forget + in * change;
    const Vec squashed = tanh(cell.part[p]);
    hidden.part[p] = out * squashed;
    kept.gate[kForget].part[p] = forget, kept.gate[kIn].part[p] = in;
    kept.gate[kOut].part[p] = out, kept.gate[kChange].part[p] = change;
    kept.tanh_cell.part[p] = squashed;
  });
  return hidden;
}

double Lstm::State::forward() {
  Row hidden[kLayers], cell[kLayers];
  for (size_t i = 0; i < kLayers; ++i) hidden[i] = state_[2 * i], cell[i] = state_[2 * i + 1];
  const double scale = -1. / static_cast<double>(steps_ * kBits);
  double total = 0;
  for (size_t t = 0; t < steps_; ++t) {
    Row x;
    unroll<kParts>([&](auto p)
                       __attribute__((always_inline)) { x.part[p] = weights_.in.part[p] * sequence_[t].part[p]; });
    for (size_t i = 0; i < kLayers; ++i) x = step(weights_.layers[i], x, hidden[i], cell[i], kept_[t * kLayers + i]);
    hidden_[t] = x;
    // Beyond the 14 numbers y is 0, and exp(0) twice is the 2 in log(2 + sum(exp(y))).
    Row e;
    Vec all = {}, ones = {}, product = {};
    unroll<kParts>([&](auto p) __attribute__((always_inline)) {
      const Vec gold = sequence_[t + 1].part[p], y = x.part[p] * weights_.out.part[p] + weights_.out_bias.part[p];
      e.part[p] = exp(y);
      all += e.part[p], ones += gold, product += gold * y;
    });
    const double sum_exp = sum(all), count = sum(ones);
    total += sum(product) - count * std::log(sum_exp);
    unroll<kParts>([&](auto p) __attribute__((always_inline)) {
      dy_[t].part[p] = scale * sequence_[t + 1].part[p] - (scale * count / sum_exp) * e.part[p];
    });
  }
  return total * scale;
}

LIMIT_INLINE void Lstm::State::step_back(const Layer& layer, const Step& kept, Row& dhidden, Row& dcell, Row& dinput,
                                         Layer& gradient) {
  unroll<kParts>([&](auto p) __attribute__((always_inline)) {
    const Vec forget = kept.gate[kForget].part[p], in = kept.gate[kIn].part[p], out = kept.gate[kOut].part[p],
              change = kept.gate[kChange].part[p], squashed = kept.tanh_cell.part[p];
    const Vec dh = dhidden.part[p], dc = dcell.part[p] + dh * out * (1. - squashed * squashed);
    const Vec x = kept.input.part[p], h = kept.hidden.part[p];
    const auto reverse = [&](Gate gate, Vec inner, Vec of) __attribute__((always_inline)) {
      gradient.weight[gate].part[p] += inner * of;
      gradient.bias[gate].part[p] += inner;
      return inner * layer.weight[gate].part[p];
    };
    dinput.part[p] = reverse(kForget, dc * kept.cell.part[p] * (forget * (1. - forget)), x) +
                     reverse(kOut, dh * squashed * (out * (1. - out)), x);
    dhidden.part[p] =
        reverse(kIn, dc * change * (in * (1. - in)), h) + reverse(kChange, dc * in * (1. - change * change), h);
    dcell.part[p] = dc * forget;
  });
}

void Lstm::State::backward() {
  Row dhidden[kLayers] = {}, dcell[kLayers] = {};
  for (size_t t = steps_; t-- > 0;) {
    Row dx;
    unroll<kParts>([&](auto p) __attribute__((always_inline)) {
      const Vec dy = dy_[t].part[p];
      gradient_.out.part[p] += dy * hidden_[t].part[p];
      gradient_.out_bias.part[p] += dy;
      dx.part[p] = dy * weights_.out.part[p];
    });
    for (size_t i = kLayers; i-- > 0;) {
      for (size_t p = 0; p < kParts; ++p) dhidden[i].part[p] += dx.part[p];
      step_back(weights_.layers[i], kept_[t * kLayers + i], dhidden[i], dcell[i], dx, gradient_.layers[i]);
    }
    for (size_t p = 0; p < kParts; ++p) gradient_.in.part[p] += dx.part[p] * sequence_[t].part[p];
  }
}

Lstm::Lstm(const double* state, const double* sequence, size_t characters)
    : state_(std::make_unique<State>(state, sequence, characters)) {}
Lstm::~Lstm() = default;
double Lstm::run(const double* parameters, double* gradient) { return state_->run(parameters, gradient); }

}  // namespace limit::f64
