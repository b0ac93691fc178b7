#include <nabla/io/graph_file.hpp>

#include <atomic>
#include <csignal>
#include <limits>
#include <locale>
#include <regex>
#include <set>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/io/safetensors.hpp>
#include <nabla/nabla.hpp>

#include "catch.hpp"
#include "support/full_disk.hpp"
#include "support/laws.hpp"
#include "support/random_graph.hpp"
#include "support/temp_dir.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

std::string whole_text(const Exprs& outputs) { return to_text(outputs, {.where = true}); }

/// The parameters' and constants' values below some outputs, in the order of the text.
std::vector<Tensor> values_of(const Exprs& outputs) {
  std::vector<Tensor> values;
  const Dag dag = freeze(outputs);
  for (const Vertex v : operands_first(dag)) {
    if (const auto* const c = leaf_as<Constant>(dag[v])) values.push_back(c->value());
    if (const auto* const p = leaf_as<ParameterState>(dag[v])) values.push_back(p->value);
  }
  return values;
}

/// Saves, loads and saves again elsewhere: the same text, values and bytes.
void check_round_trip(const Exprs& outputs) {
  const TempDir first, second;
  save(first / "m.nabla", outputs);
  const SavedGraph graph = load(first / "m.nabla");
  CHECK(whole_text(graph.outputs) == whole_text(outputs));
  CHECK(std::ranges::equal(values_of(graph.outputs), values_of(outputs), same_bits));
  save(second / "m.nabla", graph.outputs);
  CHECK(read_file(second / "m.nabla") == read_file(first / "m.nabla"));
  CHECK(first.files() == second.files());
}

/// A network with parameters of these values.
Exprs network(float value) {
  const Dim batch{"batch"};
  const Expr x = input("x", f32, {batch, 3}), t = input("t", i32, {batch});
  const Parameter W("W", Tensor::full(f32, {3, 4}, value)), b("b", Tensor::full(f32, {4}, value));
  const Expr loss = named(mean(sparse_softmax_cross_entropy(add_bias(matmul(x, W), b), t)), "loss");
  Exprs outputs{loss};
  for (const Expr& g : grad(loss, std::vector<Parameter>{W, b})) outputs.push_back(g);
  return outputs;
}

/// Both parameters have this value.
bool is_network(const SavedGraph& graph, float value) {
  return same_bits(graph.parameter("W").value(), Tensor::full(f32, {3, 4}, value)) &&
         same_bits(graph.parameter("b").value(), Tensor::full(f32, {4}, value));
}

}  // namespace

TEST_CASE("a saved graph is the text that a person reads, with its weights beside it") {
  const TempDir folder;
  const Dim batch{"batch"};
  const Parameter W("W", Tensor::ones(f32, {3, 2}));
  save(folder / "m.nabla", {named(2 * matmul(input("x", f32, {batch, 3}), W), "y")});
  CHECK(folder.files() == 2);
  std::string text = read_file(folder / "m.nabla");
  const std::string id = text.substr(text.find("weights \"m.nabla.") + 17, 16);
  CHECK(read_safetensors(folder / ("m.nabla." + id + ".safetensors")).tensors.size() == 1);
  while (text.find(id) != text.npos) text.replace(text.find(id), id.size(), "ID");
  text = std::regex_replace(text, std::regex(" at \"graph_file_test.cpp\":[0-9]+\n"), " at LINE\n");
  CHECK(text.substr(0, text.find("checksum")) ==
        "nabla graph 1\n"
        "weights \"m.nabla.ID.safetensors\" ID\n"
        "%0 : f32[] = constant 2 at LINE\n"
        "%1 : f32[batch, 3] = input \"x\" at LINE\n"
        "%2 : f32[3, 2] = parameter \"W\" at LINE\n"
        "%3 : f32[batch, 2] = matmul %1, %2 {transpose_a = false, transpose_b = false} at LINE\n"
        "%4 : f32[batch, 2] = mul %0, %3 \"y\" at LINE\n"
        "return %4\n");
}

TEST_CASE("a network, its gradients and its parameters come back as they were") {
  check_round_trip(network(0.1F));
  const TempDir folder;
  save(folder / "m.nabla", network(0.1F));
  const SavedGraph graph = load(folder / "m.nabla");
  CHECK(is_network(graph, 0.1F));
  CHECK(graph.input("x").type() == Type{f32, {Dim{"batch"}, 3}});
  CHECK(graph.output("loss") == graph.outputs[0]);
  const nabla::Function f({graph.input("x"), graph.input("t")}, graph.outputs);
  CHECK(f(Tensor::ones(f32, {2, 3}), Tensor::zeros(i32, {2}))[0].item<float>() == Approx(std::log(4.0)));
  CHECK(message_without_lines([&] { graph.output("los"); }) ==
        "graph_file_test.cpp: the graph has no output \"los\"; did you mean \"loss\", \"dloss/dW\" or \"dloss/db\"?");
  CHECK(graph.outputs[1]->is_gradient());
}

