#pragma once
// Functions whose derivatives are known: graphs against closed forms written in plain C++, and against digits from
// tests/reference/test_functions.py.

#include <functional>
#include <vector>

#include <nabla/eigen.hpp>
#include <nabla/graph/expr.hpp>

namespace nabla::test {

using Vector = Eigen::VectorXd;
using Matrix = Eigen::MatrixXd;

Vector to_vector(const std::vector<double>& entries);
Vector to_vector(const Tensor& tensor);
/// Within `tolerance` of the largest entry.
void check_near(const Eigen::Ref<const Matrix>& a, const Eigen::Ref<const Matrix>& b, double tolerance = 1e-12);

struct ClosedForm {
  double value = 0;
  Vector gradient;
  Matrix hessian;

  explicit ClosedForm(Eigen::Index n) : gradient(Vector::Zero(n)), hessian(Matrix::Zero(n, n)) {}

  /// Adds r^2.
  void add_square(double r, const Vector& slope, const Matrix& bend) {
    value += r * r;
    gradient += 2 * r * slope;
    hessian += 2 * (slope * slope.transpose() + r * bend);
  }
};

/// At x: f, its gradient, and its Hessian times (1, -2, 3, -4, ...), to 17 digits.
struct KnownPoint {
  std::vector<double> x;
  double value = 0;
  std::vector<double> gradient, product;
};

/// grad(), hessian() in both ways, hvp() and verify_gradient() of the function of a vector of `build`, at each point;
/// verify_gradient() of the closed form as well.
void check_function(const std::function<Expr(const Expr&)>& build,
                    const std::function<ClosedForm(const Vector&)>& closed, const std::vector<KnownPoint>& points);

/// grad(), hvp() and verify_gradient() alone.
void check_function(const std::function<Expr(const Expr&)>& build, const std::vector<KnownPoint>& points);

}  // namespace nabla::test
