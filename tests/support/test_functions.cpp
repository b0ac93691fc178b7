#include "support/test_functions.hpp"

#include <nabla/autodiff/grad.hpp>
#include <nabla/autodiff/jacobian.hpp>
#include <nabla/autodiff/jvp.hpp>
#include <nabla/autodiff/verify.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"

namespace nabla::test {

Vector to_vector(const std::vector<double>& entries) {
  return Eigen::Map<const Vector>(entries.data(), static_cast<Eigen::Index>(entries.size()));
}

Vector to_vector(const Tensor& tensor) {
  const auto entries = tensor.span<double>();
  return Eigen::Map<const Vector>(entries.data(), static_cast<Eigen::Index>(entries.size()));
}

void check_near(const Eigen::Ref<const Matrix>& a, const Eigen::Ref<const Matrix>& b, double tolerance) {
  REQUIRE(a.rows() == b.rows());
  REQUIRE(a.cols() == b.cols());
  INFO("got " << a << "\nwanted " << b);
  CHECK((a - b).cwiseAbs().maxCoeff() <= tolerance * (b.cwiseAbs().maxCoeff() + 1e-3));
}

namespace {

Vector alternating(Eigen::Index n) {
  Vector v(n);
  for (Eigen::Index i = 0; i < n; ++i) v[i] = (i % 2 == 0 ? 1.0 : -1.0) * static_cast<double>(i + 1);
  return v;
}

void check_verified(const Expr& f, const Expr& x, const Tensor& at) {
  for (const int order : {1, 2}) {
    const GradientReport report = verify_gradient(f, x, {{x, at}}, {.order = order});
    INFO(to_string(report));
    CHECK(report.ok());
  }
}

}  // namespace

void check_function(const std::function<Expr(const Expr&)>& build, const std::vector<KnownPoint>& points) {
  for (const KnownPoint& point : points) {
    const auto n = static_cast<std::int64_t>(point.x.size());
    const Expr x = input("x", f64, {n}), v = input("v", f64, {n});
    const Expr f = build(x);
    const Function all({x, v}, {f, grad(f, x), hvp(f, x, v)});
    const Tensor at(point.x);
    const std::vector<double> direction = [&] {
      const Vector u = alternating(n);
      return std::vector<double>(u.begin(), u.end());
    }();
    const std::vector<Tensor> results = all(at, direction);
    CAPTURE(point.x);
    CHECK(results[0].item<double>() == Approx(point.value).epsilon(1e-13));
    check_near(to_vector(results[1]), to_vector(point.gradient));
    check_near(to_vector(results[2]), to_vector(point.product));
    check_verified(f, x, at);
  }
}

void check_function(const std::function<Expr(const Expr&)>& build,
                    const std::function<ClosedForm(const Vector&)>& closed, const std::vector<KnownPoint>& points) {
  check_function(build, points);
  for (const KnownPoint& point : points) {
    CAPTURE(point.x);
    const Vector at = to_vector(point.x);
    const ClosedForm wanted = closed(at);
    CHECK(wanted.value == Approx(point.value).epsilon(1e-13));
    check_near(wanted.gradient, to_vector(point.gradient));
    check_near(wanted.hessian * alternating(at.size()), to_vector(point.product));

    const Expr x = input("x", f64, {at.size()});
    const Expr f = build(x);
    const Function both({x}, {hessian(f, x), hessian(f, x, {.loop = true})});
    for (const Tensor& hessian : both(Tensor(point.x))) check_near(eigen_map<double>(hessian), wanted.hessian);

    CHECK(verify_gradient([&](const Vector& y) { return closed(y).value; },
                          [&](const Vector& y) { return closed(y).gradient; }, at)
              .ok());
    CHECK(verify_gradient([&](const Vector& y) { return closed(y).gradient; },
                          [&](const Vector& y, const Vector& u) -> Vector { return closed(y).hessian * u; }, at)
              .ok());
  }
}

}  // namespace nabla::test
