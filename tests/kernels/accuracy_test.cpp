// Errors of the elementwise functions against long double, over every magnitude of argument, in every set.

#include "catch.hpp"
#include "kernels/support.hpp"

#include <cstring>

namespace nabla::kernels {

namespace {

using Real = long double;

struct Function {
  const char* name;
  Unary Kernels::*kernel;
  Real (*exact)(Real x);
  double ulps;  // the error that kernels/math.hpp promises
  bool nan_at_minus_infinity = false;
};

Real softplus(Real x) { return std::max(x, 0.0L) + std::log1p(std::exp(-std::abs(x))); }
Real sigmoid(Real x) { return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)); }
Real softsign(Real x) { return std::isinf(x) ? std::copysign(1.0L, x) : x / (1 + std::abs(x)); }
Real selu(Real x) {
  return 1.0507009873554804934193349852946L * (x > 0 ? x : 1.6732632423543772848170429916717L * std::expm1(x));
}

constexpr double kAlpha = 0.75;  // elu's

const Function kFunctions[] = {
    {"exp", &Kernels::exp, [](Real x) { return std::exp(x); }, 1},
    {"expm1", &Kernels::expm1, [](Real x) { return std::expm1(x); }, 1.6},
    {"log", &Kernels::log, [](Real x) { return std::log(x); }, 1},
    {"log1p", &Kernels::log1p, [](Real x) { return std::log1p(x); }, 1},
    {"sqrt", &Kernels::sqrt, [](Real x) { return std::sqrt(x); }, 0.51},
    {"sigmoid", &Kernels::sigmoid, sigmoid, 2.3},
    {"tanh", &Kernels::tanh, [](Real x) { return std::tanh(x); }, 2.5},
    {"elu", &Kernels::elu, [](Real x) { return x > 0 ? x : Real(kAlpha) * std::expm1(x); }, 2.1},
    {"selu", &Kernels::selu, selu, 3},
    {"softplus", &Kernels::softplus, [](Real x) { return std::isnan(x) ? x : softplus(x); }, 1.6},
    {"softsign", &Kernels::softsign, softsign, 1.6},
};

/// Every bit pattern, the usual range, where exp over- and underflows, and near 0 and 1.
template <class T>
std::vector<T> arguments() {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  std::vector<T> x = {T(0),          T(-0.0),      T(1),     T(-1),     kInfinity<T>,
                      -kInfinity<T>, kQuietNan<T>, T(1e-30), T(-1e-30), T(0.5)};
  for (T limit : {std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), std::numeric_limits<T>::denorm_min(),
                  std::numeric_limits<T>::epsilon()}) {
    x.insert(x.end(), {limit, -limit, limit / 2, -limit / 2, T(1) + limit, T(1) - limit, T(-1) + limit, T(-1) - limit});
  }
  Random random;
  const double widest = sizeof(T) == 4 ? 105 : 750;
  for (int i = 0; i < 20000; ++i) {
    const Bits bits = static_cast<Bits>(random.bits());
    T any;
    std::memcpy(&any, &bits, sizeof any);
    const double unit = random.uniform(-1, 1);
    const double small = std::ldexp(unit, -static_cast<int>(random.below(24)));
    for (double v : {unit * 25, unit * widest, small, 1 + small}) x.push_back(static_cast<T>(v));
    x.push_back(any);
  }
  return x;
}

template <class T>
void check_accuracy(const Kernels& set) {
  const std::vector<T> x = arguments<T>();
  std::vector<T> y(x.size());
  for (const Function& f : kFunctions) {
    of<T>(set.*f.kernel)(x.data(), y.data(), x.size(), kAlpha);
    double worst = 0;
    std::size_t at = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double error = ulps(y[i], f.exact(x[i]));
      if (error > worst) worst = error, at = i;
    }
    INFO(f.name << "(" << x[at] << ") = " << y[at] << " in set " << set.isa << ", " << 8 * sizeof(T) << " bits");
    CHECK(worst <= f.ulps);
  }
}

}  // namespace

TEST_CASE("elementwise functions are within their promised ULPs of long double", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    check_accuracy<float>(*set);
    check_accuracy<double>(*set);
  }
}

TEST_CASE("sigmoid underflows as slowly as the function, and exp as far as denormals go", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    const double x[] = {-1000, -740, -100};
    double y[3];
    set->sigmoid.f64(x, y, 3, 0);
    CHECK(y[0] == 0);
    CHECK(y[1] > 0);
    CHECK(ulps(y[2], std::exp(-100.0L)) <= 2);
    set->exp.f64(x, y, 3, 0);
    CHECK(ulps(y[1], std::exp(-740.0L)) <= 1);
  }
}

}  // namespace nabla::kernels
