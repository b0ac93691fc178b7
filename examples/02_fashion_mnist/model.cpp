#include "model.hpp"

using namespace nabla;

Network make_network(const std::string& activation_name, std::uint64_t seed) {
  const Dim batch{"batch"};
  Network m;
  m.x = input("x", f32, {batch, 784});
  m.t = input("t", i32, {batch});

  Rng rng(seed);
  const std::vector<std::int64_t> sizes{784, 512, 256, 10};
  Expr h = m.x;
  for (std::size_t layer = 1; layer < sizes.size(); ++layer) {
    const std::string n = std::to_string(layer);
    const Parameter W("W" + n, glorot_uniform(f32, {sizes[layer - 1], sizes[layer]}, rng));
    const Parameter b("b" + n, Tensor::zeros(f32, {sizes[layer]}));
    h = add_bias(matmul(h, W), b);
    if (layer + 1 < sizes.size()) h = activation(activation_name, h);
    m.weights.insert(m.weights.end(), {W, b});
  }
  m.logits = named(h, "logits");
  m.loss = named(mean(sparse_softmax_cross_entropy(m.logits, m.t)), "loss");
  m.correct = mean(cast(equal(argmax(m.logits, 1), cast(m.t, i64)), f32));
  m.gradient = grad(m.loss, m.weights);
  return m;
}

Updates momentum_updates(const Network& model, const Expr& rate) {
  Updates updates;
  for (std::size_t i = 0; i < model.weights.size(); ++i) {
    const Parameter& w = model.weights[i];
    const Parameter velocity(w.name() + ".velocity", Tensor::zeros(f32, w.value().sizes()));
    const Expr next = 0.9 * velocity - rate * model.gradient[i];
    updates.set(velocity, next);
    updates.set(w, w + next);
  }
  return updates;
}
