#pragma once

#include <chrono>
#include <cstdint>
#include <string>

/// One line that grows on a terminal; elsewhere a plain line each quarter.
class Progress {
 public:
  Progress(std::string title, std::int64_t total);
  void update(std::int64_t done, double loss, double accuracy);
  /// Ends the line; the seconds since the start.
  double finish();

 private:
  double seconds() const;

  std::string title_;
  std::int64_t total_;
  bool terminal_;
  int shown_ = 0;  // in hundredths, of the last line
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};
