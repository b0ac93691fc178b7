// Two models with all their derivatives: the likelihood of a mixture of Gaussians, and a residual of bundle adjustment,
// the test problems of F. Srajer, Z. Kukelova, A. Fitzgibbon, "A benchmark of selected algorithmic differentiation
// tools", Optim. Methods Softw. 33 (2018) 889, in small.

#include <cmath>
#include <numbers>

#include <Eigen/Geometry>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/test_functions.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const std::vector<double> points{0.3, -1.2, 1.1, 0.4, -0.7, 0.9, 2.0, -0.5, -1.5, -1.0};  // 5 in the plane
const double log_turn = std::log(2 * std::numbers::pi);

/// p: the logits of two weights, two means, the logarithms of the deviations.
Expr mixture(const Expr& p) {
  const Expr data = constant(Tensor::from_vector<double>({5, 1, 2}, points));
  const Expr logits = slice(p, {{0, 2}});
  const Expr means = reshape(slice(p, {{2, 6}}), {2, 2}), deviations = reshape(slice(p, {{6, 10}}), {2, 2});
  const Expr z = (data - means) / exp(deviations);
  const Expr terms = logits - sum(deviations, 1) - 0.5 * sum(square(z), 2);
  return sum(logsumexp(terms, 1)) - 5 * logsumexp(logits, 0) - 5 * log_turn;
}

/// Of log sum(exp(terms)): each term with its slope and bend.
struct Term {
  double value = 0;
  Vector slope = Vector::Zero(10);
  Matrix bend = Matrix::Zero(10, 10);
};

Term gaussian(const Vector& p, Eigen::Index k, const double* point) {
  Term term;
  term.value = p[k];
  term.slope[k] = 1;
  for (Eigen::Index d = 0; d < 2; ++d) {
    const Eigen::Index mean = 2 + 2 * k + d, deviation = 6 + 2 * k + d;
    const double width = std::exp(p[deviation]), z = (point[d] - p[mean]) / width;
    term.value -= p[deviation] + z * z / 2;
    term.slope[mean] = z / width;
    term.slope[deviation] = z * z - 1;
    term.bend(mean, mean) = -1 / (width * width);
    term.bend(mean, deviation) = term.bend(deviation, mean) = -2 * z / width;
    term.bend(deviation, deviation) = -2 * z * z;
  }
  return term;
}

Term weight(const Vector& p, Eigen::Index k) {
  Term term;
  term.value = p[k];
  term.slope[k] = 1;
  return term;
}

void add_logsumexp(ClosedForm& f, const Term& a, const Term& b, double factor) {
  const double share = 1 / (1 + std::exp(b.value - a.value));
  const Vector slope = share * a.slope + (1 - share) * b.slope;
  f.value += factor * (a.value - std::log(share));
  f.gradient += factor * slope;
  f.hessian += factor * (share * (a.bend + a.slope * a.slope.transpose()) +
                         (1 - share) * (b.bend + b.slope * b.slope.transpose()) - slope * slope.transpose());
}

ClosedForm closed_mixture(const Vector& p) {
  ClosedForm f(10);
  for (std::size_t i = 0; i < points.size(); i += 2)
    add_logsumexp(f, gaussian(p, 0, &points[i]), gaussian(p, 1, &points[i]), 1);
  add_logsumexp(f, weight(p, 0), weight(p, 1), -5);
  f.value -= 5 * log_turn;
  return f;
}

Expr cross(const Expr& u, const Expr& v) {
  const auto entry = [&](int i, int j) { return take(u, i) * take(v, j) - take(u, j) * take(v, i); };
  return stack({entry(1, 2), entry(2, 0), entry(0, 1)});
}

/// x turned by the angle |r| about the axis r (Rodrigues). Around r = 0, where sqrt has no derivative, by the series in
/// |r|^2; neither branch of where() sees numbers that it could not differentiate.
Expr turned(const Expr& r, const Expr& x) {
  const Expr t = sum(square(r)), small = less(t, 0.01);
  const Expr safe = where(small, 1, t), angle = sqrt(safe);
  const auto series = [&](double first) {  // first (1 - t/((n+1)(n+2)) (1 - t/((n+3)(n+4)) ...)), n = 1/first
    Expr value = constant(Tensor::scalar(1.0));
    for (double n = 1 / first + 8; n >= 1 / first; n -= 2) value = 1 - t / ((n + 1) * (n + 2)) * value;
    return first * value;
  };
  const Expr one = where(small, series(1), sin(angle) / angle);
  const Expr half = where(small, series(0.5), 2 * square(sin(angle / 2)) / safe);
  const Expr once = cross(r, x);
  return x + one * once + half * cross(r, once);
}

