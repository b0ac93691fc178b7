#include "support/laws/make.hpp"

namespace nabla::test {

void add_losses_laws(std::vector<Law>& laws) {
  laws.push_back({"one_hot", {{{3, 2}, 0, 5, true}}, [](const Exprs& x) { return one_hot(x[0], 5, f32); }, false, 0});
  laws.push_back({"sparse_softmax_cross_entropy", {{{3, 5}, -4, 4}, {{3}, 0, 5, true}}, [](const Exprs& x) {
                    return sparse_softmax_cross_entropy(x[0], x[1]);
                  }});
  laws.push_back({"sparse_softmax_cross_entropy", {{{2, 3, 5}, -4, 4}, {{2, 3}, 0, 5, true}}, [](const Exprs& x) {
                    return sparse_softmax_cross_entropy(x[0], x[1]);
                  }});
  laws.push_back({"sigmoid_cross_entropy", {{{3, 5}, -4, 4}, {{3, 5}, 0, 1}}, [](const Exprs& x) {
                    return sigmoid_cross_entropy(x[0], x[1]);
                  }});
  laws.push_back(unary("log_cosh", log_cosh, -4, 4));
  laws.push_back({"softmax_cross_entropy", {{{3, 5}, -4, 4}, {{3, 5}, 0.1, 1}}, [](const Exprs& x) {
                    return softmax_cross_entropy(x[0], x[1]);
                  }});
  for (const Sizes& scale : {Sizes{3}, Sizes{}}) {
    laws.push_back({"sparse_softmax_cross_entropy_slope",
                    {{{3, 5}, -4, 4}, {{3}, 0, 5, true}, {scale}},
                    [](const Exprs& x) { return sparse_softmax_cross_entropy_slope(x[0], x[1], x[2]); }});
    laws.push_back({"softmax_cross_entropy_slope", {{{3, 5}, -4, 4}, {{3, 5}, 0.1, 1}, {scale}}, [](const Exprs& x) {
                      return softmax_cross_entropy_slope(x[0], x[1], x[2]);
                    }});
  }
}

}  // namespace nabla::test
