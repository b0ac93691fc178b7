#include <nabla/runtime/profile.hpp>

#include <algorithm>
#include <numeric>

#include <nabla/autodiff/grad.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

Operand at(const Expr& x, unsigned line) { return {x, Where{"m.cpp", line}}; }

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Two instructions of which one is fused, with times made up.
Profile made_up() {
  Profile profile;
  profile.calls = 2;
  profile.seconds = 5e-6;
  const Where three{"m.cpp", 3}, four{"m.cpp", 4};
  profile.instructions = {{{{"matmul", "", "f32[8, 4]", three, false, 640, 0.8},
                            {"relu", "h\"\x01\xff", "f32[8, 4]", four, false, 160, 0.2}},
                           3e-6,
                           1e-6,
                           1000},
                          {{{"sum", "", "f32[]", three, true, 0, 1}}, 1e-6, 4e-7, 500}};
  profile.events = {{0, 0, 2e-6}, {1, 2e-6, 5e-7}};
  return profile;
}

}  // namespace

TEST_CASE("a profile prints as tables of instructions, operations and lines", "[profile]") {
  CHECK(to_string(made_up()) ==
        R"(2 calls, 2.5 us each, 2 us in 2 instructions

 time/call  share    calls    MB/call      GB/s   GFLOP/s  instruction
    1.5 us  75.0%        2      0.001     0.667     0.533  0  matmul + relu  f32[8, 4]  m.cpp:4
    500 ns  25.0%        2     0.0005         1         0  1  sum  f32[]  m.cpp:3 gradient

 time/call  share    calls    MB/call      GB/s   GFLOP/s  operation
    1.2 us  60.0%        2     0.0008     0.667     0.533  matmul
    500 ns  25.0%        2     0.0005         1         0  sum
    300 ns  15.0%        2     0.0002     0.667     0.533  relu

 time/call  share    calls    MB/call      GB/s   GFLOP/s  line
    1.2 us  60.0%        2     0.0008     0.667     0.533  m.cpp:3
    500 ns  25.0%        2     0.0005         1         0  m.cpp:3 gradient
    300 ns  15.0%        2     0.0002     0.667     0.533  m.cpp:4
)");
}

TEST_CASE("a profile with a peak shows shares of it", "[profile]") {
  Profile profile = made_up();
  profile.peak = {.flops = 1e9, .bytes = 2e9};
  const std::string text = to_string(profile);
  CHECK(contains(text, "  of GB/s  of peak  instruction\n"));
  CHECK(contains(text, "    33.3%    53.3%  0  matmul + relu"));
}

TEST_CASE("a profile is JSON and a trace, whatever a name holds", "[profile]") {
  const std::string json = to_json(made_up());
  CHECK(json.starts_with(
      "{\"calls\": 2, \"seconds\": 5e-06, \"peak\": {\"flops\": 0, \"bytes\": 0},\n\"instructions\": [\n"
      "{\"operation\": \"matmul + relu\", \"seconds\": 3e-06, \"fastest\": 1e-06, \"bytes\": 1000, "
      "\"flops\": 800, \"nodes\": [\n"));
  CHECK(contains(json,
                 "{\"operation\": \"relu\", \"name\": \"h\\\"\\u0001\xEF\xBF\xBD\", \"type\": \"f32[8, 4]\", "
                 "\"line\": \"m.cpp:4\", \"gradient\": false, \"flops\": 160, \"share\": 0.2}"));
  CHECK(to_trace(made_up()) ==
        "{\"displayTimeUnit\": \"ns\", \"traceEvents\": [\n"
        "{\"name\": \"matmul + relu\", \"cat\": \"forward\", \"ph\": \"X\", \"ts\": 0, \"dur\": 2, \"pid\": 1, "
        "\"tid\": 1, "
        "\"args\": {\"line\": \"m.cpp:4\", \"type\": \"f32[8, 4]\", \"name\": \"h\\\"\\u0001\xEF\xBF\xBD\", \"bytes\": "
        "1000, \"flops\": 800}},\n"
        "{\"name\": \"sum\", \"cat\": \"gradient\", \"ph\": \"X\", \"ts\": 2, \"dur\": 0.5, \"pid\": 1, \"tid\": 1, "
        "\"args\": {\"line\": \"m.cpp:3\", \"type\": \"f32[]\", \"name\": \"\", \"bytes\": 500, \"flops\": 0}}]}\n");
}