/// p: rotation 3, centre 3, focal length, principal point 2, radial distortion 2, point 3, weight.
Expr bundle(const Expr& p) {
  const auto part = [&](std::int64_t from, std::int64_t to) { return slice(p, {{from, to}}); };
  const Expr focal = take(p, 6), principal = part(7, 9), weight = take(p, 14);
  const Expr y = turned(part(0, 3), part(11, 14) - part(3, 6));
  const Expr image = slice(y, {{0, 2}}) / take(y, 2);
  const Expr q = sum(square(image));
  const Expr stretch = 1 + take(p, 9) * q + take(p, 10) * square(q);
  const Expr seen = constant(Tensor::from_vector<double>({2}, {0.2, -0.1}));
  return 0.5 * (sum(square(weight * (principal + focal * stretch * image - seen))) + square(1 - square(weight)));
}

double bundle_value(const Vector& p, Vector* gradient) {
  const Eigen::Vector3d r = p.segment<3>(0), x = p.segment<3>(11) - p.segment<3>(3);
  const double angle = r.norm(), focal = p[6], k1 = p[9], k2 = p[10], w = p[14];
  const auto skew = [](const Eigen::Vector3d& v) {
    return (Eigen::Matrix3d() << 0, -v[2], v[1], v[2], 0, -v[0], -v[1], v[0], 0).finished();
  };
  const Eigen::Matrix3d I = Eigen::Matrix3d::Identity();
  const Eigen::Matrix3d R = angle == 0 ? I : Eigen::AngleAxisd(angle, r / angle).toRotationMatrix();
  const Eigen::Vector3d y = R * x;
  const double u = y[0] / y[2], v = y[1] / y[2], q = u * u + v * v, s = 1 + k1 * q + k2 * q * q;
  const double a = p[7] + focal * s * u - 0.2, b = p[8] + focal * s * v + 0.1, c = 1 - w * w;
  if (gradient) {
    const double e = w * w * a, h = w * w * b, bend = k1 + 2 * k2 * q;
    const double du = focal * (e * (s + 2 * u * u * bend) + h * 2 * u * v * bend);
    const double dv = focal * (h * (s + 2 * v * v * bend) + e * 2 * u * v * bend);
    const Eigen::Vector3d dy = Eigen::Vector3d(du, dv, -u * du - v * dv) / y[2], dx = R.transpose() * dy;
    // G. Gallego, A. Yezzi, "A compact formula for the derivative of a 3-D rotation", J. Math. Imaging Vis. 51 (2015).
    const Eigen::Matrix3d turn =
        angle == 0 ? I : ((r * r.transpose() + (R.transpose() - I) * skew(r)) / (angle * angle)).eval();
    *gradient = Vector(15);
    *gradient << (-R * skew(x) * turn).transpose() * dy, -dx, e * s * u + h * s * v, e, h, focal * q * (e * u + h * v),
        focal * q * q * (e * u + h * v), dx, w * (a * a + b * b) - 2 * w * c;
  }
  return (w * w * (a * a + b * b) + c * c) / 2;
}

}  // namespace

TEST_CASE("model: the likelihood of a mixture of Gaussians") {
  check_function(
      mixture, closed_mixture,
      {{{0.2, -0.4, 0.5, -0.3, -0.8, 0.1, 0.3, -0.2, 0.1, 0.4},
        -14.582163428389306,
        {0.33217665618029164, -0.33217665618029164, 0.17971155509479858, -0.18530700042968039, 0.19972818276566618,
         -0.15798484023194762, -0.73038903696301079, -0.64438186963791003, -0.51051298715999697, -0.82564598925868021},
        {-9.9571325204035941, 9.9571325204035941, -12.587994022258768, 7.4156093838093586, 3.7377198427615218,
         2.8211702794361618, -30.895542175967726, 42.377793776242063, -4.7776034307470812, 4.5155183502581414}}});
}

