#pragma once

#include <optional>
#include <vector>

#include <nabla/graph/op.hpp>
#include <nabla/ops/axes.hpp>

namespace nabla {

/// Entries of one axis, as numpy's start:stop:step: from `start` up to but without `stop`, every step-th; by default
/// all of them. A negative constant counts from the end. A negative step walks backwards, by default from the last
/// entry to the first.
///
/// Constants beyond the ends of an axis of constant size are clamped. A symbolic size is not known to be large enough:
/// {0, 3} of `batch` has 3 entries, and a call with fewer is an Error; {1, {}} has batch - 1.
struct Range {
  std::optional<Dim> start = std::nullopt, stop = std::nullopt;
  int step = 1;
};

/// y[i] = x[from + i * step] along the axis for i < size. With a negative step the same entries are walked backwards:
/// `from`, an i64 of rank 0, is the lowest index in either case.
struct Slice {
  static constexpr auto name = "slice";
  Attr<int> axis;
  Attr<Dim> size;
  Attr<int> step = 1;
  auto attrs() const { return named_attrs("axis", axis, "size", size, "step", step); }

  Type infer(const Type& x, const Type& from) const;
  void eval(const View& x, const View& from, const Out& y) const;
  Cotangents pullback(const Expr& x, const Expr& from, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const;
};

/// x[ranges...], any dtype: a range for each axis from the left, the axes that are left whole: `slice(x, {{1, -1}, {},
/// {.step = 2}})`. Error for more ranges than axes, a step of 0, and where the number of entries is no polynomial of
/// the symbolic sizes (every second of `batch`). x itself where all axes are whole.
Expr slice(const Operand& x, const std::vector<Range>& ranges);
/// The same for one axis.
Expr slice(const Operand& x, int axis, const Range& range);

/// x[i] along the axis, which leaves the shape; a negative constant i counts from the end. Error for an i that a
/// constant size does not have, or when it is computed.
Expr take(const Operand& x, const Dim& i, int axis = 0);

/// The flipped order along the axes, by default all of them: y[i] = x[n - 1 - i]. Any dtype.
Expr flip(const Operand& x, const Axes& axes = {});

namespace detail {

/// What a range means on an axis of n entries: the attributes of a Slice. Error for a step of 0 or an unknown number.
struct ResolvedRange {
  Dim from, size;
  int step;
};
ResolvedRange resolved(const Range& range, const Dim& n);

/// Is it the axis as it is?
bool is_whole(const ResolvedRange& range, const Dim& n);

/// The `from` of a Slice.
Expr slice_start(const Dim& from);
/// Error unless `from` is one.
void require_slice_start(const Type& from);

}  // namespace detail

}  // namespace nabla
