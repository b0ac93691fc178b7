// verify_gradient on many random functions: right gradients pass, wrong ones fail. The functions are random programs;
// their exact gradients come from dual numbers, so nothing here shares code with grad().

#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <optional>

#include <nabla/autodiff/verify.hpp>
#include <nabla/graph/rng.hpp>

#include "catch.hpp"

using namespace nabla;

namespace {

using Numbers = std::vector<double>;

/// A number, its derivative along one variable, and what rounding makes of both.
struct Dual {
  double value = 0;
  double slope = 0;
  double error = 0;  // of the value, in absolute terms
  double terms = 0;  // the sum of the sizes of all terms of the slope: it may be much larger than the slope

  Dual() = default;
  Dual(double v) : value(v) {}
  Dual(double v, double s, double e, double t) : value(v), slope(s), error(e + 0x1p-52 * std::abs(v)), terms(t) {}
};

Dual operator+(const Dual& a, const Dual& b) {
  return {a.value + b.value, a.slope + b.slope, a.error + b.error, a.terms + b.terms};
}
Dual operator-(const Dual& a, const Dual& b) {
  return {a.value - b.value, a.slope - b.slope, a.error + b.error, a.terms + b.terms};
}
Dual operator*(const Dual& a, const Dual& b) {
  const double x = std::abs(a.value), y = std::abs(b.value);
  return {a.value * b.value, a.slope * b.value + a.value * b.slope, a.error * y + b.error * x,
          a.terms * y + b.terms * x};
}
Dual operator/(const Dual& a, const Dual& b) {
  const double q = a.value / b.value, y = std::abs(b.value);
  return {q, (a.slope - q * b.slope) / b.value, (a.error + std::abs(q) * b.error) / y,
          (a.terms + std::abs(q) * b.terms) / y};
}
/// f(a) from f, f' and f''/f'.
Dual chain(const Dual& a, double f, double slope, double bend) {
  const double worse = 1 + std::abs(bend) * a.error * 0x1p52;
  return {f, a.slope * slope, a.error * std::abs(slope), a.terms * std::abs(slope) * worse};
}

struct Unary {
  double (*f)(double);
  double (*slope)(double);
  double (*bend)(double);

  double operator()(double x) const { return f(x); }
  Dual operator()(const Dual& x) const { return chain(x, f(x.value), slope(x.value), bend(x.value)); }
};

const Unary smooth_functions[] = {
    {std::exp, std::exp, [](double) { return 1.0; }},
    {std::log, [](double x) { return 1 / x; }, [](double x) { return 1 / x; }},
    {std::sin, std::cos, std::tan},
    {std::cos, [](double x) { return -std::sin(x); }, [](double x) { return 1 / std::tan(x); }},
    {std::tanh, [](double x) { return std::pow(std::cosh(x), -2); }, [](double x) { return 2 * std::tanh(x); }},
    {std::atan, [](double x) { return 1 / (1 + x * x); }, [](double x) { return 2 * x / (1 + x * x); }},
    {std::sqrt, [](double x) { return 0.5 / std::sqrt(x); }, [](double x) { return 0.5 / x; }},
    {std::erf, [](double x) { return 1.1283791670955126 * std::exp(-x * x); }, [](double x) { return 2 * x; }},
};
const Unary kinked_functions[] = {
    {[](double x) { return std::max(x, 0.0); }, [](double x) { return x > 0 ? 1.0 : 0.0; }, [](double) { return 0.0; }},
    {[](double x) { return std::abs(x); }, [](double x) { return x > 0 ? 1.0 : -1.0; }, [](double) { return 0.0; }},
};

/// A straight-line program; each step's result is one more register after the variables.
class Program {
 public:
  Program(Rng& rng, std::size_t variables, bool kinks) : variables_(variables) {
    const std::uint64_t unary = std::size(smooth_functions) + (kinks ? std::size(kinked_functions) : 0);
    const std::size_t count = 3 + rng.below(10);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t registers = variables + i;
      Step step;
      step.op = rng.below(6 + unary);
      step.a = rng.below(2) == 0 ? registers - 1 : rng.below(registers);
      step.b = rng.below(registers);
      step.number = (rng.below(2) == 0 ? 1 : -1) * std::pow(10, 3 * rng.uniform() - 2);
      steps_.push_back(step);
    }
  }

