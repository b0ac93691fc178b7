#include "support/pointwise.hpp"

namespace nabla::test {

Tensor tensor(DType dtype, const Sizes& sizes, const Numbers& entries) {
  return Tensor::from_vector(sizes, entries).cast(dtype);
}
Numbers numbers(const Tensor& tensor) {
  const Tensor wide = tensor.cast(f64);
  return {wide.span<double>().begin(), wide.span<double>().end()};
}

std::string difference(const Numbers& got, const Numbers& want, double relative) {
  if (got.size() != want.size())
    return std::to_string(got.size()) + " numbers instead of " + std::to_string(want.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    const bool same = got[i] == want[i] || (std::isnan(got[i]) && std::isnan(want[i]));
    if (same || (std::isfinite(want[i]) && std::abs(got[i] - want[i]) <= relative * std::abs(want[i]))) continue;
    return "number " + std::to_string(i) + " is " + attr_text(got[i]) + " instead of " + attr_text(want[i]);
  }
  return "";
}

}  // namespace nabla::test
