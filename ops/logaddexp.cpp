#include <nabla/ops/logaddexp.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/finite.hpp>
#include <nabla/ops/logical.hpp>
#include <nabla/ops/sigmoid.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {

Type LogAddExp::infer(const Type& x, const Type& y) const { return detail::floats(broadcast(x, y)); }

void LogAddExp::eval(const View& x, const View& y, const Out& z) const {
  detail::eval(kernels::kernels().logaddexp, x, y, z);
}

std::array<Expr, 2> LogAddExp::partials(const Expr& x, const Expr& y, const Expr&, const Expr& dz) {
  const Expr same_infinity = logical_and(isinf(x), equal(x, y));
  const Expr difference = where(same_infinity, 0, x - y);
  return {dz * sigmoid(difference), dz * sigmoid(-difference)};
}

Expr logaddexp(const Operand& x, const Operand& y) { return detail::apply_meeting(LogAddExp{}, x, y); }

}  // namespace nabla
