#include <nabla/graph/statistics.hpp>

#include <algorithm>
#include <cmath>
#include <ostream>

#include <fmt/format.h>

namespace nabla {
namespace {

template <class T>
Statistics statistics_of(std::span<const T> values) {
  Statistics all;
  all.entries = values.size();
  double least = HUGE_VAL, most = -HUGE_VAL;
  long double sum = 0;
  for (const T value : values) {
    const auto number = static_cast<double>(value);
    if (number == 0) ++all.zeros;
    if (std::isnan(number)) {
      ++all.nans;
    } else if (std::isinf(number)) {
      ++all.infs;
    } else {
      sum += static_cast<long double>(value);
      least = std::min(least, number);
      most = std::max(most, number);
    }
  }
  const std::size_t finite = all.entries - all.nans - all.infs;
  if (finite == 0) return all;
  all.min = least;
  all.max = most;
  all.mean = static_cast<double>(sum / static_cast<long double>(finite));
  return all;
}

}  // namespace

Statistics statistics(const View& values) {
  return dispatch(values.dtype, [&]<class T>() { return statistics_of(values.span<T>()); });
}

std::string to_string(const Statistics& s) {
  if (s.entries == 0) return "no entries";
  std::string text;
  if (s.nans + s.infs < s.entries) text = fmt::format("min {:.4g}, mean {:.4g}, max {:.4g}", s.min, s.mean, s.max);
  const auto add_share = [&](std::size_t count, const char* what) {
    if (count == 0) return;
    const double share = 100 * static_cast<double>(count) / static_cast<double>(s.entries);
    text += fmt::format("{}{:.3g} % {}", text.empty() ? "" : ", ", share, what);
  };
  add_share(s.zeros, "zeros");
  add_share(s.nans, "NaN");
  add_share(s.infs, "inf");
  return text;
}

std::ostream& operator<<(std::ostream& out, const Statistics& statistics) { return out << to_string(statistics); }

}  // namespace nabla
