// Lesson 2: a real network. 784-512-256-10 on Fashion-MNIST: the model as an expression graph, its gradient graph
// looked at and verified, then trained by update expressions.

#include <filesystem>
#include <fstream>
#include <iostream>

#include <fmt/format.h>
#include <nabla/nabla.hpp>

#include "data.hpp"
#include "model.hpp"
#include "options.hpp"
#include "training.hpp"

using namespace nabla;

namespace {

struct Facts {
  std::size_t forward_nodes = 0;
  std::size_t gradient_nodes = 0;
  std::vector<std::string> files;
};

Facts show_model(const Network& model, const Options& options) {
  Exprs all = model.gradient;
  all.insert(all.begin(), model.loss);
  Facts facts;
  facts.forward_nodes = node_count({model.loss});
  facts.gradient_nodes = node_count(all) - facts.forward_nodes;
  std::cout << "The model:\n"
            << to_text({model.loss})
            << fmt::format("\n{} nodes forward; the gradient of {} parameters adds {}\n", facts.forward_nodes,
                           model.weights.size(), facts.gradient_nodes);
  const auto draw = [&](const std::string& name, const Exprs& outputs) {
    const std::string path = options.out + "/" + name;
    write_dot(path + ".dot", outputs, {.title = name, .legend = true});
    render(path + ".svg", outputs, {.title = name, .legend = true});
    facts.files.insert(facts.files.end(), {path + ".dot", path + ".svg"});
  };
  draw("forward", {model.loss});
  draw("gradient", model.gradient);
  return facts;
}

double verify(const Network& model, const Dataset& training) {
  const Dataset few = training.slice(0, 4);
  const GradientReport report =
      verify_gradient(model.loss, model.weights, {{model.x, few.images}, {model.t, few.labels}});
  std::cout << '\n' << report << '\n';
  if (!report.ok()) throw Error("the gradient does not agree with numeric differentiation");
  return report.max_relative_error();
}

std::string json_string(const std::string& text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    if (static_cast<unsigned char>(c) < 0x20)
      json += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      json += c;
  }
  return json + "\"";
}

void write_report(const std::string& path, const std::vector<Epoch>& epochs, double gradient_error, Facts facts) {
  double seconds = 0;
  for (const Epoch& epoch : epochs) seconds += epoch.seconds;
  facts.files.push_back(path);
  std::string files;
  for (const std::string& file : facts.files) files += (files.empty() ? "" : ", ") + json_string(file);
  std::ofstream out(path);
  out << fmt::format(R"({{
  "test_accuracy": {:.4f},
  "train_seconds": {:.2f},
  "epochs": {},
  "gradient_max_relative_error": {:.3e},
  "forward_nodes": {},
  "gradient_nodes": {},
  "files": [{}]
}}
)",
                     epochs.back().test_accuracy, seconds, epochs.size(), gradient_error, facts.forward_nodes,
                     facts.gradient_nodes, files);
  out.close();
  if (!out) throw Error(path + ": cannot be written");
  std::cout << fmt::format("\ntest accuracy {:.2f} % after {} epochs, {:.1f} s of training\n",
                           100 * epochs.back().test_accuracy, epochs.size(), seconds);
  for (const std::string& file : facts.files) std::cout << "  " << file << '\n';
}

void run(const Options& options) {
  std::filesystem::create_directories(options.out);
  const Dataset training = read_dataset(options.data, "train");
  const Dataset test = read_dataset(options.data, "t10k");
  std::cout << fmt::format("Fashion-MNIST: {} training and {} test images of 28 x 28\n\n", training.size(),
                           test.size());

  const Network model = make_network(options.activation, options.seed);
  const Facts facts = show_model(model, options);
  const double gradient_error = verify(model, training);
  const std::vector<Epoch> epochs = train(model, training, test, options);
  write_report(options.out + "/report.json", epochs, gradient_error, facts);
}

}  // namespace

int main(int argc, char** argv) {
  const CommandLine line = parse(argc, argv);
  if (line.exit_code >= 0) return line.exit_code;
  try {
    run(line.options);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "fashion_mnist: " << error.what() << '\n';
    return 1;
  }
}
