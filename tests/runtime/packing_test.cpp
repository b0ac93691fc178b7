#include <nabla/runtime/packing.hpp>

#include <random>

#include <nabla/nabla.hpp>
#include <nabla/runtime/arena.hpp>

#include "catch.hpp"

using namespace nabla;
using detail::Block;

namespace {

std::size_t most_in_use(const std::vector<Block>& blocks) {
  std::size_t most = 0;
  for (const Block& at : blocks) {
    std::size_t in_use = 0;
    for (const Block& block : blocks) in_use += block.begin <= at.begin && at.begin <= block.end ? block.bytes : 0;
    most = std::max(most, in_use);
  }
  return most;
}

void require_apart(const std::vector<Block>& blocks, const detail::Packing& packing) {
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    REQUIRE(packing.offsets[i] + blocks[i].bytes <= packing.size);
    REQUIRE(packing.offsets[i] % detail::Arena::alignment == 0);
    for (std::size_t j = 0; j < i; ++j) {
      if (blocks[i].end < blocks[j].begin || blocks[j].end < blocks[i].begin) continue;
      const bool apart = packing.offsets[i] + blocks[i].bytes <= packing.offsets[j] ||
                         packing.offsets[j] + blocks[j].bytes <= packing.offsets[i];
      REQUIRE(apart);
    }
  }
}

struct Net {
  Exprs inputs;
  Expr loss;
  std::vector<Parameter> weights;

  Parameter weight(std::int64_t rows, std::int64_t columns) {
    static Rng rng(3);
    weights.emplace_back("W" + std::to_string(weights.size()), glorot_uniform(f32, {rows, columns}, rng));
    return weights.back();
  }
};

const Dim batch("batch");

Net perceptron(const std::vector<std::int64_t>& sizes, const std::string& name) {
  Net net;
  const Expr x = input("x", f32, {batch, sizes[0]}), t = input("t", i32, {batch});
  Expr h = x;
  for (std::size_t i = 1; i < sizes.size(); ++i) {
    const Parameter b("b" + std::to_string(i), Tensor::zeros(f32, {sizes[i]}));
    h = add_bias(matmul(h, net.weight(sizes[i - 1], sizes[i])), b);
    if (i + 1 < sizes.size()) h = activation(name, h);
    net.weights.push_back(b);
  }
  net.inputs = {x, t};
  net.loss = mean(sparse_softmax_cross_entropy(h, t));
  return net;
}

Net recurrent(int steps, std::int64_t in, std::int64_t hidden) {
  Net net;
  const Parameter Wx = net.weight(in, hidden), Wh = net.weight(hidden, hidden), Wo = net.weight(hidden, 3);
  net.inputs = {input("h", f32, {batch, hidden})};
  Expr h = net.inputs[0];
  for (int i = 0; i < steps; ++i) {
    net.inputs.push_back(input("x" + std::to_string(i), f32, {batch, in}));
    h = tanh(matmul(net.inputs.back(), Wx) + matmul(h, Wh));
  }
  net.loss = sum(square(matmul(h, Wo)));
  return net;
}

/// Layers of any width, which read any earlier ones.
Net random_net(unsigned seed) {
  std::mt19937 random(seed);
  Net net;
  net.inputs = {input("x", f32, {batch, 20})};
  std::vector<std::pair<Expr, std::int64_t>> layers{{net.inputs[0], 20}};
  const auto any = [&] { return layers[layers.size() - 1 - random() % std::min<std::size_t>(layers.size(), 5)]; };
  for (int i = 0; i < 25; ++i) {
    const auto width = static_cast<std::int64_t>(4 + random() % 60);
    const auto [a, m] = any();
    const auto [b, n] = any();
    const Expr z = matmul(a, net.weight(m, width)) + matmul(b, net.weight(n, width));
    layers.emplace_back(random() % 2 ? softmax(z, 1) : tanh(z), width);
  }
  for (const auto& [h, width] : layers) net.loss = net.loss ? net.loss + sum(square(h)) : sum(square(h));
  return net;
}

MemoryReport trained(const Net& net, std::int64_t size) {
  const std::vector<Expr> gradient = grad(net.loss, net.weights);
  Updates updates;
  for (std::size_t i = 0; i < gradient.size(); ++i) updates.set(net.weights[i], net.weights[i] - 0.01 * gradient[i]);
  const Function f(net.inputs, {net.loss}, updates);
  std::vector<Tensor> feeds;
  for (const Expr& x : net.inputs) {
    Sizes sizes;
    for (const Dim& dim : x.shape()) sizes.push_back(dim.is_constant() ? dim.constant() : size);
    feeds.push_back(Tensor::zeros(x.dtype(), sizes));
  }
  f.call(feeds);
  return f.memory_report();
}

}  // namespace

TEST_CASE("blocks in use at the same time lie apart") {
  std::mt19937 random(1);
  for (const std::uint32_t n : {1U, 2U, 10U, 50U, 200U, 1000U}) {
    for (int round = 0; round < 5; ++round) {
      std::vector<Block> blocks;
      for (std::uint32_t i = 0; i < n; ++i)
        blocks.push_back({64 * (1 + random() % 100), i, i + static_cast<std::uint32_t>(random() % 20)});
      const std::size_t least = most_in_use(blocks);
      const detail::Packing packing = detail::pack(blocks, least);
      require_apart(blocks, packing);
      CHECK(packing.size >= least);
      CHECK(static_cast<double>(packing.size) <= 1.2 * static_cast<double>(least));
    }
  }
}

TEST_CASE("blocks that fit only when the largest has been placed first") {
  // As they come, the third finds two parts of which none is large enough.
  const std::vector<Block> blocks{{64, 0, 0}, {64, 0, 2}, {64, 0, 0}, {128, 1, 2}};
  CHECK(detail::pack(blocks, most_in_use(blocks)).size == 192);
}

TEST_CASE("a training step works in at most 1.1 of what is alive at one time") {
  std::vector<Net> nets{perceptron({78, 64, 64, 10}, "relu"), perceptron({100, 30, 20, 40, 10, 5}, "tanh"),
                        perceptron({10, 30, 70, 20, 90, 5}, "gelu"), recurrent(12, 7, 16)};
  for (unsigned seed = 0; seed < 8; ++seed) nets.push_back(random_net(seed));
  for (const Net& net : nets) {
    for (const std::int64_t size : {1, 32, 100}) {
      const MemoryReport report = trained(net, size);
      CHECK(static_cast<double>(report.peak) <= 1.1 * static_cast<double>(report.alive));
      CHECK(report.alive <= report.without_reuse);
    }
  }
}
