// The cross-entropy of a softmax, written out: picked by labels, or weighted by probabilities. What it becomes is right
// to the last digits where the loss is tiny, needs no array of logarithms, and gives 0 for a probability of 0, whatever
// its logit: so a row without any probability has no NaN of its logits.

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

/// One label for each row is picked: gather's indices are [rows] or [rows, 1], and rows are in common.
bool picks_one_of_each_row(const Expr&, const Expr& logits, const Expr& labels, const Match& found) {
  const std::size_t last = logits.rank() - 1;
  if (!is_last(attribute<int>(found, k.variable()), logits) ||
      !is_last(attribute<int>(found, place.variable()), logits))
    return false;
  return attribute<int>(found, shared.variable()) == static_cast<int>(last) &&
         (labels.rank() == last || classes_of(labels) == Dim(1));
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

}  // namespace

const Rules& cross_entropies() {
  static const Expr x = any("x"), y = any("y"), i = any("i", i64);
  static const Expr s = node(Softmax{{k}}, x), log_s = node(LogSoftmax{{k}}, x);
  static const Sum over{{axes, kept}};
  // One-hot rows have no entries while their number is a variable, and the dtype is the default one.
  static const Expr labels = any("labels", i64, {}), logits = any("x", f32, {0});
  static const auto weighs_classes = [](const Expr&, const Match& found) {
    return found[x].shape() == found[y].shape() && over_classes(found[x], found);
  };
  // clang-format off
  static const Rules rules{
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
  return rules;
}

}  // namespace nabla::detail
