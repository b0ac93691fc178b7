#include "support/laws/make.hpp"

namespace nabla::test {

void add_shapes_laws(std::vector<Law>& laws) {
  laws.push_back(reduction("reshape", [](const Expr& x) { return reshape(x, {x.shape()[0], -1}); }, {2, 3, 5}));
  laws.push_back(reduction("transpose", [](const Expr& x) { return transpose(x); }, {2, 3, 5}));
  laws.push_back(reduction("transpose", [](const Expr& x) { return transpose(x, {1, 2, 0}); }, {2, 3, 5}));
  laws.push_back(reduction("transpose", [](const Expr& x) { return transpose(x, {0, 2, 1}); }, {2, 3, 5}));
  laws.push_back(reduction("broadcast_to",
                           [](const Expr& x) {
                             return broadcast_to(x, {7, x.shape()[0], 5});
                           },
                           {3, 1}));
  for (const int k : {0, 1, -2}) {
    laws.push_back(reduction("diagonal", [=](const Expr& x) { return diagonal(x, k); }, {2, 5, 5}));
    laws.back().keeps_nan = k == 0;
    laws.push_back(reduction("diagonal_matrix", [=](const Expr& x) { return diagonal_matrix(x, k); }, {2, 3}));
    laws.push_back(reduction("tri", [=](const Expr& x) { return tril(x, k); }, {2, 3, 5}));
    laws.back().keeps_nan = false;
    laws.push_back(reduction("tri", [=](const Expr& x) { return triu(x, k); }, {2, 3, 5}));
  }
  laws.push_back({"arange", {}, [](const Exprs&) { return arange(1, 3, 0.25, f64); }, false, 0});
  laws.push_back({"arange", {{{3}}}, [](const Exprs& x) { return x[0] * arange(x[0].shape()[0], x[0].dtype()); }});
  laws.push_back({"eye", {}, [](const Exprs&) { return eye(3, 4, f64); }, false, 0});
}

}  // namespace nabla::test
