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
  laws.push_back({"eye", {}, [](const Exprs&) { return eye(3, 4, f64); }, false, 0});
}

}  // namespace nabla::test
