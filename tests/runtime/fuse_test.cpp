#include <nabla/runtime/fuse.hpp>

#include <nabla/nabla.hpp>
#include <nabla/rewrite/rewrite.hpp>
#include <nabla/runtime/plan.hpp>
#include <nabla/runtime/plan_text.hpp>

#include <random>

#include "catch.hpp"
#include "support/evaluate.hpp"
#include "support/numbers.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

std::string planned(const Exprs& inputs, const Exprs& outputs) { return to_string(detail::make_plan(inputs, outputs)); }

/// How often fuse() looks at something, and the nodes there are.
struct Visits {
  std::size_t nodes, visits;
};
Visits fused(const Exprs& outputs) {
  const Exprs rewritten = rewrite(outputs);
  const Dag dag = freeze(rewritten);
  const auto any = [](const Expr&) { return true; };
  Visits counted{num_vertices(dag), 0};
  detail::fuse(dag, operands_first(dag), rewritten, {any, any}, &counted.visits);
  return counted;
}

/// Ten times the nodes: at most thirteen times the visits.
template <class Graph>
void check_linear(const Graph& graph) {
  const Visits few = fused(graph(30)), many = fused(graph(300));
  CHECK(many.nodes > 9 * few.nodes);
  CHECK(few.visits > few.nodes / 2);
  CHECK(many.visits < 13 * few.visits);
}

std::size_t instructions(const Exprs& inputs, const Exprs& outputs) {
  return detail::make_plan(inputs, outputs).instructions.size();
}
/// The same of a rewritten graph, whose products hold their operands' transposes as flags.
std::size_t compiled(const Exprs& inputs, const Exprs& outputs) { return instructions(inputs, rewrite(outputs)); }

const Dim n{"n"};
const Expr x = input("x", f32, {n, 4}), y = input("y", f32, {n, 4}), row = input("row", f32, {4}),
           column = input("column", f32, {n, 1}), w = input("w", f32, {4, 4});

}  // namespace

TEST_CASE("elementwise operations on values of any extent are one instruction") {
  CHECK(planned({x, row, column}, {tanh(x * row + column) / 2}) ==
        "0  %0 : f32[n, 4] = mul x, row\n"
        "   %1 : f32[n, 4] = add %0, column\n"
        "   %2 : f32[n, 4] = tanh %1\n"
        "   %3 : f32[n, 4] = div %2, 2 -> target 0\n");
  const Expr stretched = broadcast_to(reshape(exp(column), {n}), {4, n});
  CHECK(instructions({column}, {stretched * stretched}) == 1);
}

TEST_CASE("what is between axes of the grid stays outside") {
  const Expr cube = input("cube", f32, {2, 3, 4}), middle = input("middle", f32, {2, 1, 4});
  CHECK(instructions({cube, middle}, {exp(cube) * middle}) == 2);
}

TEST_CASE("reductions join what they read and what reads them, over all axes or some") {
  CHECK(instructions({x, y}, {sum(square(x - y)) / 2}) == 1);
  CHECK(instructions({x}, {x - max(x, 1, keepdims)}) == 1);
  CHECK(instructions({x}, {softmax(x) * 2}) <= 2);
  CHECK(instructions({x, row}, {row - sum(x * 2, 0)}) == 1);
  const Expr centred = x - sum(x, 1, keepdims) / 4;
  CHECK(instructions({x, row}, {centred / sqrt(sum(square(centred), 1, keepdims)) * row}) == 1);
}

TEST_CASE("what is known only when all rows are done is computed before what has rows") {
  CHECK(instructions({x}, {x - sum(x, 0)}) == 2);
  CHECK(instructions({x}, {exp(x) / sum(exp(x))}) == 2);
  const Expr squares = sum(square(x), 1);  // each row's is known in time, the sum of all is not
  CHECK(instructions({x}, {squares / sum(squares)}) == 2);
}

TEST_CASE("a product gives its result to bias, activation and the sums of its columns") {
  CHECK(planned({x, w, row}, {relu(add_bias(matmul(x, w), row))}) ==
        "0  %0 : f32[n, 4] = matmul x, w\n"
        "   %1 : f32[n, 4] = add_bias %0, row\n"
        "   %2 : f32[n, 4] = relu %1 -> target 0\n");
  const Expr h = relu(matmul(x, w)), dy = where(greater(h, 0), matmul(y, transpose(w)), 0);
  CHECK(compiled({x, y, w}, {dy, sum(dy, 0)}) == 2);
  CHECK(compiled({x, y, w}, {w - 0.1 * matmul(transpose(x), y)}) == 1);
}

