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

Real silu(Real x) { return std::isinf(x) && x < 0 ? -0.0L : x * sigmoid(x); }
Real normal_cdf(Real x) { return std::erfc(-x / std::sqrt(2.0L)) / 2; }
Real normal_pdf(Real x) { return std::exp(-x * x / 2) / std::sqrt(2 * 3.14159265358979323846264338327950288L); }
Real gelu(Real x) { return std::isinf(x) && x < 0 ? -0.0L : x * normal_cdf(x); }
Real gelu_tanh(Real x) {
  const Real v = 2 * std::sqrt(2 / 3.14159265358979323846264338327950288L) * (x + 0.044715L * x * x * x);
  return std::isinf(x) && x < 0 ? -0.0L : x * sigmoid(v);
}
Real mish(Real x) {
  const Real e = std::exp(-std::abs(x));
  if (std::isinf(x)) return x > 0 ? x : -0.0L;
  return x < 0 ? x * e * (e + 2) / (e * (e + 2) + 2) : x * (1 + 2 * e) / (1 + 2 * e + 2 * e * e);
}
Real tanh_shrink(Real x) {  // x z / (3 + z / (5 + z / (7 + ...))) / (1 + z / (3 + ...)), z = x^2
  if (std::abs(x) > 2) return x - std::tanh(x);
  Real rest = 0;
  for (int odd = 61; odd > 1; odd -= 2) rest = x * x / (odd + rest);
  return x * rest / (1 + rest);
}
Real squareplus(Real x, Real b) {
  const Real y = (std::abs(x) + std::sqrt(x * x + b)) / 2;
  return x < 0 ? b / 4 / y : y;
}

constexpr Real kLn2 = 0.69314718055994530941723212145818L;
Real log1mexp(Real x) { return x > -kLn2 ? std::log(-std::expm1(x)) : std::log1p(-std::exp(x)); }
Real log_cosh(Real x) {
  const Real size = std::abs(x), half = std::sinh(size / 2);
  return size > 1 ? (size - kLn2) + std::log1p(std::exp(-2 * size)) : std::log1p(2 * half * half);
}

constexpr double kAlpha = 0.75;  // elu's, and what other functions take

const Function kFunctions[] = {
    {"exp", &Kernels::exp, [](Real x) { return std::exp(x); }, 1},
    {"expm1", &Kernels::expm1, [](Real x) { return std::expm1(x); }, 1.9},
    {"log", &Kernels::log, [](Real x) { return std::log(x); }, 2},
    {"log1p", &Kernels::log1p, [](Real x) { return std::log1p(x); }, 2},
    {"exp2", &Kernels::exp2, [](Real x) { return std::exp2(x); }, 1.5},
    {"log2", &Kernels::log2, [](Real x) { return std::log2(x); }, 2},
    {"asin", &Kernels::asin, [](Real x) { return std::asin(x); }, 2.5},
    {"acos", &Kernels::acos, [](Real x) { return std::acos(x); }, 2.5},
    {"atan", &Kernels::atan, [](Real x) { return std::atan(x); }, 2.8},
    {"sqrt", &Kernels::sqrt, [](Real x) { return std::sqrt(x); }, 0.51},
    {"sin", &Kernels::sin, [](Real x) { return std::sin(x); }, 2.5},
    {"cos", &Kernels::cos, [](Real x) { return std::cos(x); }, 2.5},
    {"tan", &Kernels::tan, [](Real x) { return std::tan(x); }, 3},
    {"erf", &Kernels::erf, [](Real x) { return std::erf(x); }, 1.5},
    {"erfc", &Kernels::erfc, [](Real x) { return std::erfc(x); }, 3.8},
    {"sinh", &Kernels::sinh, [](Real x) { return std::sinh(x); }, 2.3},
    {"cosh", &Kernels::cosh, [](Real x) { return std::cosh(x); }, 1.5},
    {"log1mexp", &Kernels::log1mexp, log1mexp, 2.5},
    {"log_cosh", &Kernels::log_cosh, log_cosh, 3.4},
    {"sigmoid", &Kernels::sigmoid, sigmoid, 2.3},
    {"tanh", &Kernels::tanh, [](Real x) { return std::tanh(x); }, 2.5},
    {"elu", &Kernels::elu, [](Real x) { return x > 0 ? x : Real(kAlpha) * std::expm1(x); }, 2.1},
    {"selu", &Kernels::selu, selu, 3},
    {"softplus", &Kernels::softplus, [](Real x) { return std::isnan(x) ? x : softplus(x); }, 2.3},
    {"softsign", &Kernels::softsign, softsign, 1.6},
    {"leaky_relu", &Kernels::leaky_relu, [](Real x) { return x > 0 ? x : Real(kAlpha) * x; }, 0.51},
    {"celu", &Kernels::celu, [](Real x) { return x > 0 ? x : kAlpha * std::expm1(x / kAlpha); }, 1.8},
    {"log_sigmoid", &Kernels::log_sigmoid, [](Real x) { return std::isnan(x) ? x : -softplus(-x); }, 2.3},
    {"silu", &Kernels::silu, silu, 2.8},
    {"gelu", &Kernels::gelu, gelu, 3.5},
    {"gelu_tanh", &Kernels::gelu_tanh, gelu_tanh, 2.4},
    {"mish", &Kernels::mish, mish, 3.9},
    {"tanh_shrink", &Kernels::tanh_shrink, tanh_shrink, 3.4},
    {"normal_cdf", &Kernels::normal_cdf, normal_cdf, 3.2},
    {"normal_pdf", &Kernels::normal_pdf, normal_pdf, 2},
    {"squareplus", &Kernels::squareplus, [](Real x) { return squareplus(x, kAlpha); }, 1.8},
};

