#include "support/laws/make.hpp"

namespace nabla::test {

void add_products_laws(std::vector<Law>& laws) {
  const auto product = [](const Exprs& x) { return matmul(x[0], x[1]); };
  const auto flipped = [](const Exprs& x) { return matmul(transpose(x[0]), x[1]); };
  const auto flipped_right = [](const Exprs& x) { return matmul(x[0], transpose(x[1])); };
  const auto both = [](const Exprs& x) { return matmul(transpose(x[0]), transpose(x[1])); };
  laws.push_back({"matmul", {{{2, 3}}, {{3, 5}}}, product});
  laws.push_back({"matmul", {{{3, 2}}, {{3, 5}}}, flipped});
  laws.push_back({"matmul", {{{2, 3}}, {{5, 3}}}, flipped_right});
  laws.push_back({"matmul", {{{3, 2}}, {{5, 3}}}, both});
  laws.push_back({"matmul", {{{3}}, {{3, 5}}}, product});
  laws.push_back({"matmul", {{{2, 3}}, {{3}}}, product});
  laws.push_back({"matmul", {{{3}}, {{3}}}, product});
  laws.push_back({"matmul", {{{2, 7, 3}}, {{3, 5}}}, product});
  laws.push_back({"matmul", {{{2, 7, 3}}, {{2, 3, 5}}}, product});
  laws.push_back({"matmul", {{{2, 3}}, {{7, 3, 5}}}, product});
  laws.push_back({"matmul", {{{4, 1, 2, 3}}, {{7, 3, 5}}}, product});
  laws.push_back({"matmul", {{{3}}, {{7, 3, 5}}}, product});
  laws.push_back(
      {"matmul", {{{4, 7, 5, 3}}, {{7, 2, 3}}}, [](const Exprs& x) { return matmul(x[0], matrix_transpose(x[1])); }});
  laws.push_back({"matmul", {{{4, 1, 3, 5}}, {{7, 2, 3}}}, [](const Exprs& x) {
                    return apply(Matmul{true, true}, Where::here(), x[0], x[1]);
                  }});
  laws.push_back({"add_bias", {{{3, 5}}, {{5}}}, [](const Exprs& x) { return add_bias(x[0], x[1]); }});
  laws.push_back({"add_bias", {{{2, 3, 5}}, {{5}}}, [](const Exprs& x) { return add_bias(x[0], x[1]); }});
}

}  // namespace nabla::test
