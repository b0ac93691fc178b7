#include <nabla/graph/print.hpp>

#include <locale>
#include <sstream>

#include <nabla/graph/leaf.hpp>
#include <nabla/graph/parameter.hpp>

#include "catch.hpp"
#include "support/small_ops.hpp"
#include "support/small_stack.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

Exprs example() {
  const Expr x = input("x", f32, {batch, 3}, Where{"model.cpp", 1}),
             y = input("y", f32, {batch, 3}, Where{"model.cpp", 2});
  const Expr h = named(minus(x, y, Where{"model.cpp", 3}), "hidden");
  return {plus(scale(h, 0.5, true, Where{"model.cpp", 4}), x, Where{"model.cpp", 5}), h};
}

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("a graph prints a line a node, operands first", "[graph][print]") {
  CHECK(to_text(example()) ==
        R"(%0 : f32[batch, 3] = input "x"
%1 : f32[batch, 3] = input "y"
%2 : f32[batch, 3] = minus %0, %1 "hidden"
%3 : f32[batch, 3] = scale %2 {factor = 0.5, twice = true}
%4 : f32[batch, 3] = plus %3, %0
return %4, %2
)");
}

TEST_CASE("leaves print with what they hold", "[graph][print]") {
  const Parameter W("W", Tensor::zeros(f32, {2}));
  CHECK(to_text({W, constant(Tensor(0.1F)), named(constant(Tensor(2)), "two"), constant(Tensor::ones(f64, {100})),
                 size_of(batch, f32)}) ==
        R"(%0 : f32[2] = parameter "W"
%1 : f32[] = constant 0.1
%2 : i32[] = constant 2 "two"
%3 : f64[100] = constant [1, 1, 1, ... 100 entries]
%4 : f32[] = size_of {dim = batch}
return %0, %1, %2, %3, %4
)");
}

TEST_CASE("the user's lines and gradient nodes show on demand", "[graph][print]") {
  const Expr x = input("x", f32, {}, Where{"model.cpp", 1});
  const Expr y = scale(x, 2, false, Where{"src/model.cpp", 41});
  Expr dy;
  {
    const Provenance of_y(y);
    dy = scale(y, 2);
  }
  CHECK(to_text({dy}, {.where = true}) ==
        R"(%0 : f32[] = input "x"  # model.cpp:1
%1 : f32[] = scale %0 {factor = 2, twice = false}  # model.cpp:41
%2 : f32[] = scale %1 {factor = 2, twice = false}  # model.cpp:41 gradient
return %2
)");
  CHECK(to_text({scale(x, 1, false, Where{})}, {.where = true}).find("twice = false}\n") != std::string::npos);
}

TEST_CASE("a large graph prints its first and last nodes", "[graph][print]") {
  Expr x = input("x", f32, {});
  for (int i = 1; i < 1005; ++i) x = scale(x, i);
  CHECK(to_text({x}, {.max_lines = 3}) ==
        R"(%0 : f32[] = input "x"
%1 : f32[] = scale %0 {factor = 1, twice = false}
... 1,002 nodes ...
%1004 : f32[] = scale %1003 {factor = 1004, twice = false}
return %1004
)");
  CHECK(lines(to_text({x})) == 1006);
  CHECK(lines(to_text({x}, {.max_lines = 1005})) == 1006);
  CHECK(to_text({x}, {.max_lines = 0}) == "... 1,005 nodes ...\nreturn %1004\n");
}

TEST_CASE("names print quoted, on their line", "[graph][print]") {
  CHECK(to_text({input("a\"b\n\\", f32, {})}) == "%0 : f32[] = input \"a\\\"b\\n\\\\\"\nreturn %0\n");
}

TEST_CASE("a shared node prints once", "[graph][print]") {
  CHECK(lines(to_text({doubled(input("x", f32, {}), 60)})) == 62);
}

TEST_CASE("no outputs print as nothing returned", "[graph][print]") { CHECK(to_text({}) == "return\n"); }

TEST_CASE("the same graph prints the same, whenever it was made and in any locale", "[graph][print]") {
  const std::string before = to_text(example());
  const Expr other = doubled(input("z", f32, {}), 100);
  struct Grouping : std::numpunct<char> {
    char do_thousands_sep() const override { return '.'; }
    char do_decimal_point() const override { return ','; }
    std::string do_grouping() const override { return "\1"; }
  };
  const std::locale outer = std::locale::global(std::locale(std::locale::classic(), new Grouping));
  const std::string after = to_text(example());
  std::locale::global(outer);
  CHECK(after == before);
}

TEST_CASE("a million nodes print shortened, and in full, on a small stack", "[graph][print]") {
  std::string shortened;
  std::size_t all = 0;
  on_small_stack([&] {
    Expr x = input("x", f32, {});
    for (int i = 1; i < 1'000'000; ++i) x = scale(x, 1);
    shortened = to_text({x}, {.max_lines = 20});
    all = lines(to_text({x}));
  });
  CHECK(lines(shortened) == 22);
  CHECK(shortened.find("\n... 999,980 nodes ...\n") != std::string::npos);
  CHECK(all == 1'000'001);
}
