#include <nabla/runtime/pool.hpp>

#include <atomic>
#include <chrono>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include "catch.hpp"
#include "support/allocations.hpp"

using nabla::detail::Pool;

namespace {

/// How often each share ran, in a pool of its own.
std::vector<int> runs_of(Pool& pool, std::size_t shares) {
  std::vector<int> runs(shares);
  pool.run(shares, [&](std::size_t share, std::size_t) { ++runs[share]; });
  return runs;
}

std::string message_of(Pool& pool, std::size_t shares, const std::set<std::size_t>& failing) {
  std::atomic<std::size_t> done{0};
  try {
    pool.run(shares, [&](std::size_t share, std::size_t) {
      ++done;
      if (failing.contains(share)) throw std::runtime_error("share " + std::to_string(share));
    });
  } catch (const std::runtime_error& error) {
    return done == shares ? error.what() : "not all ran";
  }
  return "none";
}

void sleep_for(int milliseconds) { std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds)); }

}  // namespace

TEST_CASE("each share runs once, for any number of threads", "[threads]") {
  Pool pool;
  for (const std::size_t shares : {2U, 3U, 16U, 2U})
    for (int round = 0; round < 200; ++round) REQUIRE(runs_of(pool, shares) == std::vector<int>(shares, 1));
}

TEST_CASE("threads that have gone to sleep wake up", "[threads]") {
  Pool pool;
  for (int round = 0; round < 10; ++round) {
    REQUIRE(runs_of(pool, 3) == std::vector<int>(3, 1));
    sleep_for(2);
  }
}

TEST_CASE("a pool ends while its threads start, spin or sleep", "[threads]") {
  for (int round = 0; round < 30; ++round) {
    Pool pool;
    REQUIRE(runs_of(pool, 2) == std::vector<int>(2, 1));
    if (round % 3 > 0) REQUIRE(runs_of(pool, 5) == std::vector<int>(5, 1));
    if (round % 3 > 1) sleep_for(1);
  }
}

TEST_CASE("shares are run by other threads too, under ranks of their own", "[threads]") {
  Pool pool;
  std::array<std::thread::id, 3> ids;
  std::atomic<std::size_t> arrived{0};
  pool.run(3, [&](std::size_t, std::size_t rank) {
    ids[rank] = std::this_thread::get_id();
    for (++arrived; arrived < 3;) std::this_thread::yield();  // so that no thread takes two
  });
  CHECK(ids[0] == std::this_thread::get_id());
  CHECK(std::set(ids.begin(), ids.end()).size() == 3);
}

TEST_CASE("what a share writes, the caller reads", "[threads]") {
  Pool pool;
  std::vector<std::int64_t> sums(4);
  std::int64_t sum = 0;
  for (std::int64_t round = 0; round < 500; ++round) {
    pool.run(4, [&](std::size_t share, std::size_t) { sums[share] += round + sum; });
    sum = std::accumulate(sums.begin(), sums.end(), std::int64_t{0}) % 1000;
  }
  CHECK(sums == std::vector<std::int64_t>(4, sums[0]));
}

TEST_CASE("the failure of the first share comes out, and the pool works on", "[threads]") {
  Pool pool;
  CHECK(message_of(pool, 4, {}) == "none");
  CHECK(message_of(pool, 4, {2}) == "share 2");
  CHECK(message_of(pool, 4, {0}) == "share 0");
  for (int round = 0; round < 50; ++round) REQUIRE(message_of(pool, 8, {7, 3, 5}) == "share 3");
  CHECK(runs_of(pool, 4) == std::vector<int>(4, 1));
}

TEST_CASE("inside a share, and for a second thread, the pool is taken", "[threads]") {
  Pool pool;
  std::atomic<int> granted{0};
  const auto ask = [&] { granted += pool.run(2, [](std::size_t, std::size_t) {}); };
  pool.run(2, [&](std::size_t share, std::size_t) {
    ask();
    if (share == 0) std::thread(ask).join();
  });
  CHECK(granted == 0);
  ask();
  CHECK(granted == 1);
}

TEST_CASE("threads that want the pool at once share it or go without", "[threads]") {
  Pool pool;
  std::atomic<int> shares{0}, granted{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 300; ++round) granted += pool.run(3, [&](std::size_t, std::size_t) { ++shares; });
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(granted > 0);
  CHECK(shares == 3 * granted);
}

TEST_CASE("a hand-over allocates nothing once the threads have started") {
  if (!nabla::test::counts_allocations()) return;
  Pool pool;
  runs_of(pool, 3);
  int runs = 0;
  const std::size_t before = nabla::test::allocations();
  for (int round = 0; round < 10; ++round) pool.run(3, [&](std::size_t share, std::size_t) { runs += share == 0; });
  CHECK(nabla::test::allocations() == before);
  CHECK(runs == 10);
}

#if defined(__x86_64__)
TEST_CASE("a share rounds and flushes as its caller does") {
  Pool pool;
  const unsigned ours = __builtin_ia32_stmxcsr();
  for (const unsigned mode : {ours | 0x8040U, ours}) {  // denormals are 0
    __builtin_ia32_ldmxcsr(mode);
    std::array<unsigned, 2> modes{};
    std::atomic<std::size_t> arrived{0};
    pool.run(2, [&](std::size_t share, std::size_t) {
      modes[share] = __builtin_ia32_stmxcsr() & 0x8040U;
      for (++arrived; arrived < 2;) std::this_thread::yield();
    });
    __builtin_ia32_ldmxcsr(ours);
    CHECK(modes == std::array{mode & 0x8040U, mode & 0x8040U});
  }
}
#endif

#if !defined(__SANITIZE_THREAD__)  // which does not let a forked child start threads
/// Runs three shares that wait for each other: after it, two threads have begun and rest.
bool meet(Pool& pool) {
  std::atomic<std::size_t> arrived{0};
  return pool.run(3, [&](std::size_t, std::size_t) {
    for (++arrived; arrived < 3;) std::this_thread::yield();
  });
}

TEST_CASE("a forked child has threads of its own, and ends as usual", "[fork]") {
  // They rest before the fork: a thread that begins may hold locks of the address sanitizer, which the child would keep.
  REQUIRE(meet(Pool::shared()));
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);  // a child that hangs fails the test
    std::_Exit(meet(Pool::shared()) ? 17 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 17);
  CHECK(runs_of(Pool::shared(), 3) == std::vector<int>(3, 1));
}
#endif
