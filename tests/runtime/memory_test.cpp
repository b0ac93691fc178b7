#include <nabla/runtime/memory.hpp>

#include <random>
#include <sstream>

#include <nabla/ops/slice.hpp>
#include <nabla/runtime/arena.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/runtime_ops.hpp"

using namespace nabla;
using namespace nabla::test;
using detail::Arena;

TEST_CASE("an arena takes the smallest free part that fits") {
  Arena arena;
  const std::size_t a = arena.take(256), b = arena.take(64), c = arena.take(128), d = arena.take(64);
  CHECK(std::vector{a, b, c, d} == std::vector<std::size_t>{0, 256, 320, 448});
  arena.give(a, 256);
  arena.give(c, 128);
  CHECK(arena.take(64) == c);
  CHECK(arena.take(192) == a);
  CHECK(arena.size() == 512);
}

TEST_CASE("parts given back join their neighbours, and the end grows") {
  Arena arena;
  const std::size_t a = arena.take(64), b = arena.take(64), c = arena.take(64);
  arena.give(a, 64);
  arena.give(c, 64);
  arena.give(b, 64);
  CHECK(arena.take(256) == 0);
  CHECK(arena.size() == 256);
}

TEST_CASE("parts taken at random never overlap, and all room comes back") {
  Arena arena;
  std::mt19937 random(1);
  std::vector<std::pair<std::size_t, std::size_t>> taken;
  for (int i = 0; i < 3000; ++i) {
    if (taken.size() > 40 || (!taken.empty() && random() % 2)) {
      std::swap(taken[random() % taken.size()], taken.back());
      arena.give(taken.back().first, taken.back().second);
      taken.pop_back();
    } else {
      const std::size_t bytes = 64 * (1 + random() % 20), offset = arena.take(bytes);
      for (const auto& [other, size] : taken) REQUIRE((offset + bytes <= other || other + size <= offset));
      REQUIRE(offset + bytes <= arena.size());
      taken.emplace_back(offset, bytes);
    }
  }
  for (const auto& [offset, bytes] : taken) arena.give(offset, bytes);
  const std::size_t size = arena.size();
  CHECK(arena.take(size) == 0);
  CHECK(arena.size() == size);
}

TEST_CASE("elementwise chains work in place, others in two buffers") {
  const Expr x = input("x", f32, {Dim("n")});
  Expr elementwise = minus(x, x), other = elementwise;
  for (int i = 0; i < 480; ++i) elementwise = next(elementwise);  // more than an instruction takes
  for (int i = 0; i < 10; ++i) other = scale(other, 2);
  const Function f({x}, {total(elementwise)}), g({x}, {total(other)});
  f(Tensor::ones(f32, {100}));
  g(Tensor::ones(f32, {100}));
  CHECK(f.memory_report().peak == 448);  // 400 bytes in lines of 64
  CHECK(g.memory_report().peak == 896);
  CHECK(g.memory_report().alive == 896);
  CHECK(f.instructions() > 10);
  CHECK(f.memory_report().without_reuse == (f.instructions() - 1) * 448);
}

TEST_CASE("what is read again, also through a view or as a broadcast operand, is not overwritten") {
  const Expr x = input("x", f32, {4});
  const Expr h = plus(x, x);
  const Expr square = shaped(plus(h, h), {1, 4});
  const Function f({x}, {minus(next(h), h), less_row(square, flat(square)), total(next(flat(h)))});
  const auto r = f(std::vector<float>{1, 2, 3, 4});
  CHECK(same_bits(r[0], Tensor::ones(f32, {4})));
  CHECK(same_bits(r[1], Tensor::zeros(f32, {1, 4})));
  CHECK(r[2].item<float>() == 24);
}

TEST_CASE("what is copied in the end, a part of a value that is no output, stays until then") {
  const Expr x = input("x", f32, {2, 8});
  const Expr h = scale(x, 2), part = slice(h, 0, {1, 2});
  Expr y = x;
  for (int i = 0; i < 3; ++i) y = scale(y, i + 3);
  const Function f({x}, {part, total(h), total(y)});
  const auto r = f(Tensor::full(f32, {2, 8}, 1));
  CHECK(same_bits(r[0], Tensor::full(f32, {1, 8}, 2)));
}

// A network's gradient has this form: values made on the way forth are read again on the way back.
TEST_CASE("the arena is close to what is alive at one time") {
  const Expr x = input("x", f32, {Dim("n"), 8});
  std::vector<Expr> forth{scale(x, 0.5)};
  for (int i = 0; i < 50; ++i)
    forth.push_back(i % 5 == 4 ? stack(std::vector{total(forth.back())}) : scale(scale(forth.back(), 1.5), 0.5));
  std::vector<Expr> results;
  Expr back = total(forth.back());
  for (std::size_t i = forth.size(); i-- > 0;) {
    back = plus(scale(total(minus(forth[i], scale(forth[i], 2))), 0.5), back);
    results.push_back(back);
  }
  const Function f({x}, results);
  f(Tensor::ones(f32, {37, 8}));
  const MemoryReport report = f.memory_report();
  CHECK(static_cast<double>(report.peak) <= 1.1 * static_cast<double>(report.alive));
  CHECK(report.without_reuse > 2 * report.peak);
}

TEST_CASE("before the first call, and where nothing is kept, the memory report is empty") {
  const Expr x = input("x", f32, {});
  const Function f({x}, {total(scale(x, 2))}), g({x}, {next(x)});
  CHECK(f.memory_report().peak == 0);
  CHECK(f.memory_report().at_peak.empty());
  g(1);
  CHECK(to_string(g.memory_report()) == "peak 0 bytes, alive at one time 0, without reuse 0\n");
}

TEST_CASE("a memory report names what is alive at the peak") {
  const Expr x = input("x", f32, {Dim("n"), 8});
  const Expr h = named(scale(x, 2, false, {"m.cpp", 3}), "h"), s = total(h, {"m.cpp", 4});
  const Expr wide = stack(std::vector{h, h, h, h}, {"m.cpp", 5});
  const Function f({x}, {total(wide), plus(s, total(h))});
  f(Tensor::ones(f32, {40, 8}));
  const MemoryReport report = f.memory_report();
  REQUIRE(report.at_peak.size() >= 2);
  CHECK(report.at_peak[0].operation == "stack");
  CHECK(report.at_peak[0].name.empty());
  CHECK(report.at_peak[0].sizes == Sizes{4, 40, 8});
  CHECK(report.at_peak[0].bytes == 5120);
  CHECK(to_string(report.at_peak[0].where) == "m.cpp:5");
  CHECK(report.at_peak[1].name == "h");
  CHECK(report.at_peak[1].dtype == f32);
  CHECK(report.at_peak[1].bytes == 1280);
  std::size_t sum = 0;
  for (const MemoryReport::Value& value : report.at_peak) sum += value.bytes;
  CHECK(sum == report.alive);
  CHECK_THAT(to_string(report), Catch::Matchers::Contains("  5120  f32[4, 40, 8] = stack      m.cpp:5\n"
                                                          "  1280  f32[40, 8]    = scale \"h\"  m.cpp:3\n"));
  std::ostringstream out;
  out << report;
  CHECK(out.str() == to_string(report));
}
