#include <nabla/ops/random.hpp>

#include <algorithm>

#include <nabla/autodiff/grad.hpp>
#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/random_state.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

struct Moments {
  double mean, variance;
};
Moments moments(const Numbers& x) {
  double sum = 0, squares = 0;
  for (const double v : x) sum += v;
  const double mean = sum / static_cast<double>(x.size());
  for (const double v : x) squares += (v - mean) * (v - mean);
  return {mean, squares / static_cast<double>(x.size())};
}

/// Kolmogorov's and Smirnov's distance times sqrt(n): above 1.95 once in a thousand draws.
template <class F>
double distance(Numbers x, F cumulative) {
  std::ranges::sort(x);
  const double n = static_cast<double>(x.size());
  double most = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double at = cumulative(x[i]), below = static_cast<double>(i) / n;
    most = std::max({most, at - below, below + 1 / n - at});
  }
  return most * std::sqrt(n);
}
double normal_below(double z) { return std::erfc(-z / std::sqrt(2)) / 2; }

double correlation(const Numbers& x, const Numbers& y) {
  const Moments a = moments(x), b = moments(y);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - a.mean) * (y[i] - b.mean);
  return sum / static_cast<double>(x.size()) / std::sqrt(a.variance * b.variance);
}

constexpr int many = 100'000;

}  // namespace

TEST_CASE("random numbers are the same everywhere") {
  const RandomState state = state_at(42, 0);
  const auto first = [](const Expr& x) { return numbers(evaluate(x)); };
  CHECK(first(random_uniform(state, {4}, {.dtype = f64})) ==
        Numbers{0.46858651833910492, 0.34086154938517876, 0.32706338120338474, 0.45431560173488827});
  CHECK(first(random_normal(state, {4}, {.dtype = f64})) ==
        Numbers{-0.022056918653989198, -0.21025834642717617, -0.23213039610606012, 1.0530106741331857});
  CHECK(first(random_truncated_normal(state, {4}, {.dtype = f64})) ==
        Numbers{1.75408879105558, 0.20105113869694163, 1.0525805991233859, -1.8145917958679942});
  CHECK(first(random_gumbel(state, {4}, f64)) ==
        Numbers{1.2047479574244029, 0.44253001763918903, 2.2686306919961661, 1.5668469343562104});
  CHECK(first(random_uniform(state_at(42, 0), {2})) == Numbers{7861577 / 0x1p24, 5718707 / 0x1p24});
  CHECK(first(random_permutation(state_at(42, 0), 5)) == Numbers{2, 3, 1, 4, 0});
  CHECK(first(bernoulli(state_at(42, 0), 0.4, {4})) == Numbers{0, 1, 1, 0});
}

TEST_CASE("uniform numbers fill the interval from 0 to 1 evenly") {
  for (const DType dtype : {f32, f64}) {
    const Numbers u = numbers(evaluate(random_uniform(state_at(1, 0), {many}, {.dtype = dtype})));
    CHECK(*std::ranges::min_element(u) >= 0);
    CHECK(*std::ranges::max_element(u) < 1);
    CHECK(moments(u).mean == Approx(0.5).margin(0.003));
    CHECK(moments(u).variance == Approx(1.0 / 12).margin(0.001));
    CHECK(distance(u, [](double x) { return x; }) < 1.95);
  }
  const Numbers v = numbers(evaluate(random_uniform(state_at(1, 0), {many}, {.low = -3, .high = 5})));
  CHECK(distance(v, [](double x) { return (x + 3) / 8; }) < 1.95);
}

TEST_CASE("normal numbers are normal") {
  for (const DType dtype : {f32, f64}) {
    const Numbers z = numbers(evaluate(random_normal(state_at(2, 0), {many}, {.dtype = dtype})));
    CHECK(moments(z).mean == Approx(0).margin(0.01));
    CHECK(moments(z).variance == Approx(1).margin(0.015));
    CHECK(distance(z, normal_below) < 1.95);
  }
  const Numbers v = numbers(evaluate(random_normal(state_at(2, 0), {many}, {.mean = 10, .stddev = 0.5})));
  CHECK(distance(v, [](double x) { return normal_below((x - 10) / 0.5); }) < 1.95);
}

TEST_CASE("truncated normal numbers stay within two standard deviations") {
  const Numbers z = numbers(evaluate(random_truncated_normal(state_at(3, 0), {many}, {.dtype = f64})));
  CHECK(std::abs(*std::ranges::min_element(z)) <= 2);
  CHECK(*std::ranges::max_element(z) <= 2);
  CHECK(*std::ranges::max_element(z) > 1.99);
  const double below = normal_below(-2), within = 1 - 2 * below;
  CHECK(distance(z, [&](double x) { return (normal_below(x) - below) / within; }) < 1.95);
  CHECK(std::sqrt(moments(z).variance) == Approx(0.87962566).margin(0.005));
}

TEST_CASE("Gumbel numbers have their distribution") {
  const Numbers g = numbers(evaluate(random_gumbel(state_at(4, 0), {many}, f64)));
  CHECK(distance(g, [](double x) { return std::exp(-std::exp(-x)); }) < 1.95);
}

