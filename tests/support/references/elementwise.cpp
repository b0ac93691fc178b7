#include "support/references/make.hpp"

namespace nabla::test {

namespace {

const std::vector<Reference> arithmetic{
    of_one("abs", abs, 0),
    of_one(
        "neg", [](const Operand& x) { return -x; }, 0),
    of_one("reciprocal", reciprocal, 0.501),
    of_one("rsqrt", rsqrt, 2),
    of_one("sign", sign, 0),
    of_one("sqrt", sqrt, 0.501),
    of_one("square", square, 0.501),
    of_two("add", operator+, 0.501),
    of_two("div", operator/, 0.501),
    of_two("floor_divide", floor_divide, 2),
    of_two("maximum", maximum, 0),
    of_two("minimum", minimum, 0),
    of_two("mod", mod, 0.501),
    of_two("mul", operator*, 0.501),
    of_two("pow", pow, 1),
    of_two("sub", operator-, 0.501),
};

const std::vector<Reference> roundings{
    of_one("ceil", ceil, 0),
    of_one("floor", floor, 0),
    of_one("round", round, 0),
    of_one("trunc", trunc, 0),
};

const std::vector<Reference> logarithms{
    of_one("exp", exp, 1),           of_one("exp2", exp2, 1.5),
    of_one("expm1", expm1, 2),       of_one("log", log, 1.5),
    of_one("log10", log10, 2),       of_one("log1mexp", log1mexp, 2.5),
    of_one("log1p", log1p, 1.5),     of_one("log2", log2, 2),
    of_one("logit", logit, 2),       of_two("logaddexp", logaddexp, 4, 1),
    of_two("xlog1py", xlog1py, 2.5), of_two("xlogy", xlogy, 2.5),
};

const std::vector<Reference> circular{
    of_one("acos", acos, 2.5), of_one("asin", asin, 2.5), of_one("atan", atan, 2.8), of_one("cos", cos, 2.5),
    of_one("sin", sin, 2.5),   of_one("tan", tan, 3),     of_two("atan2", atan2, 1),
};

const std::vector<Reference> hyperbolic{
    of_one("acosh", acosh, 2.5), of_one("asinh", asinh, 2), of_one("atanh", atanh, 2),
    of_one("cosh", cosh, 2),     of_one("sinh", sinh, 2.1), of_one("log_cosh", log_cosh, 3.1),
};

template <int n>
Expr polygamma_of(const Operand& x) {
  return polygamma(n, x);
}

const std::vector<Reference> special{
    of_one("digamma", digamma, 1, 0.01),
    of_one("erf", erf, 1.5),
    of_one("erfc", erfc, 4),
    of_one("erfinv", erfinv, 1),
    of_one("lgamma", lgamma, 1),
    of_one("polygamma_1", polygamma_of<1>, 1),
    of_one("polygamma_2", polygamma_of<2>, 4, 0.016),  // a thousandth of n! 2^(n + 1), the terms at its first root
    of_one("polygamma_3", polygamma_of<3>, 1),
    of_one("polygamma_8", polygamma_of<8>, 4, 2e4),
};

}  // namespace

void add_elementwise_references(std::vector<Reference>& references) {
  for (const auto& list : {arithmetic, roundings, logarithms, circular, hyperbolic, special})
    references.insert(references.end(), list.begin(), list.end());
}

}  // namespace nabla::test
