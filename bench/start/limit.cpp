// start/nabla.cpp's job without anything to build and compile: the step written by hand.

#include <cstdio>
#include <random>

#include "limit/mlp.hpp"
#include "limit/team.hpp"

int main() {
  constexpr std::size_t batch = 32;
  std::minstd_rand random(1);
  std::uniform_real_distribution<float> uniform(-1.F, 1.F);
  limit::Mlp::Weights weights;
  const std::size_t sizes[] = {784, 512, 512, 10};
  for (std::size_t i = 0; i < 3; ++i) {
    weights[2 * i].resize(sizes[i] * sizes[i + 1]);
    for (float& w : weights[2 * i]) w = 0.06F * uniform(random);
    weights[2 * i + 1].resize(sizes[i + 1]);
  }
  std::vector<float> pixels(batch * sizes[0]);
  for (float& pixel : pixels) pixel = uniform(random);
  std::vector<std::int32_t> labels(batch);
  for (std::int32_t& label : labels) label = static_cast<std::int32_t>(random() % sizes[3]);
  limit::Team team(1);
  limit::Mlp mlp(batch, weights, team);
  std::printf("%g\n", static_cast<double>(mlp.step(pixels.data(), labels.data(), 0.01F)));
}
