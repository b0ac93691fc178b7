#include "harness.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <stdexcept>

namespace bench {

namespace {

double microseconds(const timeval& time) {
  return 1e6 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec);
}

/// Wall-clock time, or the processor time of all threads and of the programs they ran, which other programs' turns do
/// not count in.
double microseconds(bool cpu_time) {
  timespec now;
  clock_gettime(cpu_time ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &now);
  rusage children{};
  if (cpu_time) getrusage(RUSAGE_CHILDREN, &children);
  return 1e6 * static_cast<double>(now.tv_sec) + 1e-3 * static_cast<double>(now.tv_nsec) +
         microseconds(children.ru_utime) + microseconds(children.ru_stime);
}

double microseconds_of(const Contestant& contestant, int repetitions, bool cpu_time) {
  const double start = microseconds(cpu_time);
  for (int i = 0; i < repetitions; ++i) contestant.run();
  return (microseconds(cpu_time) - start) / repetitions;
}

/// Runs it until caches and clock have settled; the number of runs that a sample needs.
int warm_up(const Contestant& contestant, const Options& options) {
  contestant.run();
  constexpr double warm_ms = 20;
  double spent_ms = 0, us = 0;
  for (int n = 1; spent_ms < warm_ms; n *= 2) {
    us = microseconds_of(contestant, n, options.cpu_time);
    spent_ms += us * n / 1e3;
  }
  return std::max(1, static_cast<int>(std::ceil(1e3 * options.sample_ms / us)));
}

void print(std::string_view job, const Contestant& contestant, int threads, const std::vector<double>& us) {
  std::printf(R"({"job": "%.*s", "contestant": "%s", "threads": %d, "us": [)", static_cast<int>(job.size()), job.data(),
              contestant.name.c_str(), threads);
  for (std::size_t i = 0; i < us.size(); ++i) std::printf("%s%.5g", i == 0 ? "" : ", ", us[i]);
  std::printf("]}\n");
  std::fflush(stdout);
}

Options parse(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view name = arguments[i];
    const auto value = [&] {
      if (i + 1 == count) throw std::invalid_argument(std::string(name) + " needs a value");
      return std::string(arguments[++i]);
    };
    if (name == "--smoke")
      options.smoke = true;
    else if (name == "--cpu-time")
      options.cpu_time = true;
    else if (name == "--only")
      options.only = value();
    else if (name == "--contestant")
      options.contestant = value();
    else if (name == "--samples")
      options.samples = std::stoi(value());
    else if (name == "--sample-ms")
      options.sample_ms = std::stod(value());
    else if (name == "--threads")
      options.threads = std::stoi(value());
    else
      throw std::invalid_argument("unknown option " + std::string(name));
  }
  return options;
}

template <class T>
void require_each_close(std::string_view what, std::span<const T> got, std::span<const T> expected, double tolerance) {
  if (got.size() != expected.size()) throw std::runtime_error(std::string(what) + ": sizes differ");
  double largest = 0;
  for (const T x : expected) largest = std::max(largest, std::abs(static_cast<double>(x)));
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double error = std::abs(static_cast<double>(got[i]) - static_cast<double>(expected[i]));
    if (!(error <= tolerance * largest))
      throw std::runtime_error(std::string(what) + ": entry " + std::to_string(i) + " is " + std::to_string(got[i]) +
                               ", expected " + std::to_string(expected[i]));
  }
}

}  // namespace

void Bench::compare(std::string_view job, const std::vector<Contestant>& contestants) const {
  if (smoke()) {
    for (const Contestant& contestant : contestants) contestant.run();
    std::printf("%.*s: ran\n", static_cast<int>(job.size()), job.data());
    return;
  }
  std::vector<int> repetitions;
  for (const Contestant& contestant : contestants) repetitions.push_back(warm_up(contestant, options_));
  std::vector<std::vector<double>> us(contestants.size());
  for (int sample = 0; sample < options_.samples; ++sample) {
    for (std::size_t i = 0; i < contestants.size(); ++i)
      us[i].push_back(microseconds_of(contestants[i], repetitions[i], options_.cpu_time));
  }
  for (std::size_t i = 0; i < contestants.size(); ++i) print(job, contestants[i], threads(), us[i]);
}

void require_close(std::string_view what, std::span<const float> got, std::span<const float> expected,
                   double tolerance) {
  require_each_close(what, got, expected, tolerance);
}

void require_close(std::string_view what, std::span<const double> got, std::span<const double> expected,
                   double tolerance) {
  require_each_close(what, got, expected, tolerance);
}

}  // namespace bench

int main(int count, char** arguments) {
  try {
    const bench::Options options = bench::parse(count, arguments);
    setenv("NABLA_THREADS", std::to_string(options.threads).c_str(), 1);  // before anything of nabla runs
    bench::measure(bench::Bench(options));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", arguments[0], error.what());
    return 1;
  }
}
