#include <nabla/autodiff/verify.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include <nabla/autodiff/grad.hpp>
#include <nabla/autodiff/numeric.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/factory.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/parameter.hpp>
#include <nabla/graph/rebuild.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/runtime/function.hpp>

namespace nabla {
namespace {

/// Numbers in [0, 1) that are the same everywhere: the standard's distributions are not.
double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

DType widened(DType dtype) { return is_float(dtype) ? f64 : dtype; }

/// The graph in f64, with everything that has a value from outside (inputs, parameters, `wrt`) as an input.
class Wide {
 public:
  Wide(const Expr& narrow, const Exprs& wrt, const Feeds& feeds, Where where) : feeds_(feeds), where_(where) {
    for (const Expr& x : wrt) points.push_back(leaf_for(x, value_of(x)));
    cost = rebuild(Exprs{narrow},
                   [&](const Expr& node, std::span<const Expr> operands) { return widen(node, operands); })[0];
  }

  Expr cost;
  Exprs points;                // of wrt, in its order
  Exprs inputs;                // all
  std::vector<Tensor> values;  // theirs

  /// Where an input stands among `inputs` and `values`.
  std::size_t position(const Expr& x) const {
    return static_cast<std::size_t>(std::find(inputs.begin(), inputs.end(), x) - inputs.begin());
  }

  Expr add_input(const std::string& name, const Type& type, Tensor value) {
    inputs.push_back(input(name, type.dtype, type.shape, where_));
    values.push_back(std::move(value));
    return inputs.back();
  }

 private:
  /// Inputs of one name would be told apart nowhere; the number is only seen in errors.
  Expr leaf_for(const Expr& x, const Tensor& value) {
    for (std::size_t i = 0; i < replaced_.size(); ++i)
      if (replaced_[i] == x) return inputs[i];
    const std::string name = (x.name().empty() ? "value" : x.name()) + "." + std::to_string(inputs.size());
    replaced_.push_back(x);
    return add_input(name, {widened(x.dtype()), x.shape()}, value.cast(widened(x.dtype())));
  }

  Tensor value_of(const Expr& x) const {
    for (const auto& [fed, value] : feeds_)
      if (fed == x) return value;
    if (const auto* const parameter = leaf_as<ParameterState>(x)) {
      const std::shared_lock lock(parameter->mutex);
      return parameter->value;
    }
    if (leaf_as<Input>(x))
      throw Error(where_, "verify_gradient: no feed for input \"" + x.name() + "\" (" + to_string(x.type()) + ")");
    return value_between(x);
  }

  /// The value of an expression between the leaves and the cost.
  Tensor value_between(const Expr& x) const {
    Exprs fed;
    std::vector<Tensor> given;
    for (const auto& [leaf, value] : feeds_) {
      fed.push_back(leaf);
      given.push_back(value);
    }
    return Function(fed, {x}, {}, {.allow_unused_inputs = true}, where_).call(given)[0];
  }

  Expr widen(const Expr& node, std::span<const Expr> operands) {
    const auto known = std::find(replaced_.begin(), replaced_.end(), node);
    if (known != replaced_.end()) return inputs[static_cast<std::size_t>(known - replaced_.begin())];
    if (leaf_as<Input>(node) || leaf_as<ParameterState>(node)) return leaf_for(node, value_of(node));
    if (const auto* const size = leaf_as<SizeOf>(node))
      return size_of(size->dim(), widened(node.dtype()), node->where());
    if (const auto* const fixed = leaf_as<Constant>(node))
      return constant(fixed->value().cast(widened(node.dtype())), node->where());
    return NodeFactory::with_op(node, node->shared_op()->with_dtype(f32, f64), operands);
  }

  const Feeds& feeds_;
  Where where_;
  std::vector<Expr> replaced_;  // replaced_[i] became inputs[i]
};

/// The second-order cost: a random combination of all entries of the gradient.
Expr combination(Wide& wide, std::mt19937_64& random) {
  const std::vector<Expr> gradient = grad(wide.cost, wide.points, {Unreached::zeros});
  Expr total;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    Tensor weights = Tensor::empty(f64, wide.values[wide.position(wide.points[i])].sizes());
    for (double& w : weights.mutable_span<double>()) w = 0.5 + uniform(random);
    const Expr weight = wide.add_input("weights." + std::to_string(i), gradient[i].type(), std::move(weights));
    const Expr term = sum(gradient[i] * weight);
    total = total ? total + term : term;
  }
  return total;
}

/// Evaluates the cost with one input moved; the checks of one parameter.
class Checker {
 public:
  Checker(const Function& cost, std::vector<Tensor>& values, std::size_t moved, const Tensor& gradient,
          const VerifyOptions& options)
      : cost_(cost),
        values_(values),
        moved_(moved),
        start_(values[moved].span<double>().begin(), values[moved].span<double>().end()),
        gradient_(gradient.span<double>().begin(), gradient.span<double>().end()),
        options_(options) {
    report_.entries = static_cast<std::int64_t>(start_.size());
  }

