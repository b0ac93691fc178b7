// Sums and other reductions of what is scaled, repeated, summed already, or a single entry.

#include <algorithm>
#include <numeric>

#include <nabla/ops/ops.hpp>
#include <nabla/ops/shapes.hpp>
#include <nabla/rewrite/rule.hpp>

namespace nabla::detail {
namespace {

const Attr<int> k = Attr<int>::variable(1);
const Attr<std::vector<int>> axes = Attr<std::vector<int>>::variable(2),
                             axes_before = Attr<std::vector<int>>::variable(4);
const Attr<bool> kept = Attr<bool>::variable(3), kept_before = Attr<bool>::variable(5);
const Attr<Shape> shape = Attr<Shape>::variable(6);

const Expr& operand(const Expr& x) { return x->operands()[0]; }
bool is_one(const Dim& size) { return size == Dim(1); }

template <class T>
std::vector<int> axes_of(const Expr& x) {
  if constexpr (requires(const T& op) { op.axes; })
    return Axes(*op_as<T>(x)->axes).normalized(operand(x).rank());
  else
    return Axes(*op_as<T>(x)->axis).normalized(operand(x).rank());
}

/// The reduction goes over axes of size 1 alone: it takes each entry as it is.
template <class T>
bool over_ones(const Expr& x, const Match&) {
  const std::vector<int> over = axes_of<T>(x);
  return std::ranges::all_of(over,
                             [&](int axis) { return is_one(operand(x).shape()[static_cast<std::size_t>(axis)]); });
}
Expr reshape_only(const Expr& x, const Match&) { return reshape(operand(x), x.shape()); }

/// Over the axes of both sums, counted as the operand has them.
Expr sum_at_once(const Expr& x, const Match&) {
  const Expr &inner = operand(x), &entries = operand(inner);
  std::vector<int> both = axes_of<Sum>(inner), left(entries.rank());
  std::iota(left.begin(), left.end(), 0);  // which axes of the entries the axes of the inner sum are
  if (!*op_as<Sum>(inner)->keepdims)
    std::erase_if(left, [&](int axis) { return std::ranges::find(both, axis) != both.end(); });
  for (const int axis : axes_of<Sum>(x)) both.push_back(left[static_cast<std::size_t>(axis)]);
  std::ranges::sort(both);
  both.erase(std::unique(both.begin(), both.end()), both.end());
  return reshape(sum(entries, both), x.shape());
}

/// What a sum over a repeated value splits into.
struct Repeated {
  std::vector<int> axes;   // of the value, to be summed
  std::int64_t times = 1;  // how often each of its entries counts
};

/// Nothing where the sizes that it is repeated along are not known.
std::optional<Repeated> repeated(const Expr& x) {
  const Shape &stretched = operand(x).shape(), &from = operand(operand(x)).shape();
  const auto missing = static_cast<int>(stretched.rank() - from.rank());
  Repeated split;
  for (const int axis : axes_of<Sum>(x)) {
    const Dim& size = stretched[static_cast<std::size_t>(axis)];
    if (axis >= missing && from[static_cast<std::size_t>(axis - missing)] == size) {
      split.axes.push_back(axis - missing);
      continue;
    }
    if (!size.is_constant() || size.constant() == 0 || size.constant() > (std::int64_t{1} << 24) / split.times)
      return std::nullopt;
    split.times *= size.constant();
  }
  return split;
}
bool is_repeated(const Expr& x, const Match&) {
  const auto split = repeated(x);
  return split && split->times > 1;
}
Expr count_instead(const Expr& x, const Match&) {
  const Repeated split = *repeated(x);
  const Expr& entries = operand(operand(x));
  const auto times = static_cast<double>(split.times);
  const Expr alone = split.axes.empty() ? entries : sum(entries, split.axes);
  if (alone.shape() == x.shape()) return alone * times;
  const Expr once = (split.axes.empty() ? entries : sum(entries, split.axes, keepdims)) * times;
  return reshape(broadcast_to(once, reduced(operand(x).shape(), axes_of<Sum>(x), true)), x.shape());
}

/// A factor of rank 0, and the other one.
struct Scaled {
  Expr factor, rest;
};
std::optional<Scaled> scaled(const Expr& product) {
  const std::span<const Expr> factors = product->operands();
  for (std::size_t i = 0; i < 2; ++i)
    if (factors[i].rank() == 0 && factors[1 - i].rank() > 0) return Scaled{factors[i], factors[1 - i]};
  return std::nullopt;
}
bool has_a_scalar_factor(const Expr& x, const Match&) { return scaled(operand(x)).has_value(); }
Expr scale_after(const Expr& x, const Match&) {
  const Scaled product = *scaled(operand(x));
  return product.factor * sum(product.rest, *op_as<Sum>(x)->axes, Keepdims{*op_as<Sum>(x)->keepdims});
}

bool has_a_scalar_divisor(const Expr& x, const Match&) {
  return operand(x)->operands()[0].rank() > 0 && operand(x)->operands()[1].rank() == 0;
}

/// Of a softmax along that very axis.
bool along_its_axis(const Expr& x, const Match&) {
  const std::vector<int> over = axes_of<ArgMax>(x);
  const Expr& entries = operand(x);
  const int along = op_as<Softmax>(entries) ? *op_as<Softmax>(entries)->axis : *op_as<LogSoftmax>(entries)->axis;
  return over.size() == 1 && over[0] == static_cast<int>(normalized_axis(along, entries.rank()));
}

}  // namespace

const Rules& sums() {
  static const Expr x = any("x"), y = any("y"), scalar = any("x", f64, {});
  const Sum over{{axes, kept}};
  // clang-format off
  static const Rules rules{
      {"sum-over-ones",    node(over, x),                    {}, over_ones<Sum>, reshape_only},
      {"max-over-ones",    node(Max{{axes, kept}}, x),       {}, over_ones<Max>, reshape_only},
      {"min-over-ones",    node(Min{{axes, kept}}, x),       {}, over_ones<Min>, reshape_only},
      {"prod-over-ones",   node(Prod{{k, kept}}, x),      {}, over_ones<Prod>, reshape_only},
      {"sum-of-sum",       node(over, node(Sum{{axes_before, kept_before}}, x)), {}, nullptr, sum_at_once},
      {"sum-of-repeated",  node(over, node(BroadcastTo{shape}, scalar)), {}, is_repeated, count_instead},

      {"sum-of-negated",   node(over, -x),                   -node(over, x)},
      {"sum-of-scaled",    node(over, x * y),                {}, has_a_scalar_factor, scale_after},
      {"sum-of-quotients", node(over, x / y),                node(over, x) / y, has_a_scalar_divisor},

      // Which entry is the largest does not depend on what a softmax has rounded; in a row with a NaN or +inf, which it
      // makes NaN all over, that one is.
      {"argmax-softmax",     node(ArgMax{{axes, kept}}, node(Softmax{{k}}, x)),    node(ArgMax{{axes, kept}}, x), along_its_axis},
      {"argmax-log-softmax", node(ArgMax{{axes, kept}}, node(LogSoftmax{{k}}, x)), node(ArgMax{{axes, kept}}, x), along_its_axis},
  };
  // clang-format on
  return rules;
}

}  // namespace nabla::detail
