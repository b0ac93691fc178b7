#include <nabla/autodiff/verify_callable.hpp>

#include <limits>
#include <numeric>

#include <nabla/autodiff/checker.hpp>
#include <nabla/graph/error.hpp>

namespace nabla::detail {

void draw_cotangent(std::span<double> u, const VerifyOptions& options) {
  std::mt19937_64 random(options.seed);
  for (double& entry : u) entry = 0.5 + uniform(random);
}

double contract(std::span<const double> u, std::span<const double> y) {
  if (u.size() != y.size()) return std::numeric_limits<double>::quiet_NaN();
  return std::inner_product(u.begin(), u.end(), y.begin(), 0.0);
}

GradientReport verify_plain(const PlainFunction& function, const VerifyOptions& options, Where where) {
  if (options.order != 1)
    throw Error(where, "verify_gradient: order " + std::to_string(options.order) +
                           " needs an expression; to verify a Hessian give the gradient as f, and as g(x, u) the "
                           "Hessian times u");
  if (function.gradient.size() != function.point.size())
    throw Error(where, "verify_gradient: the gradient has " + std::to_string(function.gradient.size()) +
                           " entries, but x has " + std::to_string(function.point.size()));
  std::mt19937_64 random(options.seed);
  Sizes sizes;
  if (!function.is_number) sizes.push_back(static_cast<std::int64_t>(function.point.size()));
  const Claim claim{"x", sizes, function.point, function.gradient, function.evaluate};
  GradientReport report{{}, options.tolerance, 1, options.seed, {}};
  report.parameters.push_back(
      check_gradient(claim, {options.tolerance, options.max_entries, options.directions}, random));
  return report;
}

}  // namespace nabla::detail