  template <class T>
  T run(std::vector<T> registers) const {
    for (const Step& step : steps_) registers.push_back(result(step, registers[step.a], registers[step.b]));
    T total = registers.back();  // all variables matter
    for (std::size_t i = 0; i < variables_; ++i)
      total = total + T(0.1) * registers[i] * registers[(i + 1) % variables_];
    return total;
  }

  double value(const Numbers& x) const { return run<double>(x); }
  Dual along(const Numbers& x, std::size_t i) const {
    std::vector<Dual> duals;
    for (std::size_t k = 0; k < x.size(); ++k) duals.push_back({x[k], k == i ? 1.0 : 0.0, 0, k == i ? 1.0 : 0.0});
    return run<Dual>(duals);
  }

 private:
  struct Step {
    std::uint64_t op = 0;
    std::size_t a = 0, b = 0;
    double number = 0;
  };

  template <class T>
  static T result(const Step& step, const T& a, const T& b) {
    switch (step.op) {
      case 0:
        return a + b;
      case 1:
        return a - b;
      case 2:
        return a * b;
      case 3:
        return a / b;
      case 4:
        return a * T(step.number);
      case 5:
        return a + T(step.number);
      default:
        break;
    }
    const std::size_t i = step.op - 6;
    return i < std::size(smooth_functions) ? smooth_functions[i](a)
                                           : kinked_functions[i - std::size(smooth_functions)](a);
  }

  std::size_t variables_;
  std::vector<Step> steps_;
};

/// A program at a point, with its exact gradient, where f64 can tell a derivative at all.
struct Case {
  std::function<double(const Numbers&)> f;
  Numbers at, gradient;
  double steepest = 0;
};

std::optional<Case> random_case(Rng& rng, bool kinks) {
  const std::size_t variables = 1 + rng.below(4);
  const Program program(rng, variables, kinks);
  Case c{[program](const Numbers& x) { return program.value(x); }, {}, {}};
  for (std::size_t i = 0; i < variables; ++i)
    c.at.push_back((rng.below(2) == 0 ? 1 : -1) * std::pow(10, 4 * rng.uniform() - 2.5));
  for (std::size_t i = 0; i < variables; ++i) {
    const Dual d = program.along(c.at, i);
    const double scale = std::max(std::abs(c.at[i]), 0.1);
    const bool exact = d.error < 1e-9 * std::abs(d.value) + 1e-13 && 0x1p-52 * d.terms < 1e-10 * std::abs(d.slope);
    const bool tame = std::abs(d.slope) * scale < 1e4 * (1 + std::abs(d.value)) && std::abs(d.value) < 1e9;
    if (!exact || !tame) return std::nullopt;
    c.gradient.push_back(d.slope);
    c.steepest = std::max(c.steepest, std::abs(d.slope));
  }
  return c;
}

using Change = std::function<void(Case&, Rng&)>;

/// Counts over many random functions, each changed in some way.
struct Tally {
  int functions = 0, checks = 0, blunt = 0, kinks = 0, not_ok = 0;

  Tally(std::uint64_t seed, int count, bool kinked, const Change& change) {
    Rng rng(seed);
    while (functions < count) {
      std::optional<Case> c = random_case(rng, kinked);
      if (!c) continue;
      change(*c, rng);
      ++functions;
      add(verify_gradient(
          c->f, [&](const Numbers&) { return c->gradient; }, c->at));
    }
    UNSCOPED_INFO(functions << " functions, " << checks << " derivatives, " << blunt << " blunt, " << kinks
                            << " kinks, " << not_ok << " not ok");
  }

 private:
  void add(const GradientReport& report) {
    const ParameterReport& p = report.parameters[0];
    checks += static_cast<int>(p.checked);
    blunt += static_cast<int>(p.blunt);
    kinks += static_cast<int>(p.kinks.size());
    if (report.ok()) return;
    if (++not_ok <= 3) UNSCOPED_INFO(to_string(report));
  }
};

void nothing(Case&, Rng&) {}

/// c f + offset
Change affine(double factor, double offset) {
  return [=](Case& c, Rng&) {
    c.f = [=, f = c.f](const Numbers& x) { return factor * f(x) + offset; };
    for (double& g : c.gradient) g *= factor;
  };
}

