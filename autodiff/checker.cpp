#include <nabla/autodiff/checker.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <numeric>
#include <optional>

namespace nabla::detail {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double magnitude(double x) { return std::exp2(std::floor(std::log2(x))); }

/// The analytic derivative is one that f has at its kink, or at the edge of its domain.
bool is_subgradient(double analytic, const Kink& kink, double tolerance) {
  if (kink.is_edge()) {
    const NumericDerivative& side = std::isfinite(kink.left.error) ? kink.left : kink.right;
    return std::abs(analytic - side.value) <= side.error + tolerance * std::abs(side.value);
  }
  const auto [low, high] = std::minmax(kink.left.value, kink.right.value);
  const double slack = 1e-3 * (high - low);
  return analytic >= low - slack && analytic <= high + slack;
}

void compare(GradientCheck& check, const NumericDerivative& numeric, double tolerance) {
  check.numeric = numeric.value;
  check.error_estimate = numeric.error;
  const double size = std::max({std::abs(check.analytic), std::abs(check.numeric), numeric.error / tolerance});
  check.relative_error = size == 0 ? 0 : check.absolute_error() / size;
  if (!std::isfinite(numeric.error) || !std::isfinite(check.analytic)) check.relative_error = infinity;
}

class Checker {
 public:
  Checker(const Claim& claim, const CheckOptions& options)
      : claim_(claim), options_(options), start_(claim.point.begin(), claim.point.end()) {
    report_.name = claim.name;
    report_.entries = static_cast<std::int64_t>(start_.size());
    for (const double g : claim.gradient) steepest_ = std::max(steepest_, std::abs(g));
  }

  ParameterReport run(std::mt19937_64& random) {
    noise_ = evaluation_noise(along(random_direction(random, smallest_step)), 1);
    if (report_.entries <= options_.max_entries) {
      for (std::size_t i = 0; i < start_.size(); ++i) check_entry(i);
    } else {
      for (std::int64_t k = 0; k < std::max<std::int64_t>(1, options_.max_entries / 16); ++k)
        check_entry(static_cast<std::size_t>(random() % start_.size()));
      for (std::int64_t k = 0; k < options_.directions; ++k) check_direction(random);
    }
    return std::move(report_);
  }

 private:
  void check_entry(std::size_t i) {
    ++report_.checked;
    record(judge_entry(i));
  }

  Judgement judge_entry(std::size_t i) {
    const Line line = within_domain([this, i](double step) {
      claim_.point[i] = start_[i] + step;
      return claim_.evaluate();
    });
    GradientCheck check;
    check.index = index_of(i);
    check.analytic = claim_.gradient[i];
    const double size = std::abs(start_[i]);
    Judgement judgement = judge(check, line, std::max(size, 0.1), noise_, options_.tolerance);
    if (!judgement.passes && !std::isfinite(judgement.check.error_estimate) && size > 0 && size < 0.1)
      judgement = judge(check, line, size, noise_, options_.tolerance);  // the domain ends close to a small entry
    claim_.point[i] = start_[i];
    return judgement;
  }

  /// A direction that fails is halved until an entry is left. Where that is a kink the direction goes on without it:
  /// across several kinks at once the derivative may be anything.
  void check_direction(std::mt19937_64& random) {
    std::vector<double> direction = random_direction(random, large_step);
    for (const std::size_t i : kinks_) direction[i] = 0;
    ++report_.directions;
    constexpr int most_kinks = 8;
    for (int kinks = 0; kinks < most_kinks; ++kinks) {
      Judgement judgement = judge_direction(direction);
      if (!std::isfinite(judgement.check.error_estimate)) {  // some small entry has left the domain
        for (std::size_t i = 0; i < start_.size(); ++i) direction[i] *= smallest_step(start_[i]);
        judgement = judge_direction(direction);
      }
      const std::optional<std::size_t> culprit = is_smooth(judgement) ? std::nullopt : bisect(direction);
      if (!culprit) return record(judgement);
      const Judgement entry = judge_entry(*culprit);
      if (is_smooth(entry)) return record(judgement);  // it fails only in company
      record(entry);
      if (!entry.passes) return;
      kinks_.push_back(*culprit);
      direction[*culprit] = 0;
    }
  }

  static bool is_smooth(const Judgement& judgement) { return judgement.passes && !judgement.kink.found; }

  Judgement judge_direction(const std::vector<double>& direction) {
    GradientCheck check;
    check.direction = true;
    check.analytic = std::inner_product(direction.begin(), direction.end(), claim_.gradient.begin(), 0.0);
    return judge(check, along(direction), 0.1, noise_, options_.tolerance);
  }