TEST_CASE("model: a residual of bundle adjustment, at and around no rotation too") {
  const std::vector<KnownPoint> known{
      {{0.3, -0.5, 0.2, 0.1, -0.2, 0.3, 1.5, 0.05, -0.02, 0.01, -0.003, 0.4, 0.3, 2.5, 0.8},
       0.2467610608957395,
       {0.03029386754728038, -0.84289344834968887, 0.067590123702796856, 0.36997413760140017, -0.022525847249475542,
        -0.045331508025310128, 0.19731434095389157, -0.47995480188768667, -0.050532624031391929, 0.050422735565887143,
        0.0086041003770510236, -0.36997413760140017, 0.022525847249475542, 0.045331508025310128, -0.12109734776065124},
       {-13.504996633106856, -57.252617043635387, 5.6351622870406339, 26.098749431896327, -8.4523908157800997,
        -0.37549163957923804, 14.603363717439566, -30.863716886677451, 5.6469380051528673, 5.4842044071611377,
        1.1831654386055766, -26.098749431896327, 8.4523908157800997, 0.37549163957923804, 58.761079439348965}},
      {{0, 0, 0, 0.1, -0.2, 0.3, 1.5, 0.05, -0.02, 0.01, -0.003, 0.4, 0.3, 2.5, 0.8},
       0.12251278091070324,
       {-0.42756298552784091, 0.066327078048485164, 0.043229707560958951, -0.023997049792700364, -0.18409410819103044,
        0.045111895015147878, 0.066075253590060847, 0.03499911382108773, 0.26953185636847955, 0.0069576904384474744,
        0.00048876337790746721, 0.023997049792700364, 0.18409410819103044, -0.045111895015147878, -0.43171804772324191},
       {-33.570438365239235, -12.448972111007638, 5.2038000778265954, 5.5669645882880525, -14.931488313520046,
        3.3806029125370141, 4.1741790522038233, -8.9396959911400172, 20.355529568510483, 0.48659128712621004,
        0.034890347408497575, -5.5669645882880525, 14.931488313520046, -3.3806029125370141, 39.693445787730306}},
      {{1e-9, -2e-9, 3e-9, 0.1, -0.2, 0.3, 1.5, 0.05, -0.02, 0.01, -0.003, 0.4, 0.3, 2.5, 0.8},
       0.12251278048017522,
       {-0.42756298401121146, 0.066327074297775445, 0.043229707642045988, -0.023997048435404206, -0.18409410751382512,
        0.045111894676151738, 0.066075252787924572, 0.034999111177930271, 0.26953185568941413, 0.0069576902480517532,
        0.00048876335708610761, 0.023997048435404206, 0.18409410751382512, -0.045111894676151738, -0.43171804879956194},
       {-33.57043831028501, -12.448972255878591, 5.2038000733529759, 5.5669646360423429, -14.931488297555847,
        3.3806029036371826, 4.174179045940243, -8.9396961065713969, 20.355529525257472, 0.48659128026746299,
        0.034890346505301989, -5.5669646360423429, 14.931488297555847, -3.3806029036371826, 39.693445825258572}},
      {{1e-3, 2e-3, -1e-3, 0.1, -0.2, 0.3, 1.5, 0.05, -0.02, 0.01, -0.003, 0.4, 0.3, 2.5, 0.8},
       0.12217894646153193,
       {-0.42584322918012867, 0.069545555689259861, 0.042778433426622932, -0.025370606596025559, -0.18334375596424705,
        0.045128663618605088, 0.065902409784972322, 0.037144730227822247, 0.26844984724723382, 0.0069496864111862862,
        0.0004889189189294359, 0.025370606596025559, 0.18334375596424705, -0.045128663618605088, -0.43255263384617019},
       {-33.472777239025563, -12.313188895489176, 5.1850954539862702, 5.5064919385826231, -14.884393713029595,
        3.3704835358339197, 4.11961674174956, -8.8479030179493784, 20.315143580248354, 0.47829150441068056,
        0.034135618856626591, -5.5064919385826231, 14.884393713029595, -3.3704835358339197, 39.550399014158126}}};
  check_function(bundle, known);
  for (const std::size_t i : {0U, 1U}) {  // the closed form loses its digits close to 0, but not there
    Vector gradient;
    CHECK(bundle_value(to_vector(known[i].x), &gradient) == Approx(known[i].value).epsilon(1e-14));
    check_near(gradient, to_vector(known[i].gradient));
    CHECK(verify_gradient([](const Vector& p) { return bundle_value(p, nullptr); },
                          [](const Vector& p) {
                            Vector g;
                            bundle_value(p, &g);
                            return g;
                          },
                          to_vector(known[i].x))
              .ok());
  }
}
