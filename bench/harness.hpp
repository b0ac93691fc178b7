#pragma once
// What every bench program shares: the command line, contestants timed in turn, and lines of JSON that bench/run
// collects. It knows nothing of nabla, so that the peers' programs use it too.

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// Somebody who can do a job; `run` does it once.
struct Contestant {
  std::string name;
  std::function<void()> run;
};

struct Options {
  std::string only;        // of the jobs, those with this in their name
  std::string contestant;  // a peer's name in the results
  int samples = 7;         // of each contestant, in this process
  double sample_ms = 4;    // a sample repeats the job for at least this long
  int threads = 1;
  bool cpu_time = false;  // processor time instead of the clock on the wall: for one thread on a busy machine
  bool smoke = false;     // each job once, untimed: does everything run, and to the same numbers?
};

class Bench {
 public:
  explicit Bench(Options options) : options_(std::move(options)) {}

  const Options& options() const { return options_; }
  int threads() const { return options_.threads; }
  bool smoke() const { return options_.smoke; }
  bool wants(std::string_view job) const { return job.find(options_.only) != job.npos; }

  /// Warms the contestants up, takes samples A B A B and prints one line for each:
  /// {"job": ..., "contestant": ..., "threads": 1, "us": [time of one run, in microseconds, for each sample]}.
  void compare(std::string_view job, const std::vector<Contestant>& contestants) const;

 private:
  Options options_;
};

/// Error unless |got - expected| <= tolerance * max|expected| in every entry (NaN is an error too).
void require_close(std::string_view what, std::span<const float> got, std::span<const float> expected,
                   double tolerance);
void require_close(std::string_view what, std::span<const double> got, std::span<const double> expected,
                   double tolerance);

/// Every bench program defines this one; the harness has main(), which exits with 1 for an exception.
void measure(const Bench& bench);

}  // namespace bench
