#include <cmath>
#include <cstring>
#include <random>

#include <nabla/graph/op.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/runtime/group.hpp>

#include "catch.hpp"

using namespace nabla;
using namespace nabla::detail;

namespace {

struct Sizes {
  std::int64_t rows, columns;
};

Sizes sizes_of(Extent e, Sizes grid) {
  return {e == Extent::Grid || e == Extent::Rows ? grid.rows : 1,
          e == Extent::Grid || e == Extent::Columns ? grid.columns : 1};
}

/// A value's entries as doubles, and how they are stored.
struct Entries {
  Extent extent;
  DType dtype;
  std::vector<double> values;
};

std::vector<std::byte> stored(const Entries& x) {
  std::vector<std::byte> bytes(x.values.size() * size_of(x.dtype) + 64);
  dispatch(x.dtype, [&]<class T>() {
    for (std::size_t i = 0; i < x.values.size(); ++i) {
      const T value = static_cast<T>(x.values[i]);
      std::memcpy(bytes.data() + i * sizeof(T), &value, sizeof(T));
    }
  });
  return bytes;
}

std::vector<double> loaded(const std::byte* bytes, DType dtype, std::size_t n) {
  std::vector<double> values(n);
  dispatch(dtype, [&]<class T>() {
    for (std::size_t i = 0; i < n; ++i) {
      T value;
      std::memcpy(&value, bytes + i * sizeof(T), sizeof(T));
      values[i] = static_cast<double>(value);
    }
  });
  return values;
}

/// A group made step by step, with the values that the operations' own eval() gives one by one.
class Steps {
 public:
  explicit Steps(Sizes grid) : grid_(grid) {}

  std::uint32_t operand(Extent extent, DType dtype, std::mt19937& random) {
    Entries x{extent, dtype, {}};
    const Sizes size = sizes_of(extent, grid_);
    std::uniform_real_distribution<double> uniform(-2, 2);
    for (std::int64_t i = 0; i < size.rows * size.columns; ++i) x.values.push_back(uniform(random));
    const auto bytes = stored(x);
    x.values = loaded(bytes.data(), dtype, x.values.size());
    entries.push_back(x);
    group.values.push_back({dtype, extent, extent == Extent::Grid ? 1U : 0U});
    group.operand_count = group.values.size();
    return static_cast<std::uint32_t>(group.values.size() - 1);
  }

  /// f(operands), of the extent that covers theirs.
  template <class F>
  std::uint32_t step(F f, std::vector<std::uint32_t> operands) {
    bool rows = false, columns = false;
    std::vector<Expr> nodes;
    for (const std::uint32_t x : operands) {
      const Extent e = group.values[x].extent;
      rows = rows || e == Extent::Grid || e == Extent::Rows;
      columns = columns || e == Extent::Grid || e == Extent::Columns;
      nodes.push_back(input("x", group.values[x].dtype, Shape{4}));
    }
    const Extent extent = rows && columns ? Extent::Grid
                          : rows          ? Extent::Rows
                          : columns       ? Extent::Columns
                                          : Extent::One;
    const Expr node = f(nodes);
    Entries y{extent, node.dtype(), {}};
    const Sizes size = sizes_of(extent, grid_);
    const std::int64_t n = size.rows * size.columns;
    std::vector<std::vector<std::byte>> memory;
    std::vector<View> views;
    for (const std::uint32_t x : operands) {
      Entries wide{extent, entries[x].dtype, {}};
      const Sizes own = sizes_of(entries[x].extent, grid_);
      for (std::int64_t r = 0; r < size.rows; ++r)
        for (std::int64_t c = 0; c < size.columns; ++c)
          wide.values.push_back(entries[x].values[static_cast<std::size_t>((own.rows == 1 ? 0 : r) * own.columns +
                                                                           (own.columns == 1 ? 0 : c))]);
      memory.push_back(stored(wide));
      views.push_back({memory.back().data(), wide.dtype, std::span(&n, 1)});
    }
    std::vector<std::byte> out(static_cast<std::size_t>(n) * size_of(y.dtype) + 64);
    node->op().eval(views, {out.data(), y.dtype, std::span(&n, 1)});
    y.values = loaded(out.data(), y.dtype, static_cast<std::size_t>(n));
    return add(node, y, operands);
  }

