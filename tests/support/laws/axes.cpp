#include <limits>

#include "support/laws/make.hpp"

namespace nabla::test {

void add_axes_laws(std::vector<Law>& laws) {
  for (const Axes& axes : {Axes(), Axes(0), Axes(1), Axes(-1), Axes{0, 2}, Axes{0, 1}, Axes{1, 2}})
    for (const Keepdims keep : {Keepdims{false}, keepdims}) {
      const auto over = [&](const char* name, Expr (*f)(const Operand&, const Axes&, Keepdims), int orders = 2) {
        laws.push_back(reduction(
            name, [=](const Expr& x) { return f(x, axes, keep); }, {2, 3, 5}, orders));
      };
      over("sum", sum);
      over("max", max);
      over("argmax", argmax, 0);
      over("min", min);
      over("argmin", argmin, 0);
      for (const double order : {2.0, 1.0, 3.0, 1.5, std::numeric_limits<double>::infinity()})
        laws.push_back(reduction("norm", [=](const Expr& x) { return norm(x, axes, keep, order); }, {2, 3, 5}));
      for (const auto truth : {all, any})
        laws.push_back({truth == all ? "all" : "any",
                        {{.sizes = {2, 3, 5}, .low = 0, .high = truth == all ? 3 : 0.7, .boolean = true}},
                        [=](const Exprs& x) { return truth(x[0], axes, keep); },
                        false,
                        0});
      over("prod", prod);
      laws.back().keeps_nan = true;
    }
  for (const int axis : {0, 1, -1}) {
    laws.push_back(reduction("softmax", [=](const Expr& x) { return softmax(x, axis); }, {2, 3, 5}));
    laws.push_back(reduction("log_softmax", [=](const Expr& x) { return log_softmax(x, axis); }, {2, 3, 5}));
    laws.push_back(reduction("logsumexp", [=](const Expr& x) { return logsumexp(x, axis); }, {2, 3, 5}));
    laws.push_back(reduction("logsumexp", [=](const Expr& x) { return logsumexp(x, axis, keepdims); }, {2, 3, 5}));
  }
  for (const int axis : {0, 1, -1})
    for (const bool reverse : {false, true}) {
      for (const bool exclusive : {false, true}) {
        const Cumulative how{reverse, exclusive};
        laws.push_back(reduction("cumsum", [=](const Expr& x) { return cumsum(x, axis, how); }, {2, 3, 5}));
        laws.back().keeps_nan = reverse || !exclusive;  // else the last entry does not count
        laws.push_back(reduction("cumprod", [=](const Expr& x) { return cumprod(x, axis, how); }, {2, 3, 5}));
        laws.back().keeps_nan = reverse || !exclusive;
      }
      laws.push_back({"linear_recurrence", {{{2, 3, 5}}, {{2, 3, 5}}}, [=](const Exprs& x) {
                        return linear_recurrence(x[0], x[1], axis, reverse);
                      }});
      laws.back().keeps_nan = reverse;
    }
  laws.push_back(reduction(
      "first_max",
      [](const Expr& x) {
        return first_max(x, {0, 2});
      },
      {2, 3, 5}, 0));
  laws.push_back(reduction(
      "first_min",
      [](const Expr& x) {
        return first_min(x, {0, 2});
      },
      {2, 3, 5}, 0));
  for (const int axis : {0, 1, -1})
    laws.push_back(reduction("prod_of_others", [=](const Expr& x) { return prod_of_others(x, axis); }, {2, 3, 4}));
}

}  // namespace nabla::test