TEST_CASE("streams, steps, seeds and neighbours are independent") {
  const RandomState state = state_at(5, 0);
  const Numbers x = numbers(evaluate(random_normal(state, {many}))),
                y = numbers(evaluate(random_normal(state, {many})));
  CHECK(std::abs(correlation(x, y)) < 0.01);
  for (const auto& [seed, step] : {std::pair{5, 1}, {6, 0}, {5, 2}, {5 + (1 << 20), 0}})
    CHECK(std::abs(correlation(x, numbers(evaluate(random_normal(state_at(seed, step), {many}))))) < 0.01);
  for (const std::ptrdiff_t lag : {1, 2, 3, 4, 16})
    CHECK(std::abs(correlation({x.begin(), x.end() - lag}, {x.begin() + lag, x.end()})) < 0.01);
}

TEST_CASE("an entry depends on its position alone: a longer draw begins with a shorter one") {
  const auto draw = [](Shape shape) { return numbers(evaluate(random_normal(state_at(6, 0), shape))); };
  const Numbers whole = draw({700});
  for (const int n : {0, 1, 2, 255, 256, 257, 511, 699}) {
    const Numbers part = draw({n});
    CHECK(part == Numbers(whole.begin(), whole.begin() + n));
  }
  CHECK(draw({7, 100}) == whole);
  CHECK(draw({Dim(7), 4, 25}) == whole);
  CHECK(draw({}) == Numbers{whole[0]});
}

TEST_CASE("f32 numbers are the f64 ones rounded, uniform ones downwards") {
  const auto draw = [](auto f, DType dtype) { return numbers(evaluate(f(state_at(7, 0), dtype))); };
  const auto uniform = [](const RandomState& s, DType d) { return random_uniform(s, {1000}, {.dtype = d}); };
  const auto normal = [](const RandomState& s, DType d) { return random_normal(s, {1000}, {.dtype = d}); };
  const Numbers u32 = draw(uniform, f32), u64 = draw(uniform, f64), z32 = draw(normal, f32), z64 = draw(normal, f64);
  for (std::size_t i = 0; i < u32.size(); ++i) {
    CHECK(u32[i] == std::floor(u64[i] * 0x1p24) * 0x1p-24);
    CHECK(z32[i] == static_cast<double>(static_cast<float>(z64[i])));
  }
}

TEST_CASE("a symbolic shape draws as many as the call has") {
  const Dim n{"n"};
  const Expr x = input("x", f32, {n, 2});
  const nabla::Function f({x}, {x + random_normal(state_at(8, 0), {n, 2})});
  const Tensor five = f(Tensor::zeros(f32, {5, 2}))[0], three = f(Tensor::zeros(f32, {3, 2}))[0];
  CHECK(std::ranges::equal(three.span<float>(), five.span<float>().first(6)));
}

TEST_CASE("gradients pass through reparameterised draws") {
  const Expr mean = input("mean", f32, {3}), stddev = input("stddev", f32, {});
  const Expr low = input("low", f32, {4, 3}), high = input("high", f32, {3});
  const Feeds feeds{{mean, tensor(f32, {3}, {1, 2, 3})},
                    {stddev, tensor(f32, {}, {0.7})},
                    {low, tensor(f32, {4, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 7, 6})},
                    {high, tensor(f32, {3}, {11, 12, 13})}};
  const RandomState state("random", 9);
  const Expr z = random_normal(state, {4, 3}, {.mean = mean, .stddev = stddev});
  const Expr u = random_uniform(state, {4, 3}, {.low = low, .high = high});
  for (const int order : {1, 2}) {
    CHECK(verify_gradient(sum(square(z)), {mean, stddev}, feeds, {.order = order}).ok());
    CHECK(verify_gradient(sum(square(u)), {low, high}, feeds, {.order = order}).ok());
  }
  const Numbers draws = numbers(evaluate(random_normal(state_at(9, 0), {4, 3})));
  double total = 0;
  for (const double draw : draws) total += draw;
  CHECK(numbers(evaluate(grad(sum(z), mean), feeds)) == Numbers{4, 4, 4});
  CHECK(numbers(evaluate(grad(sum(z), stddev), feeds))[0] == Approx(total));
}

TEST_CASE("an option that is an expression decides the dtype") {
  const Expr mean = input("mean", f64, {2});
  const RandomState state = state_at(1, 0);
  CHECK(random_normal(state, {3, 2}, {.mean = mean}).type() == Type{f64, {3, 2}});
  CHECK(random_uniform(state, {3, 2}, {.high = mean}).type() == Type{f64, {3, 2}});
  CHECK(random_normal(state, {3, 2}).type() == Type{f32, {3, 2}});
}

TEST_CASE("mistakes with random draws") {
  const RandomState state(input("state", i64, {2}));
  const Expr mean = input("mean", f32, {4}), wide = input("wide", f64, {3});
  CHECK(message_without_lines([&] { random_normal(state, {3}, {.dtype = i32}); }) ==
        "random_test.cpp: random_normal: random numbers are f32 or f64, not i32\n"
        "  state : i64[2] = input  random_test.cpp");
  CHECK_THROWS_WITH(random_normal(state, {3}, {.mean = mean}), Catch::Matchers::Contains("random_normal: cannot"));
  CHECK(message_without_lines([&] { random_normal(state, {}, {.mean = mean}); }) ==
        "random_test.cpp: random_normal: [4] does not stretch to []\n"
        "  mean      : f32[4] = input     random_test.cpp\n"
        "  operand 2 : f32[]  = constant  random_test.cpp");
  CHECK_THROWS_WITH(random_normal(state, {3}, {.mean = wide, .stddev = mean}),
                    Catch::Matchers::Contains("f32 and f64: cast() one of them"));
}