TEST_CASE("a gradient's nodes still know which nodes they come from") {
  const Parameter x("x", Tensor::ones(f64, {2}));
  const Expr y = tanh(x), loss = sum(square(y));
  const TempDir folder;
  save(folder / "m.nabla", {loss, grad(loss, {x})[0]});
  const SavedGraph graph = load(folder / "m.nabla");
  std::set<std::uint64_t> ids, origins;
  const Dag dag = freeze(graph.outputs);
  for (const Vertex v : operands_first(dag)) ids.insert(dag[v]->id());
  for (const Vertex v : operands_first(dag))
    if (dag[v]->is_gradient()) origins.insert(dag[v]->origin());
  CHECK(!origins.empty());
  CHECK(std::ranges::includes(ids, origins));
}

TEST_CASE("nodes keep their scopes, also when they are saved or loaded within another one") {
  const TempDir folder;
  Expr y = input("x", f32, {2});
  for (const char* name : {"encoder", "a \"b\"/c"}) {
    const Scope scope(name);
    y = tanh(y) + Parameter(name, Tensor::ones(f32, {2}));
  }
  const Scope outer("outer");
  save(folder / "m", {y});
  const Exprs read = load(folder / "m").outputs;
  const auto scopes = [](const Exprs& outputs) {
    std::vector<std::string> list;
    const Dag dag = freeze(outputs);
    for (const Vertex v : operands_first(dag)) list.push_back(dag[v]->scope());
    return list;
  };
  CHECK(scopes(read) == scopes({y}));
  CHECK(read[0]->scope() == "a \"b\"/c");
}

TEST_CASE("graphs made at random come back as they were") {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    RandomGraph grower(seed, 1 + seed % 4, seed % 6);
    INFO("seed " << seed);
    check_round_trip(grower.outputs());
  }
}

TEST_CASE("every operation of the language comes back as it was") {
  const TempDir folder;
  for (const Law& law : laws()) {
    Exprs operands;
    for (const OperandLaw& operand : law.operands) {
      const DType dtype = operand.boolean ? b8 : operand.integer ? i32 : f64;
      operands.push_back(input("x" + std::to_string(operands.size()), dtype, Shape(operand.sizes)));
    }
    const Exprs outputs{law.apply(operands)};
    INFO(law.operation);
    save(folder / "m.nabla", outputs);
    CHECK(whole_text(load(folder / "m.nabla").outputs) == whole_text(outputs));
  }
}

TEST_CASE("constants keep their bits, in the text or beside it") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  const Tensor small = Tensor::from_vector<double>({2, 2}, {-0.0, infinity, -infinity, 5e-324});
  const Tensor odd = Tensor::from_vector<double>({2}, {-nan, 0.1});
  const Tensor large = Tensor::full(f32, {3, 3}, 0.1);
  const Tensor whole = Tensor::from_vector<std::int64_t>({2}, {std::numeric_limits<std::int64_t>::min(), 1});
  const Tensor truth = Tensor::from_vector<bool>({1, 2}, {true, false});
  check_round_trip({constant(small), constant(odd), named(constant(large), "large"), constant(whole), constant(truth),
                    constant(Tensor::zeros(f32, {2, 0, 3})), constant(Tensor::scalar(1e-45F)),
                    size_of(Dim{"n"} * Dim{"m"} - 2, f32)});
}

