// dlib at the jobs of ../tiny.cpp and ../mlp.cpp. Its nets are types: the compiler knows the layers.

#include <dlib/dnn.h>

#include <string>
#include <vector>

#include "harness.hpp"

namespace {

using Input = dlib::input<dlib::matrix<float>>;
template <class Below>
using Tiny = dlib::loss_mean_squared<dlib::fc<1, dlib::htan<dlib::fc<16, dlib::htan<dlib::fc<16, Below>>>>>>;
template <class Below>
using Mlp = dlib::loss_multiclass_log<dlib::fc<10, dlib::relu<dlib::fc<512, dlib::relu<dlib::fc<512, Below>>>>>>;

template <class Net, class Label>
void training(const bench::Bench& bench, const std::string& job, long inputs, const std::vector<Label>& labels) {
  if (!bench.wants(job)) return;
  dlib::rand random(1);
  std::vector<dlib::matrix<float>> examples(labels.size());
  for (dlib::matrix<float>& x : examples) {
    x.set_size(inputs, 1);
    for (float& entry : x) entry = random.get_random_float();
  }
  Net net;
  dlib::resizable_tensor x;
  net.to_tensor(examples.begin(), examples.end(), x);
  std::vector<dlib::sgd> solvers(Net::num_computational_layers, dlib::sgd(0, 0));
  bench.compare(job, {{bench.options().contestant, [&] {
                         net.compute_parameter_gradients(x, labels.begin());
                         net.update_parameters(dlib::make_sstack(solvers), 0.01);
                       }}});
}

}  // namespace

void bench::measure(const Bench& bench) {
  for (const std::size_t batch : {1U, 8U})
    training<Tiny<Input>>(bench, "tiny MLP step, batch " + std::to_string(batch), 2, std::vector<float>(batch, 0.5F));
  for (const std::size_t batch : {32U, 128U, 512U}) {
    std::vector<unsigned long> labels(batch);
    for (std::size_t i = 0; i < batch; ++i) labels[i] = i % 10;
    training<Mlp<Input>>(bench, "MLP step, batch " + std::to_string(batch), 784, labels);
  }
}
