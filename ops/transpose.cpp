#include <nabla/ops/transpose.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>

#include <nabla/graph/error.hpp>
#include <nabla/ops/axes.hpp>
#include <nabla/ops/batch.hpp>
#include <nabla/ops/placed.hpp>

namespace nabla {
namespace {

/// The result's axes, innermost first, with their strides in operand and result. Those of size 1 are left out and those
/// that stay together merged, so there is room for all that memory can hold. Only for arrays that are not empty.
class Moves {
 public:
  struct Move {
    std::size_t size, from, to;
  };

  Moves(std::span<const std::int64_t> sizes, std::span<const int> axes) {
    for (std::size_t i = axes.size(); i-- > 0;) {
      const std::size_t axis = normalized_axis(axes[i], axes.size());
      const auto size = static_cast<std::size_t>(sizes[axis]);
      if (size == 1) continue;
      std::size_t from = 1;
      for (const std::int64_t s : sizes.subspan(axis + 1)) from *= static_cast<std::size_t>(s);
      if (count_ > 0 && from == last().from * last().size)
        last().size *= size;
      else
        moves_[count_++] = {size, from, entries_};
      entries_ *= size;
    }
    if (count_ == 0) moves_[count_++] = {1, 1, 1};
  }

  /// Takes out, and gives, the move with stride 1 in the result, or in the operand.
  Move take_inner() { return take(0); }
  Move take_contiguous() {
    std::size_t i = 0;
    while (moves_[i].from != 1) ++i;
    return take(i);
  }
  /// Calls body(from, to) with the offsets of each position along the moves that are left.
  template <class Body>
  void each(Body&& body) const {
    std::size_t positions = 1;
    for (std::size_t i = 0; i < count_; ++i) positions *= moves_[i].size;
    for (std::size_t p = 0; p < positions; ++p) {
      std::size_t rest = p, from = 0, to = 0;
      for (std::size_t i = 0; i < count_; rest /= moves_[i].size, ++i) {
        from += rest % moves_[i].size * moves_[i].from;
        to += rest % moves_[i].size * moves_[i].to;
      }
      body(from, to);
    }
  }

 private:
  Move& last() { return moves_[count_ - 1]; }
  Move take(std::size_t i) {
    const Move move = moves_[i];
    std::copy(moves_.begin() + static_cast<std::ptrdiff_t>(i) + 1, moves_.begin() + static_cast<std::ptrdiff_t>(count_),
              moves_.begin() + static_cast<std::ptrdiff_t>(i));
    --count_;
    return move;
  }

  std::array<Move, 64> moves_;
  std::size_t count_ = 0;
  std::size_t entries_ = 1;
};

/// y[i * row.to + j] = x[i + j * column.from], in blocks that stay in the first-level cache on both sides.
template <class T>
void transpose_plane(const T* x, T* y, const Moves::Move& row, const Moves::Move& column) {
  constexpr std::size_t block = 32;
  for (std::size_t i0 = 0; i0 < row.size; i0 += block)
    for (std::size_t j0 = 0; j0 < column.size; j0 += block)
      for (std::size_t i = i0; i < std::min(i0 + block, row.size); ++i)
        for (std::size_t j = j0; j < std::min(j0 + block, column.size); ++j) y[i * row.to + j] = x[i + j * column.from];
}

template <class T>
void transpose_entries(const T* x, T* y, Moves moves) {
  const Moves::Move inner = moves.take_inner();
  if (inner.from == 1)
    return moves.each([&](std::size_t from, std::size_t to) { std::memcpy(y + to, x + from, inner.size * sizeof(T)); });
  const Moves::Move row = moves.take_contiguous();
  moves.each([&](std::size_t from, std::size_t to) { transpose_plane(x + from, y + to, row, inner); });
}

std::vector<int> in_order(std::size_t rank) {
  std::vector<int> axes(rank);
  std::iota(axes.begin(), axes.end(), 0);
  return axes;
}

std::vector<int> reversed(std::size_t rank) {
  std::vector<int> axes(rank);
  std::iota(axes.rbegin(), axes.rend(), 0);
  return axes;
}

/// The order in which the last two of at least two axes have changed places.
std::vector<int> last_two_swapped(std::size_t rank) {
  std::vector<int> axes = in_order(rank);
  std::swap(axes[rank - 2], axes[rank - 1]);
  return axes;
}

std::vector<int> inverse(const std::vector<int>& axes) {
  std::vector<int> inverse(axes.size());
  for (std::size_t i = 0; i < axes.size(); ++i) inverse[normalized_axis(axes[i], axes.size())] = static_cast<int>(i);
  return inverse;
}

}  // namespace

Type Transpose::infer(const Type& x) const {
  if (axes->size() != x.rank())
    throw Error(attr_text(*axes) + " does not order the axes of " + to_string(x.shape) + ": it names " +
                std::to_string(axes->size()) + " of " + std::to_string(x.rank()));
  static_cast<void>(Axes(*axes).normalized(x.rank()));
  std::vector<Dim> dims;
  for (const int axis : *axes) dims.push_back(x.shape[normalized_axis(axis, x.rank())]);
  return {x.dtype, Shape(std::move(dims))};
}

void Transpose::eval(const View& x, const Out& y) const {
  if (x.elements() == 0) return;
  const Moves moves(x.sizes, *axes);
  dispatch(x.dtype, [&]<class T>() { transpose_entries(x.as<T>(), y.as<T>(), moves); });
}

Cotangent Transpose::pullback(const Expr&, const Expr&, const Expr& dy) const { return transpose(dy, inverse(*axes)); }

Expr Transpose::batch(const Batch& x) const {
  std::vector<int> order = behind_axis(*axes, x.rank(0));
  order.insert(order.begin(), 0);
  return transpose(x[0], order);
}

Expr transpose(const Operand& x) {
  const Expr entries = x.expr();
  return transpose(Operand(entries, x.where()), reversed(entries.rank()));
}

Expr transpose(const Operand& x, const std::vector<int>& axes) {
  const Expr entries = x.expr();
  std::vector<int> order;
  order.reserve(axes.size());
  for (const int axis : axes) order.push_back(axis_attribute(axis, entries.rank()));
  if (order == in_order(entries.rank())) return entries;
  return apply(Transpose{std::move(order)}, x.where(), entries);
}

Expr matrix_transpose(const Operand& x) {
  const Expr entries = x.expr();
  return detail::placed("matrix_transpose", x.where(), Exprs{entries}, [&] {
    if (entries.rank() < 2) throw Error("wants rank 2 or more, not " + std::to_string(entries.rank()));
    return transpose(Operand(entries, x.where()), last_two_swapped(entries.rank()));
  });
}

bool transposes_matrices(const Transpose& transpose) {
  const std::size_t rank = transpose.axes->size();
  if (rank < 2) return false;
  std::vector<int> axes;
  for (const int axis : *transpose.axes) axes.push_back(static_cast<int>(normalized_axis(axis, rank)));
  return axes == last_two_swapped(rank);
}

}  // namespace nabla