  enum class Way { Sum, Max, Min };
  std::uint32_t reduce(Way way, std::uint32_t x, Extent to) {
    const Expr operand = input("x", group.values[x].dtype, Shape{4});
    const Expr node = way == Way::Sum ? sum(operand) : way == Way::Max ? max(operand) : min(operand);
    const Sizes from = sizes_of(entries[x].extent, grid_), size = sizes_of(to, grid_);
    Entries y{to, entries[x].dtype, {}};
    std::vector<long double> total(static_cast<std::size_t>(size.rows * size.columns));
    std::vector<bool> started(total.size());
    for (std::int64_t r = 0; r < from.rows; ++r)
      for (std::int64_t c = 0; c < from.columns; ++c) {
        const auto at = static_cast<std::size_t>((size.rows == 1 ? 0 : r) * size.columns + (size.columns == 1 ? 0 : c));
        const long double value = entries[x].values[static_cast<std::size_t>(r * from.columns + c)];
        total[at] = !started[at]      ? value
                    : way == Way::Sum ? total[at] + value
                    : way == Way::Max ? std::max(total[at], value)
                                      : std::min(total[at], value);
        started[at] = true;
      }
    for (const long double value : total) y.values.push_back(static_cast<double>(value));
    return add(node, y, {x});
  }

  Group group;
  std::vector<Entries> entries;

 private:
  std::uint32_t add(const Expr& node, const Entries& y, std::vector<std::uint32_t> operands) {
    entries.push_back(y);
    group.values.push_back({y.dtype, y.extent, y.extent == Extent::Grid ? 1U : 0U});
    group.steps.push_back({node, std::move(operands)});
    return static_cast<std::uint32_t>(group.values.size() - 1);
  }

  Sizes grid_;
};

struct Memory {
  std::vector<std::byte> bytes;
  std::byte* data() { return bytes.data() + (64 - reinterpret_cast<std::uintptr_t>(bytes.data()) % 64) % 64; }
};

/// Where the entries of a frame's operands and results are.
std::vector<std::byte*> data_of(std::span<const View> operands, std::span<const Out> results) {
  std::vector<std::byte*> data;
  for (const View& operand : operands) data.push_back(const_cast<std::byte*>(operand.data));
  for (const Out& result : results) data.push_back(result.data);
  return data;
}

/// Runs the group, each phase in pieces, with results in the memory of operands where the kernel allows that.
std::vector<std::vector<double>> run(const Steps& steps, Sizes grid, bool in_place, bool backwards = false) {
  const Group& group = steps.group;
  const auto kernel = make_kernel(group);
  std::vector<std::vector<std::byte>> memory;
  std::vector<std::array<std::int64_t, 2>> sizes;
  for (std::uint32_t i = 0; i < group.values.size(); ++i) {
    memory.push_back(stored(steps.entries[i]));
    const Sizes size = sizes_of(group.values[i].extent, grid);
    sizes.push_back({size.rows, size.columns});
    if (i >= group.operand_count) std::fill(memory[i].begin(), memory[i].end(), std::byte{0x5a});
  }
  std::vector<View> operands;
  std::vector<Out> results;
  std::vector<bool> taken(group.operand_count);
  for (std::uint32_t i = 0; i < group.operand_count; ++i)
    operands.push_back({memory[i].data(), group.values[i].dtype, sizes[i]});
  for (std::size_t i = 0; i < group.results.size(); ++i) {
    const std::uint32_t value = group.results[i];
    std::byte* to = memory[value].data();
    for (std::size_t k = 0; in_place && k < operands.size(); ++k)
      if (!taken[k] && kernel->may_overwrite(k, i)) {
        taken[k] = true, to = memory[k].data();
        break;
      }
    results.push_back({to, group.values[value].dtype, sizes[value]});
  }
  const auto task = kernel->bind(operands, results);
  const std::vector<std::byte*> data = data_of(operands, results);
  Memory shared{std::vector<std::byte>(task->shared_bytes() + 64)}, own{std::vector<std::byte>(task->own_bytes() + 64)};
  for (std::size_t phase = 0; phase < task->phases(); ++phase)
    for (std::size_t i = 0, parts = task->parts(phase); i < parts; ++i) {
      const std::size_t part = backwards ? parts - 1 - i : i;
      task->run({operands.data(), results.data(), data.data(), shared.data(), own.data()}, phase, part, part + 1);
    }
  std::vector<std::vector<double>> values;
  for (std::size_t i = 0; i < results.size(); ++i)
    values.push_back(loaded(results[i].data, results[i].dtype, results[i].elements()));
  return values;
}

void check(const Steps& steps, Sizes grid) {
  const auto values = run(steps, grid, false);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Entries& expected = steps.entries[steps.group.results[i]];
    double size = 1;
    for (const double value : expected.values) size = std::max(size, std::abs(value));
    const double tolerance = expected.dtype == f64 ? 1e-12 : expected.dtype == f32 ? 1e-5 : 0;
    std::size_t wrong = 0;
    for (std::size_t k = 0; k < expected.values.size(); ++k)
      wrong += !(std::abs(values[i][k] - expected.values[k]) <= tolerance * size);
    INFO("result " << i << " of " << grid.rows << " x " << grid.columns);
    CHECK(wrong == 0);
  }
  CHECK(run(steps, grid, true) == values);
  CHECK(run(steps, grid, true, true) == values);
}

