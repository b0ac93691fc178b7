#include <nabla/autodiff/verify.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <nabla/autodiff/checker.hpp>
#include <nabla/autodiff/jvp.hpp>
#include <nabla/autodiff/vjp.hpp>
#include <nabla/autodiff/wide.hpp>
#include <nabla/graph/dag.hpp>
#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/runtime/function.hpp>

namespace nabla {
namespace {

using detail::uniform;
using detail::Wide;

const FunctionOptions lenient{.allow_unused_inputs = true};

void check_outputs(const Exprs& outputs, const VerifyOptions& options, Where where) {
  if (options.order != 1 && options.order != 2)
    throw Error(where, "verify_gradient: the order is 1 or 2, not " + std::to_string(options.order));
  if (outputs.empty()) throw Error(where, "verify_gradient: there are no outputs");
  for (const Expr& y : outputs) {
    if (!y) throw Error(where, "verify_gradient: an output is an empty Expr");
    if (!is_float(y.dtype()))
      throw Error(where, "verify_gradient: an output that is not a float has no gradient" + describe(Exprs{y}));
  }
}

/// The errors of grad(), with the user's own expressions.
void check_differentiable(const Exprs& outputs, const Exprs& wrt, Where where) {
  if (outputs.size() == 1 && outputs[0].rank() == 0) {
    static_cast<void>(grad(outputs[0], wrt, {Unreached::zeros}, where));
    return;
  }
  Exprs cotangents;
  for (const Expr& y : outputs) cotangents.push_back(input("cotangent", y.dtype(), y.shape(), where));
  static_cast<void>(vjp(outputs, wrt, cotangents, Unreached::zeros, where));
}

/// The user's graph, evaluated as it stands.
class Plain {
 public:
  Plain(const Exprs& outputs, const Exprs& wrt, const Feeds& feeds, Where where) : wrt_(wrt), feeds_(feeds) {
    Exprs all = outputs, fed;
    all.insert(all.end(), wrt.begin(), wrt.end());
    check_fed(all, where);
    std::vector<Tensor> given;
    for (auto& [x, value] : feeds_) {
      fed.push_back(x);
      given.push_back(value = as_fed(x, std::move(value)));
    }
    values_ = Function(fed, all, {}, lenient, where).call(given);
  }

  Sizes sizes_of_output(std::size_t i) const { return values_[i].sizes(); }

  /// Of an input, a parameter or an entry of wrt.
  Tensor value_of(const Expr& x) const {
    for (const auto& [fed, value] : feeds_)
      if (fed == x) return value;
    if (const auto* const parameter = leaf_as<ParameterState>(x)) return parameter->read();
    const auto position = std::find(wrt_.begin(), wrt_.end(), x) - wrt_.begin();
    return values_[values_.size() - wrt_.size() + static_cast<std::size_t>(position)];
  }

 private:
  void check_fed(const Exprs& all, Where where) const {
    std::set<std::uint64_t> fed;
    for (const auto& [x, value] : feeds_)
      if (x) fed.insert(x->id());
    const Dag dag = freeze(all);
    for (const Vertex v : operands_first(dag)) {
      const Expr& x = dag[v];
      if (x->operands().empty() && leaf_as<Input>(x) && !fed.contains(x->id()))
        throw Error(where, "verify_gradient: no feed for input \"" + x.name() + "\" (" + to_string(x.type()) + ")");
    }
  }

  /// A feed of rank 0 is mostly written as a C++ number, whatever the input's dtype: see Function::operator().
  static Tensor as_fed(const Expr& x, Tensor value) {
    if (!x || value.rank() != 0 || value.dtype() == x.dtype() || value.dtype() == b8 || x.dtype() == b8) return value;
    Tensor cast = value.cast(x.dtype());
    const bool exact = is_float(x.dtype()) || same_bits(cast.cast(value.dtype()), value);
    return exact ? cast : value;
  }

