#include "support/laws/make.hpp"

namespace nabla::test {

void add_activation_laws(std::vector<Law>& laws) {
  for (const auto& [low, high] : {std::pair{0.05, 2.0}, std::pair{-2.0, -0.05}}) {
    laws.push_back(unary("relu", relu, low, high));
    laws.push_back(unary("selu", selu, low, high));
    laws.push_back({"elu", {{{4}, low, high}}, [](const Exprs& x) { return elu(x[0], 0.7); }});
    laws.push_back(unary("softsign", softsign, low, high));  // its second derivative has a kink at 0
  }
  laws.push_back(unary("sigmoid", sigmoid, -6, 6));
  laws.push_back(unary("tanh", tanh));
  laws.push_back(unary("softplus", softplus, -6, 6));
  laws.push_back({"hard_sigmoid", {{{4}, -2.4, 2.4}}, [](const Exprs& x) { return hard_sigmoid(x[0], 0.2); }});
  laws.push_back({"hard_sigmoid", {{{4}, 3.1, 5}}, [](const Exprs& x) { return hard_sigmoid(x[0]); }});
}

}  // namespace nabla::test
