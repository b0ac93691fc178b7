#include <nabla/ops/random_permutation.hpp>

#include <nabla/ops/draw.hpp>

namespace nabla {

Type RandomPermutation::infer(const Type& state) const {
  detail::require_random_state(state);
  return {i64, {*count}};
}

// The shuffle from the inside out: a number joins at a random place, whose former holder goes to the end. u * (i + 1)
// rounds to less than i + 1 for every u below 1.
void RandomPermutation::eval(const View& state, const Out& y) const {
  auto* const order = y.as<std::int64_t>();
  detail::draw_pieces(kernels::kernels().random_uniform, detail::stream_of(state, stream), 0, y.elements(), 1,
                      [&](const double* u, std::size_t first, std::size_t n) {
                        for (std::size_t i = first; i < first + n; ++i) {
                          const auto place = static_cast<std::size_t>(u[i - first] * static_cast<double>(i + 1));
                          order[i] = order[place];
                          order[place] = static_cast<std::int64_t>(i);
                        }
                      });
}

Expr random_permutation(const RandomState& state, const Dim& count, Where where) {
  return apply(RandomPermutation{state.take_stream(), count}, where, state.expr());
}

}  // namespace nabla