  Exprs wrt_;
  Feeds feeds_;
  std::vector<Tensor> values_;
};

/// Several outputs and their cotangents; contracted, the cost.
struct Objective {
  Exprs outputs;
  Exprs cotangents;
  Expr cost;
};

Tensor random_tensor(const Sizes& sizes, std::mt19937_64& random) {
  Tensor tensor = Tensor::empty(f64, sizes);
  for (double& entry : tensor.mutable_span<double>()) entry = 0.5 + uniform(random);
  return tensor;
}

/// Cotangents of one sign, none of them small: what is wrong in an entry is wrong in the cost.
Objective contracted(Wide& wide, const Exprs& outputs, const std::vector<Sizes>& sizes, std::mt19937_64& random) {
  Objective objective{outputs, {}, {}};
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const Type& type = outputs[i].type();
    objective.cotangents.push_back(wide.add_input("cotangent", type, random_tensor(sizes[i], random)));
    const Expr term = sum(outputs[i] * objective.cotangents[i]);
    objective.cost = objective.cost ? objective.cost + term : term;
  }
  return objective;
}

Objective first_order(Wide& wide, const Plain& plain, std::mt19937_64& random) {
  if (wide.outputs.size() == 1 && wide.outputs[0].rank() == 0)
    return {wide.outputs, {constant(Tensor::scalar(1.0))}, wide.outputs[0]};
  std::vector<Sizes> sizes;
  for (std::size_t i = 0; i < wide.outputs.size(); ++i) sizes.push_back(plain.sizes_of_output(i));
  return contracted(wide, wide.outputs, sizes, random);
}

/// Of the gradient's entries a random combination.
Objective second_order(Wide& wide, const Objective& first, std::mt19937_64& random) {
  std::vector<Sizes> sizes;
  for (const Expr& x : wide.points) sizes.push_back(wide.values[wide.position(x)].sizes());
  return contracted(wide, grad(first.cost, wide.points, {Unreached::zeros}), sizes, random);
}

/// A cost in f64, its gradient where it stands, and the checks of it.
class Verification {
 public:
  Verification(Wide& wide, Objective objective, const VerifyOptions& options, Where where)
      : wide_(wide),
        objective_(std::move(objective)),
        options_(options),
        where_(where),
        gradient_exprs_(grad(objective_.cost, wide.points, {Unreached::zeros})),
        cost_(wide.inputs, {objective_.cost}, {}, lenient, where),
        gradient_(Function(wide.inputs, gradient_exprs_, {}, lenient, where).call(wide.values)) {}

  ParameterReport check(std::size_t i, const std::string& name, std::mt19937_64& random) {
    Tensor& value = wide_.values[wide_.position(wide_.points[i])];
    const detail::Claim claim{name, value.sizes(), value.mutable_span<double>(), gradient_[i].span<double>(),
                              [this] { return evaluate(); }};
    return detail::check_gradient(claim, {options_.tolerance, options_.max_entries, options_.directions}, random);
  }

  /// jvp() along a random tangent; `smooth` where the numeric derivative along it means something.
  ForwardCheck check_forward(bool smooth, std::mt19937_64 random) {
    draw_tangents(random);
    ForwardCheck check;
    std::vector<Tensor> moved;
    try {
      moved = evaluate_jvp();
    } catch (const Error& error) {
      check.missing = error.message().substr(0, error.message().find('\n'));
      return check;
    }
    std::vector<Tensor> cotangents;
    for (const Expr& u : objective_.cotangents) cotangents.push_back(value_of(u));
    const Product forward = product(moved, cotangents), backward = product(tangents_, gradient_);
    check.forward = forward.value;
    check.backward = backward.value;
    check.numeric.direction = true;
    check.numeric.analytic = check.forward;
    const detail::Judgement judgement = judge_numerically(check.numeric);
    check.numeric = judgement.check;
    const bool in_domain = std::isfinite(check.numeric.error_estimate);
    check.compared = smooth && in_domain && !(judgement.kink.found && judgement.passes);
    // As for the gradient: what rounding may do to the numeric derivative it may do to the others.
    const double floor = in_domain ? check.numeric.error_estimate / options_.tolerance : 0;
    const double difference = std::abs(forward.value - backward.value);
    check.relative_error = difference == 0 ? 0 : difference / std::max({forward.size, backward.size, floor});
    return check;
  }

