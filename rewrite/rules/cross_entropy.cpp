// The cross-entropy of a softmax, written out: picked by labels, or weighted by probabilities. What it becomes is right
// to the last digits where the loss is tiny, needs no array of logarithms, and gives 0 for a probability of 0, whatever
// its logit: so a row without any probability has no NaN of its logits. And its slopes, as differentiation leaves them:
// what they become needs no one-hot array, takes along what they are multiplied by, and can be computed together with
// the losses.

#include <algorithm>

#include <nabla/graph/leaf.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/ops/shapes.hpp>
#include <nabla/rewrite/rule.hpp>

namespace nabla::detail {
namespace {

const Attr<int> k = Attr<int>::variable(1);
const Attr<std::vector<int>> axes = Attr<std::vector<int>>::variable(2);
const Attr<bool> kept = Attr<bool>::variable(3);
const Attr<Dim> count = Attr<Dim>::variable(11);
const Attr<DType> dtype = Attr<DType>::variable(12);
const Attr<int> place = Attr<int>::variable(2), shared = Attr<int>::variable(3);
const Attr<int> last = Attr<int>::variable(17);  // all axes but the last are shared

template <class T>
T attribute(const Match& found, int variable) {
  T value{};
  parse_attr(found.attrs.at(variable), value);
  return value;
}

bool is_last(int axis, const Expr& x) { return normalized_axis(axis, x.rank()) + 1 == x.rank(); }

/// The sizes without the classes.
Shape rows_of(const Expr& logits) { return first_axes(logits.shape(), logits.rank() - 1); }
const Dim& classes_of(const Expr& logits) { return logits.shape()[logits.rank() - 1]; }

/// The indices are [rows] or [rows, 1]: one label for each row.
bool has_one_of_each_row(const Expr& labels, const Expr& logits) {
  return labels.rank() + 1 == logits.rank() || classes_of(labels) == Dim(1);
}

/// One label for each row is picked, and rows are in common.
bool picks_one_of_each_row(const Expr&, const Expr& logits, const Expr& labels, const Match& found) {
  if (!is_last(attribute<int>(found, k.variable()), logits) ||
      !is_last(attribute<int>(found, place.variable()), logits))
    return false;
  return attribute<int>(found, shared.variable()) + 1 == static_cast<int>(logits.rank()) &&
         has_one_of_each_row(labels, logits);
}

/// Indices below 0 count from the end for gather, and are no labels.
Expr as_labels(const Expr& indices, const Expr& logits) {
  const Expr flat = reshape(indices, rows_of(logits));
  return where(less(flat, 0), flat + size_of(classes_of(logits), indices.dtype()), flat);
}

/// The last axis is among the axes of the sum.
bool over_classes(const Expr& logits, const Match& found) {
  const std::vector<int> over = Axes(attribute<std::vector<int>>(found, axes.variable())).normalized(logits.rank());
  return !over.empty() && is_last(over.back(), logits) && is_last(attribute<int>(found, k.variable()), logits);
}

/// The losses of the rows, summed as the products with the classes were.
Expr summed(const Expr& losses, const Expr& x, const Match& found) {
  std::vector<int> over = Axes(attribute<std::vector<int>>(found, axes.variable())).normalized(losses.rank() + 1);
  over.pop_back();
  return reshape(over.empty() ? losses : sum(losses, over), x.shape());
}

/// Of probabilities [..., classes], or of the labels where they are made of these.
Expr cross_entropy(const Expr& logits, const Expr& probabilities) {
  if (op_as<OneHot>(probabilities)) return sparse_softmax_cross_entropy(logits, probabilities->operands()[0]);
  return softmax_cross_entropy(logits, probabilities);
}

/// A factor that is the same for all classes, as a number or one number for each row; empty for any other.
Expr one_for_each_row(const Expr& y, const Expr& logits) {
  if (op_as<BroadcastTo>(y))
    if (Expr repeated = one_for_each_row(y->operands()[0], logits)) return repeated;
  const auto is_one = [](const Dim& size) { return size == Dim(1); };
  if (std::ranges::all_of(y.shape().dims(), is_one)) return reshape(y, Shape{});
  if (y.rank() != logits.rank() || !is_one(classes_of(y)) || !(rows_of(y) == rows_of(logits))) return {};
  return reshape(y, rows_of(y));
}

/// A factor of the probabilities that is the same for all classes, and the rest.
bool take_factor(const Expr& logits, Expr& probabilities, Expr& scale) {
  const std::span<const Expr> parts = probabilities->operands();
  if (op_as<Neg>(probabilities)) {
    scale = -scale;
    probabilities = Expr(parts[0]);
    return true;
  }
  if (!op_as<Mul>(probabilities)) return false;
  for (const std::size_t i : {0U, 1U}) {
    if (!(parts[1 - i].shape() == logits.shape())) continue;
    if (const Expr factor = one_for_each_row(parts[i], logits)) {
      scale = scale * factor;
      probabilities = Expr(parts[1 - i]);
      return true;
    }
  }
  return false;
}

/// (softmax(logits) sum(probabilities) - probabilities) scale, by the labels where probabilities are made of these.
Expr slope(const Expr& logits, Expr probabilities, Expr scale) {
  while (take_factor(logits, probabilities, scale)) {
  }
  if (op_as<OneHot>(probabilities))
    return sparse_softmax_cross_entropy_slope(logits, probabilities->operands()[0], scale);
  return softmax_cross_entropy_slope(logits, probabilities, scale);
}
Expr one(const Expr& logits, double value = 1) { return constant(Tensor::scalar(value).cast(logits.dtype())); }

/// The sum is over the classes alone, and kept as an axis.
bool is_sum_of_each_row(const Expr& logits, const Match& found) {
  const std::vector<int> over = Axes(attribute<std::vector<int>>(found, axes.variable())).normalized(logits.rank());
  return over.size() == 1 && is_last(over[0], logits) && attribute<bool>(found, kept.variable()) &&
         is_last(attribute<int>(found, k.variable()), logits);
}

/// Slopes that are multiplied, or divided, are slopes with another scale.
template <class Combine>
Expr rescaled(const Expr& slopes, const Expr& by, Combine combine) {
  const Expr scale = one_for_each_row(by, slopes);
  if (!scale) return {};
  std::vector<Expr> operands(slopes->operands().begin(), slopes->operands().end());
  operands[2] = combine(operands[2], scale);
  return make(slopes->shared_op(), operands, {});
}

bool is_slope(const Expr& x) { return op_as<SparseSoftmaxCrossEntropySlope>(x) || op_as<SoftmaxCrossEntropySlope>(x); }
Expr multiplied(const Expr& e, const Match&) {
  const Expr &a = e->operands()[0], &b = e->operands()[1];
  const auto product = [](const Expr& scale, const Expr& by) { return scale * by; };
  if (is_slope(a))
    if (Expr result = rescaled(a, b, product)) return result;
  return is_slope(b) ? rescaled(b, a, product) : Expr();
}
Expr divided(const Expr& e, const Match&) {
  return rescaled(e->operands()[0], e->operands()[1], [](const Expr& scale, const Expr& by) { return scale / by; });
}
Expr negated(const Expr& e, const Match&) {
  const Expr& slopes = e->operands()[0];
  return make(slopes->shared_op(), Exprs{slopes->operands()[0], slopes->operands()[1], -slopes->operands()[2]}, {});
}

/// The rules for slopes.
Rules slopes() {
  static const Expr x = any("x"), y = any("y"), p = any("p"), zero = any("zero"), u = any("updates", f64, {});
  static const Expr labels = any("labels", i64, {}), logits = any("x", f32, {0}), scale = any("scale", f64, {});
  static const Expr s = node(Softmax{{k}}, x), all = node(Sum{{axes, kept}}, p);
  static const Expr picked = node(ScatterAdd{last, last}, zero, labels, u);
  static const Expr by_labels = node(SparseSoftmaxCrossEntropySlope{}, x, labels, scale);
  static const Expr by_probabilities = node(SoftmaxCrossEntropySlope{}, x, p, scale);
  static const auto of_rows = [](const Expr&, const Match& found) {
    return found[x].shape() == found[p].shape() && is_sum_of_each_row(found[x], found);
  };
  // clang-format off
  return {
      {"label-slope",          node(Softmax{{k}}, logits) - node(OneHot{count, dtype}, labels), {},
       [](const Expr&, const Match& found) {
         return is_last(attribute<int>(found, k.variable()), found[logits]) &&
                found[labels].shape() == rows_of(found[logits]) &&
                attribute<Dim>(found, count.variable()) == classes_of(found[logits]);
       },
       [](const Expr&, const Match& found) {
         return sparse_softmax_cross_entropy_slope(found[logits], found[labels], 1);
       }},
      {"probability-slope",    s * all - p, {}, of_rows,
       [](const Expr&, const Match& found) { return slope(found[x], found[p], one(found[x])); }},
      {"probability-slope-reversed", p - s * all, {}, of_rows,
       [](const Expr&, const Match& found) { return slope(found[x], found[p], one(found[x], -1)); }},
      {"weighted-slope",       s * (y * all) - p * y, {}, of_rows,
       [](const Expr&, const Match& found) {
         const Expr weight = one_for_each_row(found[y], found[x]);
         return weight ? slope(found[x], found[p], weight) : Expr();
       }},
      {"weighted-slope-reversed", p * y - s * (y * all), {}, of_rows,
       [](const Expr&, const Match& found) {
         const Expr weight = one_for_each_row(found[y], found[x]);
         return weight ? slope(found[x], found[p], -weight) : Expr();
       }},
      {"picked-label-slope",   picked - s * node(Sum{{axes, kept}}, picked), {},
       [](const Expr&, const Match& found) {
         return uniform_value(found[zero]) == 0.0 && is_sum_of_each_row(found[x], found) &&
                found[zero].shape() == found[x].shape() && has_one_of_each_row(found[labels], found[x]) &&
                attribute<int>(found, last.variable()) + 1 == static_cast<int>(found[x].rank());
       },
       [](const Expr&, const Match& found) {
         const Expr& to = found[u];
         const Expr one = op_as<BroadcastTo>(to) ? one_for_each_row(to, found[x]) : Expr();
         return sparse_softmax_cross_entropy_slope(
             found[x], as_labels(found[labels], found[x]),
             -(one ? one : reshape(broadcast_to(to, found[labels].shape()), rows_of(found[x]))));
       }},
      {"label-slope-times",        by_labels * y,        {}, nullptr, multiplied},
      {"label-slope-over",         by_labels / y,        {}, nullptr, divided},
      {"label-slope-negated",      -by_labels,           {}, nullptr, negated},
      {"probability-slope-times",  by_probabilities * y, {}, nullptr, multiplied},
      {"probability-slope-over",   by_probabilities / y, {}, nullptr, divided},
      {"probability-slope-negated", -by_probabilities,   {}, nullptr, negated},
  };
  // clang-format on
}

/// The rules for losses.
Rules losses() {
  static const Expr x = any("x"), y = any("y"), i = any("i", i64);
  static const Expr s = node(Softmax{{k}}, x), log_s = node(LogSoftmax{{k}}, x);
  static const Sum over{{axes, kept}};
  // One-hot rows have no entries while their number is a variable, and the dtype is the default one.
  static const Expr labels = any("labels", i64, {}), logits = any("x", f32, {0});
  static const auto weighs_classes = [](const Expr&, const Match& found) {
    return found[x].shape() == found[y].shape() && over_classes(found[x], found);
  };
  // clang-format off
  return {
      {"picked-log-softmax",   node(Gather{place, shared}, log_s, i), {},
       [](const Expr& e, const Match& found) { return picks_one_of_each_row(e, found[x], found[i], found); },
       [](const Expr& e, const Match& found) {
         return reshape(-sparse_softmax_cross_entropy(found[x], as_labels(found[i], found[x])), e.shape());
       }},
      {"weighted-log-softmax", node(over, y * log_s), {}, weighs_classes,
       [](const Expr& e, const Match& found) { return -summed(cross_entropy(found[x], found[y]), e, found); }},
      {"log-of-one-hot-pick",  log(node(over, node(OneHot{count, dtype}, labels) * node(Softmax{{k}}, logits))), {},
       [](const Expr&, const Match& found) {
         const bool one_axis = attribute<std::vector<int>>(found, axes.variable()).size() == 1;
         return one_axis && over_classes(found[logits], found) && found[labels].shape() == rows_of(found[logits]) &&
                attribute<Dim>(found, count.variable()) == classes_of(found[logits]);
       },
       [](const Expr& e, const Match& found) {
         return reshape(-sparse_softmax_cross_entropy(found[logits], found[labels]), e.shape());
       }},
  };
  // clang-format on
}

}  // namespace

const Rules& cross_entropies() {
  static const Rules rules = [] {
    Rules all = losses();
    for (Rule& rule : slopes()) all.push_back(std::move(rule));
    return all;
  }();
  return rules;
}

}  // namespace nabla::detail
