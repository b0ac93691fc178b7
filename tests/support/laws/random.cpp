#include "support/laws/make.hpp"

namespace nabla::test {
namespace {

/// A state of its own for each application, so that the numbers are always the same.
RandomState state() { return RandomState(constant(Tensor::from_vector<std::int64_t>({2}, {5, 3}))); }

}  // namespace

void add_random_laws(std::vector<Law>& laws) {
  const auto uniform = [](const Exprs& x) {
    return random_uniform(state(), x[0].shape(), {.low = x[0], .high = x[1]});
  };
  laws.push_back({"random_uniform", {{{2, 3}, -2, 0}, {{2, 3}, 1, 2}}, uniform});
  laws.push_back({"random_uniform", {{{2, 3}, -2, 0}, {{3}, 1, 2}}, uniform});
  const auto add_normal = [&](const char* name, auto draw) {
    const auto normal = [draw](const Exprs& x) {
      return draw(state(), x[0].shape(), {.mean = x[0], .stddev = x[1]}, Where{});
    };
    laws.push_back({name, {{{2, 3}}, {{2, 3}, 0.1, 2}}, normal});
    laws.push_back({name, {{{2, 3}}, {{}, 0.1, 2}}, normal});
  };
  using Normal = Expr (*)(const RandomState&, const Shape&, const NormalOptions&, Where);
  add_normal("random_normal", Normal(random_normal));
  add_normal("random_truncated_normal", Normal(random_truncated_normal));
  laws.push_back({"random_gumbel", {{{2, 3}}}, [](const Exprs& x) {
                    return x[0] + random_gumbel(state(), x[0].shape(), x[0].dtype());
                  }});
  laws.push_back({"bernoulli", {{{2, 3}, 0, 1}}, [](const Exprs& x) { return bernoulli(state(), x[0]); }, false, 0});
  laws.push_back({"bernoulli", {{{2, 3}}}, [](const Exprs& x) { return dropout(state(), x[0], 0.5); }, false});
  laws.push_back({"random_permutation",
                  {{{2, 3}}},
                  [](const Exprs& x) { return random_permutation(state(), x[0].shape()[1]); },
                  false,
                  0});
}

}  // namespace nabla::test