 private:
  struct Product {
    double value = 0;
    double size = 0;  // of its terms: rounding is relative to this
  };

  static Product product(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
    Product total;
    for (std::size_t i = 0; i < a.size(); ++i)
      for (std::size_t k = 0; k < a[i].elements(); ++k) {
        const double term = a[i].span<double>()[k] * b[i].span<double>()[k];
        total.value += term;
        total.size += std::abs(term);
      }
    return total;
  }

  Tensor value_of(const Expr& x) const {
    if (const auto* const fixed = leaf_as<Constant>(x)) return fixed->value();
    return wide_.values[wide_.position(x)];
  }

  void draw_tangents(std::mt19937_64& random) {
    for (const Expr& x : wide_.points) {
      Tensor tangent = Tensor::empty(f64, value_of(x).sizes());
      for (double& entry : tangent.mutable_span<double>()) {  // few bits: steps along it stay exact
        const double size = static_cast<double>(4 + random() % 8) / 8;
        entry = random() % 2 == 0 ? size : -size;
      }
      tangents_.push_back(std::move(tangent));
    }
  }

  std::vector<Tensor> evaluate_jvp() const {
    Exprs inputs = wide_.inputs, tangents;
    std::vector<Tensor> values = wide_.values;
    for (std::size_t i = 0; i < wide_.points.size(); ++i) {
      const Type& type = wide_.points[i].type();
      tangents.push_back(input("tangent." + std::to_string(inputs.size()), type.dtype, type.shape, where_));
      inputs.push_back(tangents[i]);
      values.push_back(tangents_[i]);
    }
    const Exprs products = jvp(objective_.outputs, wide_.points, tangents, Unreached::zeros, where_);
    return Function(inputs, products, {}, lenient, where_).call(values);
  }

  /// With the numeric derivative along the tangents.
  detail::Judgement judge_numerically(const GradientCheck& check) {
    const std::vector<Tensor> start = wide_.values;
    const Line line = detail::within_domain([&](double step) {
      wide_.values = start;
      for (std::size_t i = 0; i < wide_.points.size(); ++i) {
        const auto x = wide_.values[wide_.position(wide_.points[i])].mutable_span<double>();
        for (std::size_t k = 0; k < x.size(); ++k) x[k] += step * tangents_[i].span<double>()[k];
      }
      return evaluate();
    });
    const double scale = 0.1;
    const detail::Judgement judgement =
        detail::judge(check, line, scale, evaluation_noise(line, scale), options_.tolerance);
    wide_.values = start;
    return judgement;
  }

  double evaluate() {
    cost_.run(wide_.values, std::span(&result_, 1));
    return result_.item<double>();
  }

  Wide& wide_;
  Objective objective_;
  const VerifyOptions& options_;
  Where where_;
  std::vector<Expr> gradient_exprs_;
  Function cost_;
  std::vector<Tensor> gradient_;
  std::vector<Tensor> tangents_;
  Tensor result_ = Tensor::scalar(0.0);
};

}  // namespace

GradientReport verify_gradient(const Exprs& outputs, const Exprs& wrt, const Feeds& feeds, const VerifyOptions& options,
                               Where where) {
  check_outputs(outputs, options, where);
  check_differentiable(outputs, wrt, where);
  const Plain plain(outputs, wrt, feeds, where);
  std::mt19937_64 random(options.seed);
  Wide wide(
      outputs, wrt, [&](const Expr& x) { return plain.value_of(x); }, where);
  Objective objective = first_order(wide, plain, random);
  if (options.order == 2) objective = second_order(wide, objective, random);

  Verification verification(wide, std::move(objective), options, where);
  GradientReport report{{}, options.tolerance, options.order, options.seed, {}};
  for (std::size_t i = 0; i < wrt.size(); ++i)
    report.parameters.push_back(
        verification.check(i, wrt[i].name().empty() ? "#" + std::to_string(i + 1) : wrt[i].name(), random));
  if (wrt.empty()) return report;
  const bool smooth = std::ranges::all_of(report.parameters, [](const auto& p) { return p.kinks.empty(); });
  report.forward = verification.check_forward(smooth, random);
  return report;
}

}  // namespace nabla