  ParameterReport run(const std::string& name, std::mt19937_64& random) {
    report_.name = name;
    noise_ = evaluation_noise(along(random_direction(random)), 0.1);
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
    const Line line = [&, i](double step) {
      const auto x = values_[moved_].mutable_span<double>();
      x[i] = start_[i] + step;
      const double y = evaluate();
      x[i] = start_[i];
      return y;
    };
    GradientCheck check;
    check.index = index_of(i);
    check.analytic = gradient_[i];
    ++report_.checked;
    judge(check, line, std::max(std::abs(start_[i]), 0.1));
  }

  void check_direction(std::mt19937_64& random) {
    const std::vector<double> direction = random_direction(random);
    GradientCheck check;
    check.direction = true;
    check.analytic = std::inner_product(direction.begin(), direction.end(), gradient_.begin(), 0.0);
    ++report_.directions;
    judge(check, along(direction), 0.1);
  }

  std::vector<double> random_direction(std::mt19937_64& random) const {
    std::vector<double> direction(start_.size());
    for (double& d : direction) d = static_cast<double>(random() % 17) / 8 - 1;  // few bits: steps along it stay exact
    return direction;
  }

  Line along(std::vector<double> direction) {
    return [this, direction = std::move(direction)](double step) {
      const auto x = values_[moved_].mutable_span<double>();
      for (std::size_t i = 0; i < x.size(); ++i) x[i] = start_[i] + step * direction[i];
      const double y = evaluate();
      std::copy(start_.begin(), start_.end(), x.begin());
      return y;
    };
  }

  void judge(GradientCheck check, const Line& line, double scale) {
    const NumericDerivative numeric = differentiate(line, scale, noise_);
    check.numeric = numeric.value;
    check.error_estimate = numeric.error;
    const double size =
        std::max({std::abs(check.analytic), std::abs(check.numeric), numeric.error / options_.tolerance});
    check.relative_error = size == 0 ? 0 : check.absolute_error() / size;
    if (!std::isfinite(numeric.error)) check.relative_error = std::numeric_limits<double>::infinity();
    const bool agrees = check.relative_error <= options_.tolerance;
    if (!agrees) {  // a NaN does not agree either
      const Kink kink = find_kink(line, scale, noise_);
      const auto [low, high] = std::minmax(kink.left, kink.right);
      const double slack = 1e-3 * (high - low);
      if (kink.found && check.analytic >= low - slack && check.analytic <= high + slack)
        return report_.kinks.push_back({check, kink.left, kink.right});
      ++report_.failures;
    }
    record(check);
  }

  void record(const GradientCheck& check) {
    report_.max_absolute_error = std::max(report_.max_absolute_error, check.absolute_error());
    report_.max_error_estimate = std::max(report_.max_error_estimate, check.error_estimate);
    const bool first = report_.checked + report_.directions == 1;
    if (first || !(check.relative_error <= report_.max_relative_error)) {
      report_.max_relative_error = check.relative_error;
      report_.worst = check;
    }
  }

  double evaluate() {
    cost_.run(values_, std::span(&result_, 1));
    return result_.item<double>();
  }

  Sizes index_of(std::size_t flat) const {
    const Sizes& sizes = values_[moved_].sizes();
    Sizes index(sizes.size());
    for (std::size_t axis = sizes.size(); axis-- > 0; flat /= static_cast<std::size_t>(sizes[axis]))
      index[axis] = static_cast<std::int64_t>(flat % static_cast<std::size_t>(sizes[axis]));
    return index;
  }

  const Function& cost_;
  std::vector<Tensor>& values_;
  std::size_t moved_;
  std::vector<double> start_;
  std::vector<double> gradient_;
  const VerifyOptions& options_;
  double noise_ = 0;  // the error of one evaluation of the cost
  Tensor result_ = Tensor::scalar(0.0);
  ParameterReport report_;
};

}  // namespace

GradientReport verify_gradient(const Expr& cost, const Exprs& wrt, const Feeds& feeds, const VerifyOptions& options,
                               Where where) {
  if (options.order != 1 && options.order != 2)
    throw Error(where, "verify_gradient: the order is 1 or 2, not " + std::to_string(options.order));
  static_cast<void>(grad(cost, wrt, {Unreached::zeros}, where));  // its errors, with the user's own expressions
  std::mt19937_64 random(options.seed);
  Wide wide(cost, wrt, feeds, where);
  if (options.order == 2) wide.cost = combination(wide, random);

  const FunctionOptions lenient{.allow_unused_inputs = true};
  const Function value(wide.inputs, {wide.cost}, {}, lenient, where);
  const std::vector<Tensor> gradient =
      Function(wide.inputs, grad(wide.cost, wide.points, {Unreached::zeros}), {}, lenient, where).call(wide.values);

  GradientReport report{{}, options.tolerance, options.order, options.seed};
  for (std::size_t i = 0; i < wrt.size(); ++i) {
    const std::string name = wrt[i].name().empty() ? "#" + std::to_string(i + 1) : wrt[i].name();
    report.parameters.push_back(
        Checker(value, wide.values, wide.position(wide.points[i]), gradient[i], options).run(name, random));
  }
  return report;
}

}  // namespace nabla
