#include "training.hpp"

#include <chrono>
#include <cmath>
#include <iostream>
#include <numbers>

#include <fmt/format.h>

#include "progress.hpp"

using namespace nabla;

namespace {

/// From 0.05 down to 0 along half a cosine over the whole run.
double learning_rate(double done) { return 0.025 * (1 + std::cos(std::numbers::pi * done)); }

void shuffle(std::vector<std::uint32_t>& order, Rng& rng) {
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
}

double test_accuracy(const Function& correct, const Dataset& test) {
  constexpr std::int64_t at_once = 500;
  double sum = 0;
  for (std::int64_t first = 0; first < test.size(); first += at_once) {
    const std::int64_t count = std::min(at_once, test.size() - first);
    const Dataset part = test.slice(first, count);
    sum += static_cast<double>(count) * correct(part.images, part.labels)[0].item<float>();
  }
  return sum / static_cast<double>(test.size());
}

/// The compiled training step and its memory, allocated once.
class Trainer {
 public:
  Trainer(const Network& model, const Dataset& training, const Options& options)
      : training_(training),
        options_(options),
        rate_(input("rate", f32, {})),
        step_({model.x, model.t, rate_}, {model.loss, model.correct}, momentum_updates(model, rate_)),
        rng_(options.seed + 1) {
    order_.resize(static_cast<std::size_t>(training.size()));
    for (std::size_t i = 0; i < order_.size(); ++i) order_[i] = static_cast<std::uint32_t>(i);
  }

  Epoch run(std::int64_t epoch) {
    shuffle(order_, rng_);
    const std::int64_t steps = (training_.size() + options_.batch - 1) / options_.batch;
    Progress progress(fmt::format("epoch {:2}/{}", epoch, options_.epochs), training_.size());
    Epoch result;
    for (std::int64_t i = 0; i < steps; ++i) {
      const std::int64_t first = i * options_.batch;
      const std::int64_t count = std::min(options_.batch, training_.size() - first);
      const double done = (static_cast<double>(epoch - 1) + static_cast<double>(i) / static_cast<double>(steps)) /
                          static_cast<double>(options_.epochs);
      step(first, count, learning_rate(done));
      result.loss += outputs_[0].item<float>() * static_cast<double>(count);
      result.train_accuracy += outputs_[1].item<float>() * static_cast<double>(count);
      const double seen = static_cast<double>(first + count);
      progress.update(first + count, result.loss / seen, result.train_accuracy / seen);
    }
    result.loss /= static_cast<double>(training_.size());
    result.train_accuracy /= static_cast<double>(training_.size());
    result.seconds = progress.finish();
    return result;
  }

 private:
  void step(std::int64_t first, std::int64_t count, double rate) {
    if (inputs_.empty() || inputs_[1].sizes()[0] != count)  // the last batch of an epoch may be smaller
      inputs_ = {Tensor::empty(f32, {count, 784}), Tensor::empty(i32, {count}), Tensor::zeros(f32, {})};
    Dataset batch{std::move(inputs_[0]), std::move(inputs_[1])};
    gather(training_, order_, static_cast<std::size_t>(first), batch);
    inputs_[0] = std::move(batch.images);
    inputs_[1] = std::move(batch.labels);
    inputs_[2].mutable_span<float>()[0] = static_cast<float>(rate);
    step_.run(inputs_, outputs_);
  }

  const Dataset& training_;
  const Options& options_;
  Expr rate_;
  Function step_;
  Rng rng_;
  std::vector<std::uint32_t> order_;
  std::vector<Tensor> inputs_;
  std::vector<Tensor> outputs_{Tensor::zeros(f32, {}), Tensor::zeros(f32, {})};
};

void print_row(std::int64_t number, const Epoch& e, std::int64_t images) {
  std::cout << fmt::format("{:5}   {:10.4f}   {:13.2f} %   {:12.2f} %   {:7.2f}   {:8.0f}\n", number, e.loss,
                           100 * e.train_accuracy, 100 * e.test_accuracy, e.seconds,
                           static_cast<double>(images) / e.seconds);
}

}  // namespace

std::vector<Epoch> train(const Network& model, const Dataset& training, const Dataset& test, const Options& options) {
  const Function correct({model.x, model.t}, {model.correct});
  Trainer trainer(model, training, options);
  std::vector<Epoch> epochs;
  for (std::int64_t number = 1; number <= options.epochs; ++number) {
    epochs.push_back(trainer.run(number));
    epochs.back().test_accuracy = test_accuracy(correct, test);
  }
  std::cout << "\nepoch         loss   train accuracy   test accuracy   seconds   images/s\n";
  for (std::size_t i = 0; i < epochs.size(); ++i)
    print_row(static_cast<std::int64_t>(i) + 1, epochs[i], training.size());
  return epochs;
}