  /// An entry that a failing direction fails for; none if it fails only as a whole.
  std::optional<std::size_t> bisect(std::vector<double> direction) {
    std::size_t begin = 0, end = direction.size();
    while (end - begin > 1) {
      const std::size_t middle = begin + (end - begin) / 2;
      std::vector<double> half(direction.size());
      std::copy(direction.begin() + static_cast<std::ptrdiff_t>(begin),
                direction.begin() + static_cast<std::ptrdiff_t>(middle),
                half.begin() + static_cast<std::ptrdiff_t>(begin));
      const bool in_first = !is_smooth(judge_direction(half));
      if (!in_first) {
        for (std::size_t i = begin; i < middle; ++i) direction[i] = 0;
        if (is_smooth(judge_direction(direction))) return std::nullopt;
      } else {
        direction = std::move(half);
      }
      (in_first ? end : begin) = middle;
    }
    return begin;
  }

  /// How far a direction moves an entry with a step of 1: for the numeric derivative as far as makes a difference, for
  /// the noise so little that it stays in the domain.
  static double large_step(double x) { return std::abs(x) > 1 ? magnitude(std::abs(x)) : 1; }
  static double smallest_step(double x) { return x == 0 ? 0x1p-4 : magnitude(std::abs(x)); }

  std::vector<double> random_direction(std::mt19937_64& random, double (*length)(double)) const {
    std::vector<double> direction(start_.size());
    for (std::size_t i = 0; i < start_.size(); ++i)  // few bits: steps along it stay exact
      direction[i] = (static_cast<double>(random() % 17) / 8 - 1) * length(start_[i]);
    return direction;
  }

  Line along(std::vector<double> direction) {
    const Line line = within_domain([this, direction = std::move(direction)](double step) {
      for (std::size_t i = 0; i < start_.size(); ++i) claim_.point[i] = start_[i] + step * direction[i];
      return claim_.evaluate();
    });
    return [this, line](double step) {
      const double y = line(step);
      std::copy(start_.begin(), start_.end(), claim_.point.begin());
      return y;
    };
  }

  void fail(const GradientCheck& check) {
    if (++report_.failures <= ParameterReport::most_wrong) report_.wrong.push_back(check);
  }

  void record(const Judgement& judgement) {
    const GradientCheck& check = judgement.check;
    if (judgement.kink.found && judgement.passes) {
      const auto side = [](const NumericDerivative& d) {
        return std::isfinite(d.error) ? d.value : std::numeric_limits<double>::quiet_NaN();
      };
      report_.kinks.push_back({check, side(judgement.kink.left), side(judgement.kink.right)});
      return;
    }
    if (!judgement.passes)
      fail(check);
    else if (check.analytic != check.numeric && check.error_estimate > options_.tolerance * steepest_)
      ++report_.blunt;
    const double absolute = check.absolute_error();
    report_.max_absolute_error = std::max(report_.max_absolute_error, std::isnan(absolute) ? infinity : absolute);
    report_.max_error_estimate = std::max(report_.max_error_estimate, check.error_estimate);
    const bool first = report_.checked + report_.directions == 1;
    if (first || check.relative_error > report_.max_relative_error) {
      report_.max_relative_error = check.relative_error;
      report_.worst = check;
    }
  }

  Sizes index_of(std::size_t flat) const {
    Sizes index(claim_.sizes.size());
    for (std::size_t axis = index.size(); axis-- > 0; flat /= static_cast<std::size_t>(claim_.sizes[axis]))
      index[axis] = static_cast<std::int64_t>(flat % static_cast<std::size_t>(claim_.sizes[axis]));
    return index;
  }

  const Claim& claim_;
  const CheckOptions& options_;
  std::vector<double> start_;
  std::vector<std::size_t> kinks_;  // entries that directions found
  double steepest_ = 0;             // the largest entry of the gradient
  double noise_ = 0;                // the error of one evaluation
  ParameterReport report_;
};

}  // namespace

Judgement judge(GradientCheck check, const Line& f, double scale, double noise, double tolerance) {
  const auto agrees = [&](const NumericDerivative& numeric) {
    compare(check, numeric, tolerance);
    return check.relative_error <= tolerance;
  };
  if (agrees(differentiate(f, scale, noise))) return {check, true, {}};
  noise = evaluation_noise(f, scale);  // it may not be what it was along the line where it was measured
  if (agrees(differentiate(f, scale, noise))) return {check, true, {}};
  const Kink kink = find_kink(f, scale, noise);
  if (kink.found) return {check, is_subgradient(check.analytic, kink, tolerance), kink};
  const std::optional<NumericDerivative> nearer = kink.refutes(check.numeric, check.error_estimate);
  return {check, nearer && agrees(*nearer), {}};
}

Line within_domain(Line f) {
  return [f = std::move(f)](double step) {
    try {
      return f(step);
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception&) {
      return std::numeric_limits<double>::quiet_NaN();
    }
  };
}

ParameterReport check_gradient(const Claim& claim, const CheckOptions& options, std::mt19937_64& random) {
  return Checker(claim, options).run(random);
}

}  // namespace nabla::detail
