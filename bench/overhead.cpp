// What a call and an instruction cost: a chain of products of 1 x 1 matrices, which nothing fuses, with 1 and with 101
// of them. The difference of the two, by 100, is an instruction; the first less that is a call. The limit is a list of
// function pointers. f32.

#include <nabla/nabla.hpp>

#include <fmt/format.h>

#include "harness.hpp"

using namespace nabla;

namespace {

__attribute__((noinline)) void product(const float* a, const float* b, float* c) { *c = *a * *b; }

struct Instruction {
  void (*run)(const float*, const float*, float*);
  const float *a, *b;
  float* c;
};

void calls(const bench::Bench& bench, std::size_t count) {
  const Expr x = input("x", f32, {1, 1});
  const Parameter w("w", Tensor::full(f32, {1, 1}, 0.99));
  Expr y = x;
  for (std::size_t i = 0; i < count; ++i) y = matmul(y, w);
  const Function f({x}, {y});
  const std::string job = fmt::format("call, {} instructions", f.instructions());
  if (!bench.wants(job)) return;

  const std::vector<Tensor> feeds{Tensor::ones(f32, {1, 1})};
  std::vector<Tensor> outputs{Tensor::zeros(f32, {1, 1})};
  const auto run = [&] { f.run(feeds, outputs); };

  std::vector<float> values(count + 1, 1.F);
  const float factor = 0.99F;
  std::vector<Instruction> list;
  for (std::size_t i = 0; i < count; ++i) list.push_back({product, &values[i], &factor, &values[i + 1]});
  const auto limit_run = [&] {
    for (const Instruction& instruction : list) instruction.run(instruction.a, instruction.b, instruction.c);
  };

  run();
  limit_run();
  bench::require_close("the product", outputs[0].span<float>(), {&values[count], 1}, 1e-5);
  bench.compare(job, {{"nabla", run}, {"limit", limit_run}});
}

}  // namespace

void bench::measure(const Bench& bench) {
  for (const std::size_t count : {1U, 101U}) calls(bench, count);
}
