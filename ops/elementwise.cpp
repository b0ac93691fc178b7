#include <nabla/ops/elementwise.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/strided.hpp>

namespace nabla {

Type Unary::infer(const Type& x) const { return detail::floats(x); }
Type UnaryAny::infer(const Type& x) const { return detail::numbers(x); }
Type Comparison::infer(const Type& x, const Type& y) const { return {b8, detail::numbers(broadcast(x, y)).shape}; }

namespace detail {
namespace {

template <class Family>
bool tile_number(const Family& family, Types operands, kernels::Tile& kernel) {
  dispatch_number(operands[0].dtype, [&]<class T>() { kernel.run = pick_tile<T>(family); });
  return kernel.run != nullptr;
}

template <class T, class R>
void each_row(kernels::BinaryFn<T, R> kernel, const View& x, const View& y, const Out& z) {
  BroadcastLoop<2>(z.sizes, {x.sizes, y.sizes})
      .run([&](const auto& offsets, std::size_t at, std::size_t n, const auto& steps) {
        kernel(x.as<T>() + offsets[0], steps[0], y.as<T>() + offsets[1], steps[1], z.as<R>() + at, n);
      });
}

}  // namespace

const Type& floats(const Type& type) {
  if (!is_float(type.dtype))
    throw Error("wants f32 or f64, not " + std::string(to_string(type.dtype)) + ": cast() converts");
  return type;
}

const Type& numbers(const Type& type) {
  if (type.dtype == b8) throw Error("wants numbers, not b8: cast() converts");
  return type;
}

void eval(const kernels::Unary& kernel, const View& x, const Out& y, double a) {
  dispatch_float(x.dtype, [&]<class T>() { pick<T>(kernel)(x.as<T>(), y.as<T>(), x.elements(), a); });
}

void eval(const kernels::UnaryAny& kernel, const View& x, const Out& y) {
  dispatch_number(x.dtype, [&]<class T>() { pick<T>(kernel)(x.as<T>(), y.as<T>(), x.elements(), 0); });
}

void eval(const kernels::Binary& kernel, const View& x, const View& y, const Out& z) {
  dispatch_number(x.dtype, [&]<class T>() { each_row(pick<T>(kernel), x, y, z); });
}

void eval(const kernels::Compare& kernel, const View& x, const View& y, const Out& z) {
  dispatch_number(x.dtype, [&]<class T>() { each_row(pick<T>(kernel), x, y, z); });
}

bool tile(const kernels::Unary& family, Types operands, kernels::Tile& kernel, double a) {
  kernel = {operands[0].dtype == DType::f32 ? family.tile_f32 : family.tile_f64, a};
  return true;
}

bool tile(const kernels::UnaryAny& family, Types operands, kernels::Tile& kernel) {
  return tile_number(family, operands, kernel);
}

bool tile(const kernels::Binary& family, Types operands, kernels::Tile& kernel) {
  return tile_number(family, operands, kernel);
}

bool tile(const kernels::Compare& family, Types operands, kernels::Tile& kernel) {
  return tile_number(family, operands, kernel);
}

}  // namespace detail
}  // namespace nabla