TEST_CASE("one product reads what another gives, so each has an instruction of its own") {
  CHECK(instructions({x, w}, {matmul(tanh(matmul(x, w)), w)}) == 2);
  CHECK(instructions({x, w}, {matmul(x, w) + matmul(y, w)}) == 2);
  CHECK(instructions({x, w}, {matmul(x * 2, w) + x * 2}) == 2);
}

TEST_CASE("a value that others read too is one of several results") {
  const Expr h = tanh(x * 2);
  CHECK(planned({x, y}, {h, h * y}) ==
        "0  %0 : f32[n, 4] = mul x, 2\n"
        "   %1 : f32[n, 4] = tanh %0 -> target 0\n"
        "   %2 : f32[n, 4] = mul %1, y -> target 1\n");
  CHECK(instructions({x}, {sum(h, 0), sum(h, 1), h}) == 1);
}

TEST_CASE("a group takes in nothing that waits for what reads the group") {
  const Expr h = tanh(x), turned = transpose(sort(transpose(h)));
  CHECK(instructions({x}, {h + turned}) == 6);  // none of them with tanh
}

TEST_CASE("in a square, a vector along the rows is not one along the columns") {
  const Expr a = input("a", f64, {3, 3}), v = input("v", f64, {3});
  const Expr u = tanh(v);
  const Exprs outputs{a * u + reshape(u, {3, 1}), sum(a * u, 1) + sum(exp(a), 0), sum(a, 1) * u};
  const Feeds feeds{{a, Tensor::from_vector<double>({3, 3}, {1, 2, 3, 4, -5, 6, 7, 8, 0.5})},
                    {v, Tensor::from_vector<double>({3}, {0.5, -1, 2})}};
  const auto got = Function({a, v}, outputs)(feeds.begin()->second, std::next(feeds.begin())->second);
  const auto want = evaluate(outputs, feeds);
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(worst_difference(got[i], want[i]) < 1e-14);
}

TEST_CASE("what may fail, or is for its effect, is alone") {
  const Expr checked = check(x * 2, all(greater(x, 0)), "positive");
  CHECK(planned({x}, {checked + 1}).find("  %3 : f32[n, 4] = check") != std::string::npos);
}

TEST_CASE("a long chain becomes groups of moderate size, in linear time") {
  Expr z = x;
  for (int i = 0; i < 100'000; ++i) z = tanh(z) * row;
  const detail::Plan plan = detail::make_plan(std::array{x, row}, std::array{z});
  CHECK(plan.instructions.size() < 200'000 / 30);
  for (const detail::Instruction& instruction : plan.instructions) CHECK(instruction.node_count <= 64);
}

TEST_CASE("a network with its gradient is fused in a time that grows with its nodes") {
  check_linear([](int layers) {
    Expr h = x;
    Exprs weights;
    for (int i = 0; i < layers; ++i) {
      weights.push_back(input("w" + std::to_string(i), f32, {4, 4}));
      const Expr centred = h - mean(h, 1, keepdims);
      h = h + tanh(matmul(centred / sqrt(mean(square(centred), 1, keepdims) + 1e-5), weights.back()) + row);
    }
    return Exprs(grad(mean(square(h)), weights));
  });
}

TEST_CASE("a chain longer than any group, and one value that all others read, are fused in such a time") {
  check_linear([](int length) {
    Expr h = x;
    for (int i = 0; i < length; ++i) h = tanh(h * y + column);
    return Exprs{h};
  });
  check_linear([](int width) {
    Expr all = sum(x, 1, keepdims);
    const Expr shared = exp(x);
    for (int i = 0; i < width; ++i) all = all + sum(shared * (y + i), 1, keepdims);
    return Exprs{all};
  });
  check_linear([](int width) {
    Exprs all;
    const Expr shared = exp(x);
    for (int i = 0; i < width; ++i) all.push_back(tanh(shared + i));
    return all;
  });
}

TEST_CASE("reshapes and repetitions that groups see through are fused in such a time") {
  check_linear([](int length) {
    Expr h = column;
    for (int i = 0; i < length; ++i) h = reshape(tanh(reshape(h, {n}) + i), {n, 1});
    return Exprs{h * x};
  });
}