TEST_CASE("names may be anything, and come twice") {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  Exprs outputs;
  for (const std::string& name :
       {all, std::string("\"\\{}[]#%,= \n"), std::string("a # b"), std::string("__metadata__"), std::string("%0"),
        std::string(100'000, 'x'), std::string("W/2"), std::string("\xE2\x88\x87")}) {
    outputs.push_back(Parameter(name, Tensor::ones(f32, {9})));
    outputs.push_back(input(name, f32, {Dim{"n"}}));
    outputs.push_back(named(print(name, outputs.back()), name));
  }
  for (int i = 0; i < 3; ++i) outputs.push_back(Parameter("W", Tensor::full(f32, {2}, i)));
  outputs.push_back(constant(Tensor::full(f32, {9}, 3)));
  check_round_trip(outputs);
}

TEST_CASE("a graph is saved alike in any locale") {
  struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\1"; }
  };
  const TempDir plain, strange;
  const Exprs outputs{input("x", f32, {12345}) * 1234.5F, leaky_relu(input("y", f32, {2}), 0.25)};
  save(plain / "m", outputs);
  const std::locale old = std::locale::global(std::locale(std::locale(), new Comma));
  save(strange / "m", outputs);
  const std::string text = whole_text(load(strange / "m").outputs);
  std::locale::global(old);
  CHECK(read_file(plain / "m") == read_file(strange / "m"));
  CHECK(text == whole_text(outputs));
}

TEST_CASE("a graph may be saved onto the file that it was loaded from, and old weights go") {
  const TempDir folder;
  save(folder / "m.nabla", network(1));
  save(folder / "other.nabla", network(3));
  const SavedGraph graph = load(folder / "m.nabla");
  graph.parameter("W").set_value(Tensor::full(f32, {3, 4}, 2));
  graph.parameter("b").set_value(Tensor::full(f32, {4}, 2));
  write_file(folder / ".m.nabla.123-0.tmp", "what a killed process left");
  save(folder / "m.nabla", graph.outputs);
  CHECK(is_network(load(folder / "m.nabla"), 2));
  CHECK(is_network(load(folder / "other.nabla"), 3));
  CHECK(folder.files() == 4);
  std::filesystem::create_symlink("m.nabla", folder / "link");
  save(folder / "link", network(4));
  CHECK(is_network(load(folder / "m.nabla"), 4));
  CHECK(is_network(load(folder / "link"), 4));
  save(folder / "m.nabla", {input("x", f32, {})});
  CHECK(folder.files() == 4);  // no weights, no file of weights
}

TEST_CASE("a long chain is saved and loaded") {
  Expr x = input("x", f32, {2});
  for (int i = 0; i < 20'000; ++i) x = tanh(x);
  const TempDir folder;
  save(folder / "m", {x});
  CHECK(node_count(load(folder / "m").outputs) == 20'001);
}

TEST_CASE("savers and loaders in several threads do not disturb each other") {
  const TempDir folder;
  save(folder / "m", network(0));
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 3; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        save(folder / "m", network(static_cast<float>(t % 2)));
        const SavedGraph graph = load(folder / "m");
        if (!is_network(graph, 0) && !is_network(graph, 1)) ++wrong;
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(folder.files() == 2);
}

TEST_CASE("an operation that is not of the language is named before anything is written") {
  const TempDir folder;
  const Expr x = input("x", f32, {2});
  const Expr y = custom_gradient(tanh(x), {x}, [](const Exprs&, const Expr&, const Expr& dy) { return dy; });
  CHECK(message_without_lines([&] { save(folder / "m", {y}); }) ==
        "graph_file_test.cpp: save: the operation \"custom_gradient\" is not one of the language, so no file can hold "
        "it; "
        "it is made at graph_file_test.cpp");
  CHECK(folder.files() == 0);
}

TEST_CASE("every truncation and every flipped bit of a saved graph is refused, or is the same graph") {
  const TempDir folder;
  const Parameter W("W", Tensor::ones(f32, {2}));
  const Exprs outputs{named(softmax(2 * W, -1), "y")};
  save(folder / "m", outputs);
  const std::string text = whole_text(outputs);
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    const std::string path = entry.path().string(), good = read_file(path);
    const auto refused_or_same = [&](const std::string& bytes) {
      write_file(path, bytes);
      std::string got = text;
      std::vector<Tensor> values = values_of(outputs);
      static_cast<void>(message_of([&] {
        const SavedGraph graph = load(folder / "m");
        got = whole_text(graph.outputs);
        values = values_of(graph.outputs);
      }));
      return got == text && std::ranges::equal(values, values_of(outputs), same_bits);
    };
    for (std::size_t size = 0; size < good.size(); ++size)
      if (!refused_or_same(good.substr(0, size))) FAIL_CHECK(path << " cut to " << size);
    for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
      std::string bad = good;
      bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
      if (!refused_or_same(bad)) FAIL_CHECK(path << " with bit " << bit << " flipped");
    }
    write_file(path, good);
  }
}

TEST_CASE("a process killed while it saves leaves the old graph or the new one", "[fork]") {
  const TempDir folder;
  save(folder / "m", network(0));
  for (int kill_number = 0; kill_number < 20; ++kill_number) {
    const pid_t child = fork();
    if (child == 0)
      for (unsigned i = 0;; ++i) save(folder / "m", network(static_cast<float>(i % 2)));
    usleep(static_cast<useconds_t>(1000 * (1 + kill_number * 7 % 20)));
    kill(child, SIGKILL);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    const SavedGraph graph = load(folder / "m");
    CHECK((is_network(graph, 0) || is_network(graph, 1)));
  }
  save(folder / "m", network(2));
  CHECK(folder.files() == 2);  // what the killed ones left is gone
}

TEST_CASE("a disk that is full anywhere loses no saved graph", "[fork]") {
  const TempDir folder;
  const Parameter W("W", Tensor::ones(f32, {3}));
  save(folder / "m", {2 * W});
  const std::string old = read_file(folder / "m");
  std::uintmax_t largest = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    largest = std::max(largest, entry.file_size());
  W.set_value(Tensor::zeros(f32, {3}));
  for (rlim_t limit = 0; limit < largest; limit += 3) {  // at each it takes 10 s under sanitizers
    INFO("limit " << limit);
    const int exit_code = with_full_disk(limit, [&] {
      try {
        save(folder / "m", {2 * W});
      } catch (const Error&) {
        return 1;
      }
      return 0;
    });
    REQUIRE(exit_code == 1);
    REQUIRE(read_file(folder / "m") == old);
    REQUIRE(folder.files() == 2);
  }
  CHECK(same_bits(load(folder / "m").parameter("W").value(), Tensor::ones(f32, {3})));
}
