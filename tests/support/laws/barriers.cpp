#include "support/laws/make.hpp"

namespace nabla::test {

// A barrier's gradient is not the derivative, unless it lets the cotangent pass.
void add_barriers_laws(std::vector<Law>& laws) {
  laws.push_back(unary("stop_gradient", stop_gradient));
  laws.back().orders = 0;
  laws.push_back(unary("zero_gradient", zero_gradient));
  laws.back().orders = 0;
  laws.push_back({"clip_gradient", {{{2, 3}}}, [](const Exprs& x) { return clip_gradient(x[0], -100, 100); }});
  const auto by_one = [](const Exprs& x) { return scale_gradient(x[0], 1); };
  laws.push_back({"scale_gradient", {{{2, 3}}}, by_one});
  const auto by_row = [](const Exprs& x) { return scale_gradient(x[0], stop_gradient(x[1])); };
  laws.push_back({"scale_gradient", {{{2, 3}}, {{3}}}, by_row, false, 0});

  const auto small = [](const Exprs& x) { return check(x[0], less(x[1], 100), "it is small"); };
  laws.push_back({"check", {{{2, 3}}, {{5}}}, small, false, 0});
  laws.push_back({"check", {{{2, 3}}}, [](const Exprs& x) { return check(x[0], less(x[0], 100), "small"); }, false});
  laws.push_back({"check", {{{2, 3}}}, [](const Exprs& x) { return check(less(x[0], 100), "small"); }, false, 0});
  // Numeric differentiation would print hundreds of lines: tests/ops/print_test.cpp does it.
  laws.push_back({"print", {{{2}}}, [](const Exprs& x) { return print("a law's x", x[0]); }, true, 0});
}

}  // namespace nabla::test