TEST_CASE("a network's step is profiled: nodes with lines, FLOPs, bytes, and shares that add up", "[profile]") {
  const Expr x = input("x", f32, {batch, 32}), t = input("t", i32, {batch});
  const Parameter W("W", Tensor::full(f32, {32, 16}, 0.1)), b("b", Tensor::zeros(f32, {16}));
  const Expr product = matmul(at(x, 4), W), h = named(relu(at(add_bias(at(product, 5), b), 6)), "h");
  const Expr loss = mean(at(sparse_softmax_cross_entropy(at(h, 7), t), 8));
  Updates updates;
  updates.set(W, W - 0.1 * grad(loss, W.expr()));
  const nabla::Function step({x, t}, {loss}, updates);
  const std::vector<Tensor> feeds{Tensor::full(f32, {8, 32}, 0.5), Tensor::zeros(i32, {8})};
  const Profile profile = step.profile(feeds, {.calls = 3});
  CHECK(profile.calls == 3);
  REQUIRE(profile.instructions.size() == step.instructions());
  CHECK(profile.events.size() == step.instructions());

  const Profile::Instruction& first = profile.instructions[0];
  CHECK(first.operation() == "matmul + add_bias + relu");
  CHECK(first.flops() == 2 * 8 * 32 * 16 + 2 * 8 * 16);
  CHECK(first.nodes[0].where.line == 4);
  CHECK(first.nodes[2].name == "h");
  CHECK(first.nodes[2].type == "f32[8, 16]");
  CHECK(first.bytes == 4 * (8 * 32 + 32 * 16 + 16 + 8 * 16));
  CHECK(first.nodes[1].share == Approx(8.0 * 16 / first.flops()));

  double inside = 0;
  for (const Profile::Instruction& instruction : profile.instructions) {
    CHECK(instruction.seconds > 0);
    CHECK(instruction.fastest * 3 <= instruction.seconds * (1 + 1e-9));
    inside += instruction.seconds;
  }
  CHECK(inside < profile.seconds);
  for (const auto& rows : {profile.by_instruction(), profile.by_operation(), profile.by_node(), profile.by_line()}) {
    const double share =
        std::accumulate(rows.begin(), rows.end(), 0.0, [](double s, const auto& r) { return s + r.share; });
    CHECK(share == Approx(1));
    CHECK(std::ranges::is_sorted(rows, std::greater(), &Profile::Row::seconds));
  }
  const auto lines = profile.by_line();
  const auto of_matmul = std::ranges::find(lines, "m.cpp:4", &Profile::Row::key);
  REQUIRE(of_matmul != lines.end());
  CHECK(of_matmul->flops == 3 * 2 * 8 * 32 * 16);
  CHECK(std::ranges::find(lines, "m.cpp:4 gradient", &Profile::Row::key) != lines.end());
}

TEST_CASE("profiled calls are calls: they update parameters, and others are as before", "[profile]") {
  const Parameter count("count", tensor(f64, {}, {0}));
  Updates updates;
  updates.set(count, count + 1.0);
  const nabla::Function tick({}, {count.expr()}, updates);
  CHECK(tick.profile({}, {.calls = 4}).calls == 4);
  CHECK(count.value().item<double>() == 5);  // one call is not timed
  CHECK(tick()[0].item<double>() == 5);
  const Profile none = tick.profile({}, {.calls = 0});
  CHECK(contains(to_string(none), "0 calls, 0 ns each"));
  const Expr x = input("x", f64, {});
  CHECK_THROWS_AS(nabla::Function({x}, {x}).profile({}), Error);
}
