#include <nabla/ops/where.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/strided.hpp>

namespace nabla {

Type Select::infer(const Type& condition, const Type& x, const Type& y) const {
  if (condition.dtype != b8)
    throw Error("the condition is a b8, not " + std::string(to_string(condition.dtype)) +
                ": compare it with something");
  const Type either = broadcast(x, y);
  return {either.dtype, broadcast(condition.shape, either.shape)};
}

void Select::eval(const View& condition, const View& x, const View& y, const Out& z) const {
  const BroadcastLoop<3> loop(z.sizes, {condition.sizes, x.sizes, y.sizes});
  dispatch(z.dtype, [&]<class T>() {
    const auto kernel = detail::pick<T>(kernels::kernels().select);
    loop.run([&](const auto& offsets, std::size_t at, std::size_t n, const auto& steps) {
      kernel(condition.as<bool>() + offsets[0], steps[0], x.as<T>() + offsets[1], steps[1], y.as<T>() + offsets[2],
             steps[2], z.as<T>() + at, n);
    });
  });
}

bool Select::tile(Types operands, kernels::Tile& kernel) const {
  dispatch(operands[1].dtype, [&]<class T>() { kernel.run = detail::pick_tile<T>(kernels::kernels().select); });
  return true;
}

Cotangents Select::pullback(const Expr& condition, const Expr& x, const Expr& y, const Expr&, const Expr& dz) const {
  return {disconnected, sum_to(where(condition, dz, 0), x.shape()), sum_to(where(condition, 0, dz), y.shape())};
}

Expr where(const Operand& condition, const Operand& x, const Operand& y) {
  return apply(Select{}, condition.where(), condition.expr(), x.meeting(y), y.meeting(x));
}

}  // namespace nabla