constexpr Sizes grids[] = {{1, 1},  {0, 3},   {3, 0},    {1, 7},    {7, 1},    {3, 5},    {33, 10},
                           {5, 64}, {2, 600}, {3, 1024}, {4, 2500}, {1, 5000}, {5000, 1}, {700, 90}};

TEST_CASE("a group: elementwise steps of every extent", "[group]") {
  std::mt19937 random(1);
  for (const DType dtype : {f32, f64, i32, i64})
    for (const Sizes grid : grids) {
      Steps s(grid);
      const auto x = s.operand(Extent::Grid, dtype, random), b = s.operand(Extent::Columns, dtype, random);
      const auto r = s.operand(Extent::Rows, dtype, random), a = s.operand(Extent::One, dtype, random);
      const auto scaled = s.step([](auto& v) { return v[0] * v[1]; }, {x, a});
      const auto moved = s.step([](auto& v) { return v[0] + v[1]; }, {scaled, b});
      const auto outer = s.step([](auto& v) { return v[0] - v[1]; }, {r, b});
      const auto rows = s.step([](auto& v) { return maximum(v[0], v[1]); }, {r, a});
      const auto columns = s.step([](auto& v) { return v[0] * v[1]; }, {b, b});
      const auto above = s.step([](auto& v) { return greater(v[0], v[1]); }, {moved, outer});
      const auto either = s.step([](auto& v) { return where(v[0], v[1], v[2]); }, {above, rows, columns});
      s.group.results = {moved, rows, columns, above, either};
      check(s, grid);
    }
}

