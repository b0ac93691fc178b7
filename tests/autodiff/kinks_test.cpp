// At kinks and ties, where a derivative is a convention, it is the same convention along the graph as against it.

#include <functional>
#include <string>

#include <nabla/autodiff/jvp.hpp>
#include <nabla/autodiff/vjp.hpp>
#include <nabla/graph/rng.hpp>
#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/evaluate.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

struct Kink {
  std::string name;
  Numbers at;
  std::function<Expr(const Expr&)> f;
};

const std::vector<Kink> kinks{
    {"abs", {0, -0.0, 1}, [](const Expr& x) { return abs(x); }},
    {"relu", {0, -0.0, 1}, [](const Expr& x) { return relu(x); }},
    {"relu6", {0, 6, 7}, [](const Expr& x) { return relu6(x); }},
    {"leaky_relu", {0, -0.0, 1}, [](const Expr& x) { return leaky_relu(x); }},
    {"thresholded_relu", {1, 0, 2}, [](const Expr& x) { return thresholded_relu(x); }},
    {"elu", {0, -0.0, 1}, [](const Expr& x) { return elu(x, 0.5); }},
    {"selu", {0, -0.0, 1}, [](const Expr& x) { return selu(x); }},
    {"softsign", {0, inf, -inf}, [](const Expr& x) { return softsign(x); }},
    {"hard_sigmoid", {3, -3, 0}, [](const Expr& x) { return hard_sigmoid(x); }},
    {"hard_silu", {3, -3, 0}, [](const Expr& x) { return hard_silu(x); }},
    {"hard_tanh", {1, -1, 0}, [](const Expr& x) { return hard_tanh(x); }},
    {"hard_shrink", {0.5, -0.5, 0}, [](const Expr& x) { return hard_shrink(x); }},
    {"soft_shrink", {0.5, -0.5, 0}, [](const Expr& x) { return soft_shrink(x); }},
    {"threshold", {0.5, 0, 1}, [](const Expr& x) { return threshold(x, 0.5, 0.1); }},
    {"sparse_plus", {1, -1, 0}, [](const Expr& x) { return sparse_plus(x); }},
    {"sparse_sigmoid", {1, -1, 0}, [](const Expr& x) { return sparse_sigmoid(x); }},
    {"sparsemax", {0, 1, 1}, [](const Expr& x) { return sparsemax(x); }},
    {"clip", {-1, 1, 0}, [](const Expr& x) { return clip(x, -1, 1); }},
    {"maximum", {0, 1, 2}, [](const Expr& x) { return maximum(x, flip(x)); }},
    {"minimum", {0, 1, 2}, [](const Expr& x) { return minimum(x, flip(x)); }},
    {"max", {2, 2, 1}, [](const Expr& x) { return max(x); }},
    {"min", {1, 1, 2}, [](const Expr& x) { return min(x); }},
    {"sort", {2, 1, 1}, [](const Expr& x) { return sort(x); }},
    {"top_k", {2, 2, 2}, [](const Expr& x) { return top_k(x, 2).values; }},
    {"norm", {0, 0, 0}, [](const Expr& x) { return norm(x); }},
    {"norm of order 1", {0, 1, -1}, [](const Expr& x) { return norm(x, {}, {}, 1); }},
    {"largest entry's norm", {2, -2, 1}, [](const Expr& x) { return norm(x, {}, {}, inf); }},
    {"stddev", {3, 3, 3}, [](const Expr& x) { return stddev(x); }},
    {"prod", {0, 0, 3}, [](const Expr& x) { return prod(x); }},
    {"cumprod", {0, 2, 0}, [](const Expr& x) { return cumprod(x); }},
    {"floor", {0, 1, -1}, [](const Expr& x) { return floor(x) * x; }},
    {"sign", {0, 1, -1}, [](const Expr& x) { return sign(x) * x; }},
    {"mod", {0, 2, -2}, [](const Expr& x) { return mod(x, 2); }},
    {"atan2", {0, 0, 0}, [](const Expr& x) { return atan2(x, flip(x)); }},
    {"pow", {0, 0, 1}, [](const Expr& x) { return pow(x, flip(x) + 1); }},
    {"xlogy", {0, 1, 0}, [](const Expr& x) { return xlogy(x, x + 1); }},
    {"where", {0, 1, -1}, [](const Expr& x) { return where(greater(x, 0), x, square(x)); }},
};

Tensor draw(const Expr& like, Rng& rng) {
  Tensor values = Tensor::empty(f64, like.shape().evaluate({}));
  for (double& v : values.mutable_span<double>()) v = 2 * rng.uniform() - 1;
  return values;
}

}  // namespace

TEST_CASE("at kinks and ties jvp is the adjoint of vjp, and both are finite") {
  for (const Kink& kink : kinks) {
    INFO(kink.name);
    const Expr x = input("x", f64, {3}), y = kink.f(x);
    const Expr dx = input("dx", f64, {3}), u = input("u", f64, y.shape());
    Rng rng(11);
    const Feeds feeds{{x, tensor(f64, {3}, kink.at)}, {dx, draw(dx, rng)}, {u, draw(u, rng)}};
    const double forward = evaluate(sum(jvp({y}, {x}, {dx})[0] * u), feeds).item<double>();
    const double reverse = evaluate(sum(vjp({y}, {x}, {u})[0] * dx), feeds).item<double>();
    CHECK(std::isfinite(forward));
    CHECK(forward == Approx(reverse).epsilon(1e-13).margin(1e-15));
  }
}
