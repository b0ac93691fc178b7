#include <nabla/ops/tensordot.hpp>

#include <numeric>

#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/axes.hpp>
#include <nabla/ops/contraction.hpp>
#include <nabla/ops/placed.hpp>

namespace nabla {
namespace {

using detail::Labels;

/// 0, 1, ... for the axes of a; those of b that are summed over have the labels of their partners.
struct Pairing {
  Labels a, b, kept;
};

void require_equal(const Expr& a, std::size_t i, const Expr& b, std::size_t j) {
  const Dim &left = a.shape()[i], &right = b.shape()[j];
  if (!(left == right))
    throw Error("axis " + std::to_string(i) + " of the left operand is " + to_string(left) + ", axis " +
                std::to_string(j) + " of the right one " + to_string(right));
}

Pairing paired(const Expr& a, const Expr& b, const std::vector<int>& axes_a, const std::vector<int>& axes_b) {
  if (axes_a.size() != axes_b.size())
    throw Error(std::to_string(axes_a.size()) + " axes of the left operand and " + std::to_string(axes_b.size()) +
                " of the right one");
  static_cast<void>(Axes(axes_a).normalized(a.rank())), static_cast<void>(Axes(axes_b).normalized(b.rank()));
  Pairing pairing{Labels(a.rank()), Labels(b.rank()), {}};
  std::iota(pairing.a.begin(), pairing.a.end(), 0);
  std::iota(pairing.b.begin(), pairing.b.end(), static_cast<int>(a.rank()));
  Labels summed;
  for (std::size_t i = 0; i < axes_a.size(); ++i) {
    const std::size_t left = normalized_axis(axes_a[i], a.rank()), right = normalized_axis(axes_b[i], b.rank());
    require_equal(a, left, b, right);
    pairing.b[right] = pairing.a[left];
    summed.push_back(pairing.a[left]);
  }
  for (const Labels& labels : {pairing.a, pairing.b})
    for (const int label : labels)
      if (!detail::contains(summed, label)) pairing.kept.push_back(label);
  return pairing;
}

Expr tensordot_of(const Expr& a, const Expr& b, const std::vector<int>& axes_a, const std::vector<int>& axes_b) {
  detail::require_floats({a, b});
  const Pairing pairing = paired(a, b, axes_a, axes_b);
  return ordered(detail::contracted({a, pairing.a}, {b, pairing.b}, pairing.kept), pairing.kept).value;
}

}  // namespace

Expr tensordot(const Operand& a, const Operand& b, int axes) {
  const Provenance at(a.where());
  const Expr left = a.meeting(b), right = b.meeting(a);
  return detail::placed("tensordot", a.where(), Exprs{left, right}, [&] {
    if (axes < 0 || static_cast<std::size_t>(axes) > std::min(left.rank(), right.rank()))
      throw Error("the operands do not both have " + std::to_string(axes) + " axes to sum over");
    std::vector<int> last(static_cast<std::size_t>(axes)), first(last);
    std::iota(last.begin(), last.end(), static_cast<int>(left.rank()) - axes);
    std::iota(first.begin(), first.end(), 0);
    return tensordot_of(left, right, last, first);
  });
}

Expr tensordot(const Operand& a, const Operand& b, const std::vector<int>& axes_a, const std::vector<int>& axes_b) {
  const Provenance at(a.where());
  const Expr left = a.meeting(b), right = b.meeting(a);
  return detail::placed("tensordot", a.where(), Exprs{left, right},
                        [&] { return tensordot_of(left, right, axes_a, axes_b); });
}

}  // namespace nabla
