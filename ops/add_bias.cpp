#include <nabla/ops/add_bias.hpp>

#include <numeric>

#include <nabla/graph/error.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/batch.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/reduce.hpp>

namespace nabla {

Type AddBias::infer(const Type& x, const Type& b) const {
  if (x.dtype != b.dtype)
    throw Error(std::string(to_string(x.dtype)) + " and " + std::string(to_string(b.dtype)) + ": cast() one of them");
  if (x.rank() == 0) throw Error("a value of rank 0 has no axis for a bias: add with +");
  if (b.rank() != 1) throw Error("the bias has rank " + std::to_string(b.rank()) + ", not 1");
  const Dim& last = x.shape[x.rank() - 1];
  if (!(last == b.shape[0]))
    throw Error("the last axis has " + to_string(last) + " entries, the bias " + to_string(b.shape[0]));
  return detail::numbers(x);
}

void AddBias::eval(const View& x, const View& b, const Out& y) const {
  const std::size_t n = b.elements(), entries = x.elements();
  detail::dispatch_number(x.dtype, [&]<class T>() {
    const auto add = detail::pick<T>(kernels::kernels().add);
    for (std::size_t row = 0; row < entries; row += n) add(x.as<T>() + row, 1, b.as<T>(), 1, y.as<T>() + row, n);
  });
}

bool AddBias::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().add, operands, kernel);
}

Cotangents AddBias::pullback(const Expr& x, const Expr&, const Expr&, const Expr& dy) const {
  std::vector<int> rows(x.rank() - 1);
  std::iota(rows.begin(), rows.end(), 0);
  return {dy, sum(dy, rows)};
}

Expr AddBias::batch(const Batch& x) const {
  return x.has_axis(1) ? aligned(x, 0, x.rank(0)) + aligned(x, 1, x.rank(0)) : add_bias(x[0], x[1]);
}

Expr add_bias(const Operand& x, const Operand& b) { return apply(AddBias{}, x.where(), x.meeting(b), b.meeting(x)); }

}  // namespace nabla
