#include <nabla/runtime/workspace.hpp>

#include <atomic>
#include <numeric>
#include <thread>

#include <nabla/graph/error.hpp>

#include "catch.hpp"
#include "support/allocations.hpp"
#include "support/runtime_ops.hpp"

using namespace nabla;
using namespace nabla::test;
using namespace nabla::detail;

namespace {

constexpr std::size_t chunk = 8;

/// y = x - mean(x), in parts of 8 entries. In the first phase each part sums its entries in memory of its own, in the
/// second it adds all sums up.
class CenterTask final : public Task {
 public:
  explicit CenterTask(std::size_t n) : n_(n) {}
  std::size_t phases() const override { return 2; }
  std::size_t parts(std::size_t) const override { return (n_ + chunk - 1) / chunk; }
  std::size_t shared_bytes() const override { return sizeof(float) * parts(0); }
  std::size_t own_bytes() const override { return sizeof(float) * chunk; }

  void run(const Frame& frame, std::size_t phase, std::size_t first, std::size_t last) const override {
    for (std::size_t part = first; part < last; ++part) phase == 0 ? sum(frame, part) : subtract(frame, part);
  }

 private:
  std::size_t end(std::size_t part) const { return std::min(n_, (part + 1) * chunk); }

  void sum(const Frame& frame, std::size_t part) const {
    const auto x = frame.operands[0].span<float>();
    auto* const own = reinterpret_cast<float*>(frame.own);
    std::copy(x.data() + part * chunk, x.data() + end(part), own);
    if (own[0] < 0) throw Error("part " + std::to_string(part) + " is negative");
    reinterpret_cast<float*>(frame.shared)[part] = std::accumulate(own, own + end(part) - part * chunk, 0.0F);
  }
  void subtract(const Frame& frame, std::size_t part) const {
    const auto* const sums = reinterpret_cast<const float*>(frame.shared);
    const float mean = std::accumulate(sums, sums + parts(0), 0.0F) / static_cast<float>(n_);
    for (std::size_t i = part * chunk; i < end(part); ++i)
      frame.results[0].as<float>()[i] = frame.operands[0].as<float>()[i] - mean;
  }

  std::size_t n_;
};

class CenterKernel final : public Kernel {
 public:
  std::unique_ptr<Task> bind(std::span<const View> operands, std::span<const Out>) const override {
    return std::make_unique<CenterTask>(operands[0].elements());
  }
  bool may_overwrite(std::size_t, std::size_t) const override { return true; }
  bool may_throw() const override { return true; }
};

/// A chain of operations, whose "scale"s are centered instead: y = next(center(...)).
struct Centered {
  explicit Centered(std::int64_t n) {
    const Expr x = input("x", f32, {n}, {"m.cpp", 6});
    Expr y = x;
    for (int i = 0; i < 4; ++i) y = next(scale(y, 2, false, {"m.cpp", 7}));
    plan = make_plan(std::array{x}, std::array{y});
    for (Instruction& instruction : plan.instructions)
      if (plan.values[plan.results_of(instruction)[0]].node->op().name() == "scale")
        instruction.kernel = std::make_unique<CenterKernel>();
    layout.emplace(plan, Bindings());
  }

  std::vector<float> run(const std::vector<float>& x, std::size_t threads) const {
    Workspace workspace(plan, *layout, threads);
    return run(x, workspace);
  }
  static std::vector<float> run(const std::vector<float>& x, Workspace& workspace) {
    std::vector<float> y(x.size());
    run(x, workspace, y);
    return y;
  }
  static void run(const std::vector<float>& x, Workspace& workspace, std::vector<float>& y) {
    workspace.set_input(0, reinterpret_cast<const std::byte*>(x.data()));
    workspace.set_target(0, reinterpret_cast<std::byte*>(y.data()));
    workspace.run();
  }

  Plan plan;
  std::optional<Layout> layout;
};

std::vector<float> ramp(std::int64_t n) {
  std::vector<float> x(static_cast<std::size_t>(n));
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 0.1F * static_cast<float>(i * i % 17);
  return x;
}

}  // namespace

TEST_CASE("parts on any number of threads give the same bits", "[threads]") {
  for (const std::int64_t n : {1, 7, 8, 9, 16, 17, 100, 1000}) {
    const Centered centered(n);
    const std::vector<float> x = ramp(n), expected = centered.run(x, 1);
    CHECK(std::accumulate(expected.begin(), expected.end(), 0.0F) == Approx(static_cast<float>(n)).margin(1e-2));
    for (const std::size_t threads : {2U, 3U, 16U}) {
      Workspace workspace(centered.plan, *centered.layout, threads);
      for (int round = 0; round < 20; ++round) REQUIRE(Centered::run(x, workspace) == expected);
    }
  }
}

TEST_CASE("workspaces of several threads divide their work at once", "[threads]") {
  const Centered centered(203);
  const std::vector<float> x = ramp(203), expected = centered.run(x, 1);
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&] {
      Workspace workspace(centered.plan, *centered.layout, 3);
      for (int round = 0; round < 200; ++round) wrong += Centered::run(x, workspace) != expected;
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("an Error in a part has the line of its node, and is that of the first part, on any number of threads",
          "[threads]") {
  const Centered centered(100);
  std::vector<float> x = ramp(100);
  x[4 * chunk] = x[9 * chunk] = -1;
  for (const std::size_t threads : {1U, 2U, 3U, 16U})
    CHECK_THROWS_WITH(centered.run(x, threads), "m.cpp:7: scale: part 4 is negative\n  x : f32[100] = input  m.cpp:6");
}

TEST_CASE("a call on several threads allocates nothing") {
  if (!counts_allocations()) return;
  const Centered centered(100);
  const std::vector<float> x = ramp(100);
  Workspace workspace(centered.plan, *centered.layout, 3);
  std::vector<float> y(100);
  Centered::run(x, workspace, y);
  const std::size_t before = allocations();
  for (int round = 0; round < 3; ++round) Centered::run(x, workspace, y);
  CHECK(allocations() == before);
}
