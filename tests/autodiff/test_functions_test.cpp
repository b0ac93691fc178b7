// Test functions for minimizers, of J. Moré, B. Garbow, K. Hillstrom, "Testing unconstrained optimization software",
// ACM Trans. Math. Softw. 7 (1981) 17, and of H. Rosenbrock (1960), written in the public API.

#include <cmath>
#include <numbers>

#include <nabla/autodiff/jacobian.hpp>
#include <nabla/autodiff/jvp.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/test_functions.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

Expr rosenbrock(const Expr& x) {
  const Expr a = slice(x, {{0, -1}}), b = slice(x, {{1, {}}});
  return sum(100 * square(b - square(a)) + square(1 - a));
}
ClosedForm closed_rosenbrock(const Vector& x) {
  const Eigen::Index n = x.size();
  const auto unit = [&](Eigen::Index i) -> Vector { return Vector::Unit(n, i); };
  ClosedForm f(n);
  for (Eigen::Index i = 0; i + 1 < n; ++i) {
    f.add_square(10 * (x[i + 1] - x[i] * x[i]), 10 * unit(i + 1) - 20 * x[i] * unit(i),
                 -20 * unit(i) * unit(i).transpose());
    f.add_square(1 - x[i], -unit(i), Matrix::Zero(n, n));
  }
  return f;
}

Expr powell_singular(const Expr& x) {
  const Expr a = take(x, 0), b = take(x, 1), c = take(x, 2), d = take(x, 3);
  return square(a + 10 * b) + 5 * square(c - d) + pow(b - 2 * c, 4) + 10 * pow(a - d, 4);
}
ClosedForm closed_powell_singular(const Vector& x) {
  ClosedForm f(4);
  const Matrix flat = Matrix::Zero(4, 4);
  const auto linear = [&](const Vector& slope) { f.add_square(slope.dot(x), slope, flat); };
  const auto squared = [&](const Vector& slope, double factor) {
    const double r = slope.dot(x);
    f.add_square(factor * r * r, 2 * factor * r * slope, 2 * factor * slope * slope.transpose());
  };
  linear(Eigen::Vector4d(1, 10, 0, 0));
  linear(std::sqrt(5.0) * Eigen::Vector4d(0, 0, 1, -1));
  squared(Eigen::Vector4d(0, 1, -2, 0), 1);
  squared(Eigen::Vector4d(1, 0, 0, -1), std::sqrt(10.0));
  return f;
}

Expr wood(const Expr& x) {
  const Expr a = take(x, 0), b = take(x, 1), c = take(x, 2), d = take(x, 3);
  return 100 * square(b - square(a)) + square(1 - a) + 90 * square(d - square(c)) + square(1 - c) +
         10.1 * (square(b - 1) + square(d - 1)) + 19.8 * (b - 1) * (d - 1);
}
ClosedForm closed_wood(const Vector& x) {
  const double a = x[0], b = x[1], c = x[2], d = x[3];
  ClosedForm f(4);
  f.value = 100 * std::pow(b - a * a, 2) + std::pow(1 - a, 2) + 90 * std::pow(d - c * c, 2) + std::pow(1 - c, 2) +
            10.1 * (std::pow(b - 1, 2) + std::pow(d - 1, 2)) + 19.8 * (b - 1) * (d - 1);
  f.gradient << -400 * a * (b - a * a) - 2 * (1 - a), 200 * (b - a * a) + 20.2 * (b - 1) + 19.8 * (d - 1),
      -360 * c * (d - c * c) - 2 * (1 - c), 180 * (d - c * c) + 20.2 * (d - 1) + 19.8 * (b - 1);
  f.hessian << 1200 * a * a - 400 * b + 2, -400 * a, 0, 0,  //
      -400 * a, 220.2, 0, 19.8,                             //
      0, 0, 1080 * c * c - 360 * d + 2, -360 * c,           //
      0, 19.8, -360 * c, 200.2;
  return f;
}

