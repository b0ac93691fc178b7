#include <nabla/ops/einsum.hpp>

#include <algorithm>
#include <map>
#include <numeric>

#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/diag.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/subscripts.hpp>
#include <nabla/ops/transpose.hpp>

namespace nabla {
namespace {

using detail::contains;
using detail::Labelled;
using detail::Labels;

using LabelSizes = std::map<int, Dim>;

bool is_one(const Dim& size) { return size == Dim(1); }

class Einsum {
 public:
  Einsum(std::string_view text, const Exprs& operands) : text_(text) {
    std::vector<std::size_t> ranks;
    for (const Expr& x : operands) ranks.push_back(x.rank());
    const detail::Subscripts subscripts = detail::parse_subscripts(text, ranks);
    result_ = subscripts.result;
    for (std::size_t i = 0; i < operands.size(); ++i) {
      check_diagonals(operands[i], subscripts.operands[i]);
      note_sizes(operands[i], subscripts.operands[i]);
    }
    for (std::size_t i = 0; i < operands.size(); ++i)
      factors_.push_back(without_repeated(diagonals({operands[i], subscripts.operands[i]})));
  }

  Expr run() {
    while (factors_.size() > 1) {
      const auto [i, j] = next_pair();
      factors_[i] = detail::contracted(factors_[i], factors_[j], kept(i, j));
      factors_.erase(factors_.begin() + static_cast<std::ptrdiff_t>(j));
    }
    return ordered(summed_to(factors_[0], result_), result_).value;
  }

 private:
  struct Pair {
    std::size_t first, second;
  };

  [[noreturn]] void fail(int label, const Dim& a, const Dim& b) const {
    throw Error("\"" + std::string(text_) + "\": " + detail::label_name(label) + " is " + to_string(a) + " and " +
                to_string(b));
  }

  void check_diagonals(const Expr& x, const Labels& labels) const {
    for (std::size_t i = 0; i < labels.size(); ++i)
      for (std::size_t j = i + 1; j < labels.size(); ++j)
        if (labels[i] == labels[j] && x.shape()[i] != x.shape()[j]) fail(labels[i], x.shape()[i], x.shape()[j]);
  }

  void note_sizes(const Expr& x, const Labels& labels) {
    for (std::size_t axis = 0; axis < labels.size(); ++axis) {
      const Dim& size = x.shape()[axis];
      const auto [known, fresh] = sizes_.try_emplace(labels[axis], size);
      if (fresh || known->second == size || is_one(size)) continue;
      if (!is_one(known->second)) fail(labels[axis], known->second, size);
      known->second = size;
    }
  }

  /// Each letter once: the entries where the indices of its axes are equal. What is beside the diagonal is dropped, not
  /// multiplied by 0, which would keep a NaN.
  static Labelled diagonals(Labelled x) {
    for (std::size_t i = 0; i < x.labels.size(); ++i)
      for (std::size_t j = i + 1; j < x.labels.size();) {
        if (x.labels[i] != x.labels[j]) {
          ++j;
          continue;
        }
        const auto n = static_cast<int>(x.labels.size());
        std::vector<int> order;  // the two axes last, then the one that stays back to where it was
        for (int axis = 0; axis < n; ++axis)
          if (axis != static_cast<int>(i) && axis != static_cast<int>(j)) order.push_back(axis);
        order.push_back(static_cast<int>(i)), order.push_back(static_cast<int>(j));
        const Expr entries = diagonal(transpose(x.value, order));
        x.labels.erase(x.labels.begin() + static_cast<std::ptrdiff_t>(j));
        std::vector<int> back(static_cast<std::size_t>(n) - 2);
        std::iota(back.begin(), back.end(), 0);
        back.insert(back.begin() + static_cast<std::ptrdiff_t>(i), n - 2);
        x.value = transpose(entries, back);
      }
    return x;
  }

  /// Without the axes of size 1 that others' axes of that label repeat: they have no part in the sum.
  Labelled without_repeated(const Labelled& x) const {
    Labels labels;
    std::vector<Dim> sizes;
    for (std::size_t axis = 0; axis < x.labels.size(); ++axis) {
      const Dim& size = x.value.shape()[axis];
      if (is_one(size) && !is_one(sizes_.at(x.labels[axis]))) continue;
      labels.push_back(x.labels[axis]);
      sizes.push_back(size);
    }
    return {reshape(x.value, Shape(std::move(sizes))), std::move(labels)};
  }

  /// What is needed after the product of two factors: by the result, then by other factors.
  Labels kept(std::size_t i, std::size_t j) const {
    Labels labels = result_;
    for (std::size_t k = 0; k < factors_.size(); ++k)
      if (k != i && k != j) labels.insert(labels.end(), factors_[k].labels.begin(), factors_[k].labels.end());
    return labels;
  }

  Pair next_pair() const {
    const auto is_symbolic = [](const auto& size) { return !size.second.is_constant(); };
    Pair best{0, 1};
    if (factors_.size() == 2 || std::any_of(sizes_.begin(), sizes_.end(), is_symbolic)) return best;
    for (std::size_t i = 0; i < factors_.size(); ++i)
      for (std::size_t j = i + 1; j < factors_.size(); ++j)
        if (entries(i, j) < entries(best.first, best.second)) best = {i, j};
    return best;
  }

  /// The number of entries of the product of two factors, all sizes being constants.
  double entries(std::size_t i, std::size_t j) const {
    const Labels needed = kept(i, j);
    double count = 1;
    for (const auto& [label, size] : sizes_)
      if (contains(needed, label) && (contains(factors_[i].labels, label) || contains(factors_[j].labels, label)))
        count *= static_cast<double>(size.constant());
    return count;
  }

  std::string_view text_;
  Labels result_;
  LabelSizes sizes_;
  std::vector<Labelled> factors_;
};

}  // namespace

Expr einsum(std::string_view subscripts, const Exprs& operands, Where where) {
  const Provenance at(where);
  return detail::placed("einsum", where, operands, [&] {
    if (operands.empty()) throw Error("\"" + std::string(subscripts) + "\": there are no operands");
    detail::require_floats(operands);
    return Einsum(subscripts, operands).run();
  });
}

}  // namespace nabla
