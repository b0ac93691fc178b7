// Spellings that lose digits, or overflow, and the operations that do not. They are those that Theano and PyTensor know
// (log1p, expm1, softplus, sigmoid, log-sigmoid, softmax, logsumexp and their kin), written as they are read.

#include <limits>

#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rule.hpp>

namespace nabla::detail {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

// The attribute variables 1 to 3.
const Attr<int> k = Attr<int>::variable(1);
const Attr<std::vector<int>> axes = Attr<std::vector<int>>::variable(2);
const Attr<bool> kept = Attr<bool>::variable(3);

std::vector<int> axes_of(const Match& found) {
  std::vector<int> list;
  parse_attr(found.attrs.at(2), list);
  return list;
}

/// Is a sum over one axis?
bool over_one_axis(const Expr&, const Match& found) { return axes_of(found).size() == 1; }

/// Has y size 1 along the axis, and the other sizes of x?
bool is_column(const Expr& y, const Expr& x, int axis) { return y.shape() == reduced(x.shape(), {axis}, true); }

/// The largest entries are those along the axis of the softmax.
bool along_its_axis(const Expr& x, const Match& found) {
  int axis = 0;
  parse_attr(found.attrs.at(k.variable()), axis);
  return Axes(axes_of(found)).normalized(x.rank()) == Axes(axis).normalized(x.rank());
}
}  // namespace

const Rules& stabilize() {
  static const Expr x = any("x"), y = any("y"), u = any("u");
  static const Expr s = node(Softmax{{k}}, x);
  // For operations with sizes as an attribute. They hold for sums that are put back by reshape().
  static const Expr z = any("x", f64, {});
  static const Attr<Shape> column = Attr<Shape>::variable(10);
  static const Expr largest = node(Max{{axes, true}}, x);
  // clang-format off
  static const Rules rules{
      {"log1p",             log(1 + x),                    log1p(x)},
      {"log1p-minus",       log(1 - x),                    log1p(-x)},
      {"expm1",             exp(x) - 1,                    expm1(x)},
      {"expm1-plus",        exp(x) + -1,                   expm1(x)},

      {"softplus",          log1p(exp(x)),                 softplus(x)},
      {"log1mexp",          log1p(-exp(x)),                log1mexp(x)},
      {"log1mexp-expm1",    log(-expm1(x)),                log1mexp(x)},
      // exp(x) - exp(y) is exp(x) for y = -inf, also where x is -inf, too
      {"log-diff-exp",      log(exp(x) - exp(y)),          where(equal(y, -inf), x, x + log1mexp(y - x))},

      {"sigmoid",           exp(x) / (1 + exp(x)),         sigmoid(x)},
      {"sigmoid-inverse",   y / (1 + exp(-x)),             y * sigmoid(x)},
      {"sigmoid-flipped",   y / (1 + exp(x)),              y * sigmoid(-x)},
      {"sigmoid-factor",    exp(x) / ((1 + exp(x)) * y),   sigmoid(x) / y},
      {"sigmoid-factor-neg", -exp(x) / ((1 + exp(x)) * y), -(sigmoid(x) / y)},
      {"sigmoid-times-exp", sigmoid(-x) * exp(x),          sigmoid(x)},
      {"sigmoid-over-exp",  sigmoid(x) * exp(-x),          sigmoid(-x)},
      {"one-minus-sigmoid", 1 - sigmoid(x),                sigmoid(-x)},
      {"odds",              sigmoid(x) / sigmoid(-x),      exp(x)},
      {"odds-inverse",      sigmoid(-x) / sigmoid(x),      exp(-x)},
      {"logit-sigmoid",     logit(sigmoid(x)),             x},
      {"log-sigmoid",       log(sigmoid(x)),               log_sigmoid(x)},
      {"log1p-sigmoid",     log1p(-sigmoid(x)),            -softplus(x)},

      {"log-exp",           log(exp(x)),                   x},
      {"exp-log",           exp(log(x)),                   where(less(x, 0), NaN, x)},
      {"erfc",              1 - erf(x),                    erfc(x)},
      {"erfc-negative",     1 + erf(x),                    erfc(-x)},
      {"erf",               1 - erfc(x),                   erf(x)},

      {"softmax",           exp(x) / node(Sum{{axes, true}}, exp(x)), {}, over_one_axis,
       [](const Expr&, const Match& found) { return softmax(found[x], axes_of(found)[0]); }},
      {"softmax-put-back",  exp(z) / node(Reshape{column}, node(Sum{{axes, kept}}, exp(z))), {},
       [](const Expr& e, const Match& found) {
         return axes_of(found).size() == 1 && is_column(e->operands()[1], found[z], axes_of(found)[0]);
       },
       [](const Expr&, const Match& found) { return softmax(found[z], axes_of(found)[0]); }},
      // entries less the largest have the same softmax
      {"softmax-shifted",     node(Softmax{{k}}, x - largest), s, along_its_axis},
      {"log-softmax-shifted", node(LogSoftmax{{k}}, x - largest), node(LogSoftmax{{k}}, x), along_its_axis},
      {"logsumexp-shifted",   largest + node(LogSumExp{{k, true}}, x - largest), node(LogSumExp{{k, true}}, x), along_its_axis},
      {"log-softmax",       log(s),                        node(LogSoftmax{{k}}, x)},
      {"exp-log-softmax",   exp(node(LogSoftmax{{k}}, x)), s},
      {"minus-logsumexp",   x - node(LogSumExp{{k, true}}, x), node(LogSoftmax{{k}}, x)},
      {"logsumexp",         log(node(Sum{{axes, kept}}, exp(x))), {}, over_one_axis,
       [](const Expr&, const Match& found) {
         return logsumexp(found[x], axes_of(found)[0], Keepdims{found.attrs.at(3) == "true"});
       }},
      // a sum of exponentials under a logarithm, two at a time
      {"logaddexp",         log(exp(x) + exp(y)),          logaddexp(x, y)},
      {"logaddexp-more",    log(u + exp(x) + exp(y)),      log(u + exp(logaddexp(x, y)))},
  };
  // clang-format on
  return rules;
}

}  // namespace nabla::detail