Expr beale(const Expr& x) {
  const Expr y = constant(Tensor::from_vector<double>({3}, {1.5, 2.25, 2.625}));
  const Expr powers = stack({take(x, 1), pow(take(x, 1), 2), pow(take(x, 1), 3)});
  return sum(square(y - take(x, 0) * (1 - powers)));
}
ClosedForm closed_beale(const Vector& x) {
  ClosedForm f(2);
  const double y[] = {1.5, 2.25, 2.625};
  for (int i = 1; i <= 3; ++i) {
    const double p = std::pow(x[1], i), slope = i * std::pow(x[1], i - 1);
    const double bend = i == 1 ? 0 : i * (i - 1) * std::pow(x[1], i - 2);
    Matrix second(2, 2);
    second << 0, slope, slope, x[0] * bend;
    f.add_square(y[i - 1] - x[0] * (1 - p), Eigen::Vector2d(p - 1, x[0] * slope), second);
  }
  return f;
}

Expr brown_dennis(const Expr& x) {
  std::vector<double> times(20);
  for (std::size_t i = 0; i < 20; ++i) times[i] = static_cast<double>(i + 1) / 5;
  const Expr t = constant(Tensor(times));
  const Expr a = take(x, 0) + t * take(x, 1) - exp(t), b = take(x, 2) + take(x, 3) * sin(t) - cos(t);
  return sum(square(square(a) + square(b)));
}
ClosedForm closed_brown_dennis(const Vector& x) {
  ClosedForm f(4);
  for (int i = 1; i <= 20; ++i) {
    const double t = i / 5.0;
    const Eigen::Vector4d p(1, t, 0, 0), q(0, 0, 1, std::sin(t));
    const double a = p.dot(x) - std::exp(t), b = q.dot(x) - std::cos(t);
    f.add_square(a * a + b * b, 2 * a * p + 2 * b * q, 2 * p * p.transpose() + 2 * q * q.transpose());
  }
  return f;
}

Expr helical_valley(const Expr& x) {
  const Expr a = take(x, 0), b = take(x, 1), c = take(x, 2);
  const Expr theta = atan(b / a) / (2 * std::numbers::pi) + where(greater(a, 0), 0.0, constant(Tensor::scalar(0.5)));
  return 100 * (square(c - 10 * theta) + square(sqrt(square(a) + square(b)) - 1)) + square(c);
}
ClosedForm closed_helical_valley(const Vector& x) {
  const double a = x[0], b = x[1], square = a * a + b * b, radius = std::sqrt(square), turn = 2 * std::numbers::pi;
  ClosedForm f(3);
  const double theta = std::atan(b / a) / turn + (a > 0 ? 0 : 0.5);
  Matrix bend = Matrix::Zero(3, 3);
  bend.topLeftCorner(2, 2) << 2 * a * b, b * b - a * a, b * b - a * a, -2 * a * b;
  bend *= -100 / (turn * square * square);
  f.add_square(10 * (x[2] - 10 * theta), Eigen::Vector3d(100 * b / (turn * square), -100 * a / (turn * square), 10),
               bend);
  const Eigen::Vector3d out(a / radius, b / radius, 0);
  Matrix round = Matrix::Zero(3, 3);
  round.topLeftCorner(2, 2).setIdentity();
  f.add_square(10 * (radius - 1), 10 * out, 10 / radius * (round - out * out.transpose()));
  f.add_square(x[2], Eigen::Vector3d(0, 0, 1), Matrix::Zero(3, 3));
  return f;
}

}  // namespace

TEST_CASE("test function: Rosenbrock's valley") {
  check_function(rosenbrock, closed_rosenbrock,
                 {{{-1.2, 1, 0.4, -0.3, 0.9, 1.1, -0.5, 0.2, 0.7},
                   496.56,
                   {-215.6, 152.0, -47.6, 2.6, 57.4, 810.6, -355.0, -64.4, 132.0},
                   {370.0, -3204.0, 2982.0, 320.0, 5350.0, -16004.0, 3994.0, 920.0, 2440.0}}});
}

