#include <nabla/ops/random_state.hpp>

#include <nabla/graph/op.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/placed.hpp>

namespace nabla {
namespace {

Tensor seed_and_step(std::uint64_t seed, std::int64_t step) {
  return Tensor::from_vector<std::int64_t>({2}, {static_cast<std::int64_t>(seed), step});
}

}  // namespace

void detail::require_random_state(const Type& type) {
  if (type != Type{i64, {2}}) throw Error("a random state is an i64[2] {seed, step}, not " + to_string(type));
}

RandomState::RandomState(std::string name, std::uint64_t seed, Where where)
    : RandomState(Parameter(std::move(name), seed_and_step(seed, 0), where), where) {}

RandomState::RandomState(const Parameter& state, Where where) : RandomState(state.expr(), where) { parameter_ = state; }

RandomState::RandomState(const Expr& state, Where where) : state_(state), counter_(make_ref<const Counter>(0)) {
  detail::placed("RandomState", where, Exprs{state}, [&] { detail::require_random_state(state.type()); });
}

const Parameter& RandomState::parameter() const {
  if (!parameter_)
    throw Error(state_->where(), "RandomState: the state is an expression, not a parameter" + describe(Exprs{state_}));
  return *parameter_;
}

Expr RandomState::next(Where where) const {
  const Provenance at(where);
  return state_ + constant(seed_and_step(0, 1));
}

RandomState RandomState::with_stream(int first) const {
  RandomState other = *this;
  other.counter_ = make_ref<const Counter>(first);
  return other;
}

// Graphs may be built on several threads.
int RandomState::take_stream() const { return __atomic_fetch_add(&counter_->next, 1, __ATOMIC_RELAXED); }

}  // namespace nabla
