#include "progress.hpp"

#include <iostream>

#include <fmt/format.h>
#include <unistd.h>

Progress::Progress(std::string title, std::int64_t total)
    : title_(std::move(title)), total_(total), terminal_(isatty(STDOUT_FILENO) == 1) {}

void Progress::update(std::int64_t done, double loss, double accuracy) {
  const int percent = static_cast<int>(100 * done / total_);
  const int stride = terminal_ ? 1 : 25;
  if (percent / stride == shown_ / stride && done < total_) return;
  shown_ = percent;
  const double elapsed = seconds();
  const double rate = static_cast<double>(done) / elapsed;
  const double left = static_cast<double>(total_ - done) / rate;
  const std::string text = fmt::format("loss {:.4f}  accuracy {:5.2f} %  {:7.0f} images/s  {:3.0f} s left", loss,
                                       100 * accuracy, rate, left);
  if (terminal_) {
    constexpr int width = 25;
    const auto full = static_cast<std::size_t>(percent * width / 100);
    const std::string bar = std::string(full, '=') + std::string(width - full, ' ');
    std::cout << fmt::format("\r{} [{}]  {}", title_, bar, text) << std::flush;
  } else {
    std::cout << fmt::format("{} {:3} %  {}\n", title_, percent, text) << std::flush;
  }
}

double Progress::finish() {
  if (terminal_) std::cout << '\n';
  return seconds();
}

double Progress::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}
