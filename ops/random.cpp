#include <nabla/ops/random.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/draw.hpp>
#include <nabla/ops/placed.hpp>

namespace nabla {
namespace {

/// A kernel and its argument, and what becomes of a number in f32.
struct Source {
  kernels::DrawFn kernel;
  double a = 1;
  bool rounds_down = false;
};

template <class T>
T rounded(double x, bool down) {
  if constexpr (std::same_as<T, float>)
    if (down) return static_cast<float>(static_cast<std::uint32_t>(x * 0x1p24)) * 0x1p-24F;
  return static_cast<T>(x);
}

Source source(const RandomUniform&) { return {kernels::kernels().random_uniform, 1, true}; }
Source source(const RandomNormal&) { return {kernels::kernels().random_normal}; }
Source source(const RandomTruncatedNormal&) {
  constexpr double within_two = 0.95449973610364158560;  // erf(sqrt(2))
  return {kernels::kernels().random_normal, within_two};
}
Source source(const RandomGumbel&) { return {kernels::kernels().random_gumbel}; }

/// The dtype of the first that is an expression.
DType dtype_of_options(const Operand& x, const Operand& y, DType otherwise) {
  for (const Operand* operand : {&x, &y})
    if (!operand->is_number()) return operand->expr().dtype();
  return otherwise;
}

bool is(const Operand& x, double number) { return x.is_number() && x.number() == number; }

/// shift + scale * draw, of the draw's shape; a shift of 0 and a scale of 1 are left out.
Expr moved(const char* name, const Expr& draw, const Expr& shift, bool shifted, const Expr& scale, bool scaled) {
  return detail::placed(name, draw->where(), Exprs{shift, scale}, [&] {
    for (const Expr& x : {shift, scale})
      if (broadcast(x.type(), draw.type()) != draw.type())
        throw Error(to_string(x.shape()) + " does not stretch to " + to_string(draw.shape()));
    const Expr scaled_draw = scaled ? scale * draw : draw;
    return shifted ? shift + scaled_draw : scaled_draw;
  });
}

template <class Draw>
Expr draw_of(const RandomState& state, const Shape& shape, DType dtype) {
  return apply(Draw{{state.take_stream(), shape, dtype}}, Where{}, state.expr());
}

template <class Draw>
Expr normal(const RandomState& state, const Shape& shape, const NormalOptions& options, Where where) {
  const Provenance at(where);
  const DType dtype = dtype_of_options(options.mean, options.stddev, options.dtype);
  const Expr z = draw_of<Draw>(state, shape, dtype);
  return moved(Draw::name, z, options.mean.as(dtype), !is(options.mean, 0), options.stddev.as(dtype),
               !is(options.stddev, 1));
}

}  // namespace

template <class Self>
Type RandomDraw<Self>::infer(const Type& state) const {
  detail::require_random_state(state);
  if (!is_float(dtype)) throw Error("random numbers are f32 or f64, not " + std::string(to_string(*dtype)));
  return {*dtype, *shape};
}

template <class Self>
void RandomDraw<Self>::eval(const View& state, const Out& y) const {
  const Source from = source(static_cast<const Self&>(*this));
  dispatch_float(y.dtype, [&]<class T>() {
    detail::draw_pieces(from.kernel, detail::stream_of(state, stream), 0, y.elements(), from.a,
                        [&](const double* entries, std::size_t at, std::size_t n) {
                          for (std::size_t i = 0; i < n; ++i)
                            y.as<T>()[at + i] = rounded<T>(entries[i], from.rounds_down);
                        });
  });
}

template struct RandomDraw<RandomUniform>;
template struct RandomDraw<RandomNormal>;
template struct RandomDraw<RandomTruncatedNormal>;
template struct RandomDraw<RandomGumbel>;

Expr random_uniform(const RandomState& state, const Shape& shape, const UniformOptions& options, Where where) {
  const Provenance at(where);
  const DType dtype = dtype_of_options(options.low, options.high, options.dtype);
  const Expr u = draw_of<RandomUniform>(state, shape, dtype);
  const Expr low = options.low.as(dtype);
  if (is(options.low, 0)) return moved("random_uniform", u, low, false, options.high.as(dtype), !is(options.high, 1));
  return moved("random_uniform", u, low, true, options.high.as(dtype) - low, true);
}

Expr random_normal(const RandomState& state, const Shape& shape, const NormalOptions& options, Where where) {
  return normal<RandomNormal>(state, shape, options, where);
}

Expr random_truncated_normal(const RandomState& state, const Shape& shape, const NormalOptions& options, Where where) {
  return normal<RandomTruncatedNormal>(state, shape, options, where);
}

Expr random_gumbel(const RandomState& state, const Shape& shape, DType dtype, Where where) {
  const Provenance at(where);
  return draw_of<RandomGumbel>(state, shape, dtype);
}

}  // namespace nabla