/// A kink beside the point, at a distance between 1e-12 and 1e-1 in one of the variables.
void kink_beside(Case& c, Rng& rng) {
  const std::size_t i = rng.below(c.at.size());
  const double distance = (rng.below(2) == 0 ? 1 : -1) * std::pow(10, -12 + 11 * rng.uniform());
  const double where = c.at[i] + distance;
  if (where == c.at[i]) return;
  c.f = [=, f = c.f](const Numbers& x) { return f(x) + std::abs(x[i] - where); };
  c.gradient[i] += distance > 0 ? -1 : 1;
}

/// A kink at the point itself: all slopes in between will do.
void kink_at(Case& c, Rng& rng) {
  const std::size_t i = rng.below(c.at.size());
  c.f = [=, f = c.f, where = c.at[i]](const Numbers& x) { return f(x) + std::abs(x[i] - where); };
  c.gradient[i] += 1.98 * rng.uniform() - 0.99;
}

/// Noise like that of an iteration that stops early.
Change noisy(double size) {
  return [=](Case& c, Rng&) {
    c.f = [=, f = c.f](const Numbers& x) {
      std::uint64_t hash = 1;
      for (const double v : x)
        hash = (hash ^ std::bit_cast<std::uint64_t>(v)) * 0x9E3779B97F4A7C15U, hash ^= hash >> 29;
      return f(x) + size * (static_cast<double>(hash >> 11) * 0x1p-52 - 1);
    };
  };
}

void in_f32(Case& c, Rng&) {
  c.f = [f = c.f](const Numbers& x) { return static_cast<double>(static_cast<float>(f(x))); };
}

/// The steepest entry of the gradient, wrong.
Change wrong(const std::function<double(double)>& change) {
  return [=](Case& c, Rng&) {
    for (double& g : c.gradient)
      if (std::abs(g) == c.steepest) {
        g = change(g);
        return;
      }
  };
}

/// Two entries that differ, swapped; where there are none, one lost.
void swapped(Case& c, Rng&) {
  for (std::size_t i = 1; i < c.gradient.size(); ++i)
    if (std::abs(c.gradient[i] - c.gradient[0]) > 1e-3 * c.steepest) return std::swap(c.gradient[0], c.gradient[i]);
  for (double& g : c.gradient) g = 0;
}

}  // namespace

TEST_CASE("stress: right gradients raise no alarm, whatever the function is like") {
  struct Family {
    const char* name;
    Change change;
    int alarms = 0;  // that 2000 functions may raise: f may have features that its own noise hides
  };
  const Family families[] = {
      {"as they are", nothing},   {"tiny", affine(1e-30, 0)},     {"huge", affine(1e30, 0)},
      {"offset", affine(1, 1e6)}, {"flat", affine(1e-6, 1e3), 1}, {"kink beside", kink_beside, 1},
      {"kink at", kink_at},       {"noise 1e-10", noisy(1e-10)},  {"noise 1e-6", noisy(1e-6), 1},
      {"in f32", in_f32, 2},
  };
  for (const auto& [name, change, alarms] : families)
    for (const bool kinked : {false, true}) {
      INFO(name << (kinked ? ", with kinks" : ""));
      const Tally tally(kinked ? 2 : 1, 2000, kinked, change);
      CHECK(tally.not_ok <= alarms);
    }
}

TEST_CASE("stress: wrong gradients are found, unless rounding hides them") {
  const std::pair<const char*, Change> mistakes[] = {
      {"a factor of 1 + 1e-6", wrong([](double g) { return g * (1 + 1e-6); })},
      {"a factor of 1 - 1e-6", wrong([](double g) { return g * (1 - 1e-6); })},
      {"half of it", wrong([](double g) { return g / 2; })},
      {"a lost entry", wrong([](double) { return 0.0; })},
      {"a sign", wrong([](double g) { return -g; })},
      {"swapped entries", swapped},
  };
  for (const auto& [name, mistake] : mistakes)
    for (const bool kinked : {false, true}) {
      INFO(name << (kinked ? ", with kinks" : ""));
      const Tally tally(kinked ? 4 : 3, 2000, kinked, mistake);
      CHECK(tally.functions - tally.not_ok <= tally.blunt);
      CHECK(tally.blunt <= 4);
    }
}
