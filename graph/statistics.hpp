#pragma once

#include <cstddef>
#include <iosfwd>
#include <limits>
#include <string>

#include <nabla/graph/tensor.hpp>

namespace nabla {

/// What the entries of an array are like. `min`, `mean` and `max` are of those that are finite, NaN where there are
/// none; booleans count as 0 and 1.
struct Statistics {
  std::size_t entries = 0;
  std::size_t zeros = 0, nans = 0, infs = 0;  ///< how many are 0 or -0, NaN, infinite
  double min = std::numeric_limits<double>::quiet_NaN();
  double mean = std::numeric_limits<double>::quiet_NaN();
  double max = std::numeric_limits<double>::quiet_NaN();

  bool all_finite() const { return nans == 0 && infs == 0; }
  friend bool operator==(const Statistics&, const Statistics&) = default;
};

/// One pass over the entries; the mean is summed in long double.
Statistics statistics(const View& values);
inline Statistics statistics(const Tensor& tensor) { return statistics(tensor.view()); }

/// "min -1.5, mean 0.25, max 3, 12.5 % zeros, 25 % NaN, 0.5 % inf" with four digits; what there is none of is left out.
std::string to_string(const Statistics& statistics);
std::ostream& operator<<(std::ostream& out, const Statistics& statistics);

}  // namespace nabla
