#include <nabla/ops/bernoulli.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/batch.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/cast.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/draw.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/random.hpp>
#include <nabla/ops/strided.hpp>

namespace nabla {

Type Bernoulli::infer(const Type& state, const Type& p) const {
  detail::require_random_state(state);
  if (broadcast(detail::floats(p).shape, shape) != *shape)
    throw Error("probabilities " + to_string(p.shape) + " do not stretch to " + to_string(*shape));
  return {b8, *shape};
}

void Bernoulli::eval(const View& state, const View& p, const Out& y) const {
  const BroadcastLoop<1> loop(y.sizes, {p.sizes});
  dispatch_float(p.dtype, [&]<class T>() {
    loop.run([&](const auto& offsets, std::size_t row, std::size_t count, const auto& steps) {
      const T* const probability = p.as<T>() + offsets[0];
      bool* const to = y.as<bool>() + row;
      detail::draw_pieces(kernels::kernels().random_uniform, detail::stream_of(state, stream), row, count, 1,
                          [&](const double* u, std::size_t at, std::size_t n) {
                            for (std::size_t i = 0; i < n; ++i)
                              to[at + i] = u[i] < static_cast<double>(probability[(at + i) * steps[0]]);
                          });
    });
  });
}

// The same numbers for each p.
Expr Bernoulli::batch(const Batch& x) const {
  if (x.has_axis(0)) return {};
  const Expr u = apply(RandomUniform{{*stream, *shape, f64}}, x.node()->where(), x[0]);
  return less(u, cast(aligned(x, 1, shape->rank()), f64));
}

Expr bernoulli(const RandomState& state, const Operand& p) {
  return bernoulli(state, p, p.is_number() ? Shape() : p.expr().shape());
}

Expr bernoulli(const RandomState& state, const Operand& p, const Shape& shape) {
  return apply(Bernoulli{state.take_stream(), shape}, p.where(), state.expr(), p.as(f64));
}

}  // namespace nabla