/// Every bit pattern, the usual range, where exp over- and underflows, near 0 and 1, and near multiples of pi / 2.
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
    const T zero = static_cast<T>(1.57079632679489661923 * (i % 2 == 0 ? i : i * 37));
    x.insert(x.end(), {std::nextafter(zero, T(0)), zero, -std::nextafter(zero, kInfinity<T>)});
  }
  return x;
}

struct Pair {
  const char* name;
  Binary Kernels::*kernel;
  Real (*exact)(Real x, Real y);
  double ulps;
  Real floor;  // errors of smaller results are counted in ULP of this
};

Real logaddexp(Real x, Real y) {
  if (x == y) return x + kLn2;
  return std::isnan(x - y) ? x - y : std::max(x, y) + std::log1p(std::exp(-std::abs(x - y)));
}

const Pair kPairs[] = {
    {"pow", &Kernels::pow, [](Real x, Real y) { return std::pow(x, y); }, 2, 0},
    {"logaddexp", &Kernels::logaddexp, logaddexp, 2.8, 0.5},
    {"xlogy", &Kernels::xlogy, [](Real x, Real y) { return x == 0 && y == y ? 0 : x * std::log(y); }, 2.5, 0},
    {"xlog1py", &Kernels::xlog1py, [](Real x, Real y) { return x == 0 && y == y ? 0 : x * std::log1p(y); }, 2.5, 0},
};

template <class T>
double error_of(const Pair& f, T z, Real exact) {
  if (std::isfinite(z) && std::abs(exact) < f.floor) return ulps(static_cast<T>(f.floor), f.floor + (z - exact));
  return ulps(z, exact);
}

/// Numbers at which pow and its kin have cases of their own, each with each, and random ones.
template <class T>
void check_pairs(const Kernels& set) {
  std::vector<T> some;
  for (const double v : {0., .5, 1., 1.5, 2., 3., 4., 5., 1e-30, 16777215., 33554432., 1e9, 1. / 3, 65., 127.5, 1e36})
    some.insert(some.end(), {static_cast<T>(v), static_cast<T>(-v)});
  some.insert(some.end(), {kInfinity<T>, -kInfinity<T>, kQuietNan<T>, std::numeric_limits<T>::denorm_min()});
  std::vector<T> x, y;
  for (const T v : some) x.insert(x.end(), some.size(), v), y.insert(y.end(), some.begin(), some.end());
  Random random;
  for (int i = 0; i < 5000; ++i) {
    x.push_back(static_cast<T>(std::exp(random.uniform(-20, 20) * random.uniform(0, 1))));
    y.push_back(static_cast<T>(random.uniform(-1, 25) * random.uniform(0, 1)));
  }
  std::vector<T> z(x.size());
  for (const Pair& f : kPairs) {
    const auto check = [&](std::size_t dy, const T* with, std::size_t n) {
      of<T>(set.*f.kernel)(x.data(), 1, with, dy, z.data(), n);
      double worst = 0;
      std::size_t at = 0;
      for (std::size_t i = 0; i < n; ++i) {
        const double error = error_of<T>(f, z[i], f.exact(x[i], with[i * dy]));
        if (error > worst) worst = error, at = i;
      }
      INFO(f.name << "(" << x[at] << ", " << with[at * dy] << ") = " << z[at] << " in set " << set.isa << ", "
                  << 8 * sizeof(T) << " bits");
      CHECK(worst <= f.ulps);
    };
    check(1, y.data(), x.size());
    for (const T& v : some) check(0, &v, some.size() * some.size());
  }
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

TEST_CASE("functions of two numbers are within their promised ULPs, of a constant operand too", "[kernels]") {
  for (const Kernels* set : runnable_sets()) {
    check_pairs<float>(*set);
    check_pairs<double>(*set);
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
