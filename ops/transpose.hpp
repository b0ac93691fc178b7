#pragma once

#include <vector>

#include <nabla/graph/op.hpp>

namespace nabla {

/// y's axis i is x's axis axes[i]: y[i0, i1, ...] = x at the index that has i_k on axis axes[k].
struct Transpose {
  static constexpr auto name = "transpose";
  Attr<std::vector<int>> axes;
  auto attrs() const { return named_attrs("axes", axes); }

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const;
};

/// The axes in reverse order: the transpose of a matrix. Any dtype. Free as an operand of matmul().
Expr transpose(const Operand& x);
/// The axes in this order, a permutation as in numpy; negative ones count from the end. x itself where nothing moves.
Expr transpose(const Operand& x, const std::vector<int>& axes);
/// The last two axes change places: the transpose of each matrix of a stack, numpy's x.mT. Any dtype, rank 2 or more.
/// Free as an operand of matmul().
Expr matrix_transpose(const Operand& x);
/// Is that what this transpose does?
bool transposes_matrices(const Transpose& transpose);

}  // namespace nabla
