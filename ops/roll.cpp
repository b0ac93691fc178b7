#include <nabla/ops/roll.hpp>

#include <limits>

#include <nabla/graph/error.hpp>
#include <nabla/ops/batch.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/rows.hpp>

namespace nabla {

Type Roll::infer(const Type& x) const {
  static_cast<void>(normalized_axis(axis, x.rank()));
  // -shift has to be one too, for the gradient
  if (*shift == std::numeric_limits<int>::min()) throw Error("the shift is too large: " + std::to_string(*shift));
  return x;
}

void Roll::eval(const View& x, const Out& y) const {
  const detail::Rows rows(x.sizes, axis);
  if (x.elements() == 0) return;
  const auto n = static_cast<std::int64_t>(rows.n);
  const auto first = static_cast<std::size_t>(((*shift % n) + n) % n);
  const std::size_t row = rows.inner * size_of(x.dtype);
  const std::size_t head = (rows.n - first) * row, tail = first * row;
  for (std::size_t o = 0; o < rows.outer; ++o) {
    const std::byte* const from = x.data + o * (head + tail);
    std::byte* const to = y.data + o * (head + tail);
    std::memcpy(to + tail, from, head);
    std::memcpy(to, from + head, tail);
  }
}

Cotangent Roll::pullback(const Expr&, const Expr&, const Expr& dy) const { return roll(dy, -shift, axis); }

Expr Roll::batch(const Batch& x) const { return roll(x[0], shift, behind_axis(axis, x.rank(0))); }

Expr roll(const Operand& x, int shift, int axis) {
  const Expr entries = x.expr();
  return apply(Roll{axis_attribute(axis, entries.rank()), shift}, x.where(), entries);
}

Expr roll(const Operand& x, const std::vector<int>& shifts, const std::vector<int>& axes) {
  const Provenance at(x.where());
  Expr y = x.expr();
  return detail::placed("roll", x.where(), Exprs{y}, [&] {
    if (shifts.size() != axes.size())
      throw Error(std::to_string(shifts.size()) + " shifts for " + std::to_string(axes.size()) + " axes");
    for (std::size_t i = 0; i < axes.size(); ++i) y = roll(y, shifts[i], axes[i]);
    return y;
  });
}

}  // namespace nabla