TEST_CASE("test function: Rosenbrock's Hessian times a vector, in whole numbers") {
  const Expr x = input("x", f64, {9}), p = input("p", f64, {9});
  std::vector<double> at, along;
  for (int i = 0; i < 9; ++i) at.push_back(0.1 * i), along.push_back(0.5 * i);
  const Vector product = to_vector(Function({x, p}, {hvp(rosenbrock(x), x, p)})(at, along)[0]);
  const double wanted[] = {0, 27, -10, -95, -192, -265, -278, -195, -180};
  for (int i = 0; i < 9; ++i) CHECK(product[i] == Approx(wanted[i]).margin(1e-12));
}

TEST_CASE("test function: Powell's singular function") {
  check_function(
      powell_singular, closed_powell_singular,
      {{{3, -1, 0, 1}, 215.0, {306.0, -144.0, -2.0, -310.0}, {2362.0, -476.0, 262.0, -2470.0}},
       {{0.5, -0.3, 1.2, 0.7}, 60.6601, {-5.32, -128.732, 162.464, -4.68}, {-14.0, -1079.84, 1469.68, -94.0}}});
  const Expr x = input("x", f64, {4});
  const Tensor hessian_at_0 = Function({x}, {hessian(powell_singular(x), x)})(Tensor::zeros(f64, {4}))[0];
  const Eigen::Vector4d p(1, 10, 0, 0), q(0, 0, 1, -1);  // of rank 2, hence the name
  check_near(eigen_map<double>(hessian_at_0), 2 * p * p.transpose() + 10 * q * q.transpose());
}

TEST_CASE("test function: Wood") {
  check_function(wood, closed_wood,
                 {{{-3, -1, -3, -1}, 19192.0, {-12008.0, -2080.0, -10808.0, -1880.0}, {8802.0, 680.4, 25926.0, 2399.6}},
                  {{0.5, -0.3, 1.2, 0.7}, 105.524, {109.0, -142.2, 320.08, -165.0}, {822.0, -719.6, 5643.6, -2136.4}}});
}

TEST_CASE("test function: Beale") {
  check_function(beale, closed_beale,
                 {{{1, 1}, 14.203125, {0.0, 27.75}, {-55.5, -109.25}},
                  {{2.5, 0.7}, 2.47843125, {-2.735505, 17.796375}, {7.124298, -191.5679}}});
}

TEST_CASE("test function: Brown and Dennis") {
  check_function(brown_dennis, closed_brown_dennis,
                 {{{25, 5, -5, -1},
                   7926693.3369974324,
                   {1149322.8363658949, 1779291.6743397856, -254579.58546352089, -173400.42925311537},
                   {-304174.25856638261, -707923.34315490997, 59436.05998433039, 12980.040299775485}},
                  {{-11, 13, -0.4, 0.2},
                   86268.133351604464,
                   {1269.6853031948041, -612.3788894770521, 120.71193281822317, -4.7564499709755189},
                   {-44258.997489976489, -142472.69594370106, 7615.0329621964014, -4032.6537651928129}}});
}

TEST_CASE("test function: the helical valley") {
  check_function(helical_valley, closed_helical_valley,
                 {{{-1, 0, 0},
                   2500.0,
                   {0.0, -1591.5494309189534, -1000.0},
                   {3383.0988618379067, -1649.8316087909591, -30.619772367581343}},
                  {{0.8, -0.3, 0.4},
                   96.564269028337954,
                   {-154.28472564258804, -328.4923520257327, 195.00025121990814},
                   {-797.73285735807314, -1225.9036510947186, 1172.8532219711341}},
                  {{-0.5, -1.3, 0.6},
                   4004.5037616719955,
                   {1318.9213368289809, -591.45607913139083, -1261.9249387476566},
                   {-1102.6924356333687, 1934.40164579069, 228.62229988519663}}});
}