TEST_CASE("a group: arrays larger than caches, in short tiles", "[group]") {
  std::mt19937 random(5);
  const Sizes grid{1, 150'001};
  Steps s(grid);
  const auto x = s.operand(Extent::Grid, f32, random), y = s.operand(Extent::Grid, f32, random);
  const auto z = s.step([](auto& v) { return v[0] * v[1]; }, {x, y});
  s.group.results = {z, s.step([](auto& v) { return v[0] - v[1]; }, {z, y}), s.reduce(Steps::Way::Sum, z, Extent::One)};
  check(s, grid);
}

TEST_CASE("a group: softmax, its loss and bias gradient", "[group]") {
  std::mt19937 random(2);
  for (const DType dtype : {f32, f64})
    for (const Sizes grid : grids) {
      if (grid.columns == 0) continue;
      Steps s(grid);
      const auto x = s.operand(Extent::Grid, dtype, random), b = s.operand(Extent::Columns, dtype, random);
      const auto y = s.step([](auto& v) { return v[0] + v[1]; }, {x, b});
      const auto top = s.reduce(Steps::Way::Max, y, Extent::Rows);
      const auto below = s.step([](auto& v) { return v[0] - v[1]; }, {y, top});
      const auto powers = s.step([](auto& v) { return exp(v[0]); }, {below});
      const auto total = s.reduce(Steps::Way::Sum, powers, Extent::Rows);
      const auto p = s.step([](auto& v) { return v[0] / v[1]; }, {powers, total});
      const auto logs = s.step([](auto& v) { return log(v[0]); }, {total});
      const auto loss = s.reduce(Steps::Way::Sum, logs, Extent::One);
      const auto scaled = s.step([](auto& v) { return v[0] * v[1]; }, {loss, loss});
      const auto db = s.reduce(Steps::Way::Sum, p, Extent::Columns);
      s.group.results = {p, logs, scaled, db};
      check(s, grid);
    }
}

TEST_CASE("a group: reductions to every extent", "[group]") {
  std::mt19937 random(3);
  for (const DType dtype : {f32, f64, i32, i64})
    for (const Sizes grid : grids)
      for (const auto way : {Steps::Way::Sum, Steps::Way::Max, Steps::Way::Min}) {
        if (way != Steps::Way::Sum && grid.rows * grid.columns == 0) continue;
        Steps s(grid);
        const auto x = s.operand(Extent::Grid, dtype, random), y = s.operand(Extent::Grid, dtype, random);
        const auto z = s.step([](auto& v) { return v[0] * v[1]; }, {x, y});
        s.group.results = {z};
        for (const Extent e : {Extent::Rows, Extent::Columns, Extent::One})
          s.group.results.push_back(s.reduce(way, z, e));
        s.group.results.push_back(s.reduce(way, s.group.results[1], Extent::One));
        s.group.results.push_back(s.reduce(way, s.group.results[2], Extent::One));
        check(s, grid);
      }
}

TEST_CASE("a group: steps on a product, and its bias gradient", "[group]") {
  for (const bool keeps : {false, true})
    for (const Sizes grid : {Sizes{3, 5}, Sizes{1, 4}, Sizes{40, 700}}) {
      const std::int64_t depth = 6;
      const auto m = static_cast<std::size_t>(grid.rows), n = static_cast<std::size_t>(grid.columns),
                 k = std::size_t{6};
      std::mt19937 random(4);
      std::uniform_real_distribution<float> uniform(-1, 1);
      std::vector<float> a(m * k), b(n * k), bias(n), y(m * n), total(n), product(m * n);
      for (auto* const x : {&a, &b, &bias})
        for (float& entry : *x) entry = uniform(random);
      const auto in = [](Shape shape) { return input("x", f32, std::move(shape)); };
      Group group;
      group.values = {{f32, Extent::Grid, 1}, {f32, Extent::Columns}, {f32, Extent::Grid, 1}, {f32, Extent::Columns}};
      group.operand_count = 2;
      const Expr x = in({4});
      group.steps = {{x + in({4}), {0, 1}}, {sum(x), {2}}};
      group.results = keeps ? std::vector<std::uint32_t>{2, 3, 0} : std::vector<std::uint32_t>{2, 3};
      group.product = {apply(Matmul{false, true}, Where::here(), in({grid.rows, depth}), in({grid.columns, depth})), 0};
      const auto kernel = make_kernel(group);
      CHECK_FALSE(kernel->may_overwrite(1, 0));
      const std::int64_t sizes_a[] = {grid.rows, depth}, sizes_b[] = {grid.columns, depth},
                         sizes_y[] = {grid.rows, grid.columns};
      const auto bytes = [](std::vector<float>& v) { return reinterpret_cast<std::byte*>(v.data()); };
      const View operands[] = {
          {bytes(bias), f32, std::span(sizes_b, 1)}, {bytes(a), f32, sizes_a}, {bytes(b), f32, sizes_b}};
      const Out results[] = {
          {bytes(y), f32, sizes_y}, {bytes(total), f32, std::span(sizes_b, 1)}, {bytes(product), f32, sizes_y}};
      const auto task = kernel->bind(operands, std::span(results, group.results.size()));
      const std::vector<std::byte*> data = data_of(operands, results);
      Memory shared{std::vector<std::byte>(task->shared_bytes() + 64)},
          own{std::vector<std::byte>(task->own_bytes() + 64)};
      for (std::size_t phase = 0; phase < task->phases(); ++phase)
        task->run({operands, results, data.data(), shared.data(), own.data()}, phase, 0, task->parts(phase));
      for (std::size_t j = 0; j < n; ++j) {
        double expected_total = 0;
        for (std::size_t i = 0; i < m; ++i) {
          double expected = 0;
          for (std::size_t l = 0; l < k; ++l)
            expected += static_cast<double>(a[i * k + l]) * static_cast<double>(b[j * k + l]);
          if (keeps) REQUIRE(product[i * n + j] == Approx(expected).margin(1e-5));
          expected += static_cast<double>(bias[j]);
          REQUIRE(y[i * n + j] == Approx(expected).margin(1e-5));
          expected_total += expected;
        }
        REQUIRE(total[j] == Approx(expected_total).margin(1e-4));
      }
    }
}

}  // namespace
