#include "support/laws/make.hpp"

namespace nabla::test {
namespace {

void add_slices(std::vector<Law>& laws) {
  const auto add = [&](const std::vector<Range>& ranges, bool keeps_nan) {
    laws.push_back(reduction("slice", [=](const Expr& x) { return slice(x, ranges); }, {2, 3, 5}));
    laws.back().keeps_nan = keeps_nan;
  };
  add({{}, {1, {}}}, true);
  add({{}, {}, {-3, {}}}, true);
  add({{}, {0, 2}, {1, -1}}, false);
  add({{{}, {}, -1}, {{}, {}, -1}}, true);
  add({{}, {}, {3, 0, -1}}, false);
  laws.push_back(reduction("slice", [](const Expr& x) { return flip(x); }, {2, 3, 5}));

  const auto set = [](const Exprs& x) { return set_slice(x[0], {{}, {0, x[1].shape()[1]}}, x[1]); };
  laws.push_back({"set_slice", {{{2, 3, 5}}, {{2, 2, 5}}}, set});
  laws.push_back({"set_slice", {{{2, 3, 5}}, {{1, 5}}}, [](const Exprs& x) {
                    return set_slice(x[0], 1, {0, 2}, x[1]);
                  }});
  laws.push_back({"set_slice",
                  {{{3, 5}}, {{}}},
                  [](const Exprs& x) {
                    return set_slice(x[0], {{0, 2}, {{}, -2, -1}}, x[1]);
                  },
                  false});
  laws.push_back({"set_slice", {{{3, 5}}, {{3, 1}}}, [](const Exprs& x) {
                    return add_slice(x[0], {{}, {4, 1, -1}}, x[1]);
                  }});
}

void add_joints(std::vector<Law>& laws) {
  laws.push_back({"concat", {{{2, 3, 5}}, {{2, 1, 5}}, {{2, 7, 5}}}, [](const Exprs& x) { return concat(x, 1); }});
  laws.push_back({"concat", {{{3}}, {{5}}}, [](const Exprs& x) { return concat(x); }});
  laws.push_back({"concat", {{{3, 5}}, {{3, 5}}}, [](const Exprs& x) { return stack(x, -1); }});
  laws.push_back({"concat", {{{3, 5}}, {{3, 2}}}, [](const Exprs& x) { return concat({x[0], x[0], x[1]}, -1); }});

  const auto around = [&](std::function<Expr(const Expr&)> f) { laws.push_back(reduction("pad", f, {2, 3, 5})); };
  around([](const Expr& x) { return pad(x, {{0, 0}, {1, 2}, {3, 0}}); });
  around([](const Expr& x) { return pad(x, {{1, 1}, {0, 0}, {0, 2}}, -0.5); });
  laws.push_back(reduction("roll", [](const Expr& x) { return roll(x, 1, 1); }, {2, 3, 5}));
  laws.push_back(reduction("roll", [](const Expr& x) { return roll(x, {-7, 4}, {2, 0}); }, {2, 3, 5}));
}

void add_gathers(std::vector<Law>& laws) {
  const auto add = [&](int axis, int shared, const Sizes& indices, const Sizes& read, double n) {
    const auto f = [=](const Exprs& x) { return gather(x[0], x[1], axis, shared); };
    laws.push_back({"gather", {{{2, 3, 5}}, {indices, -n, n, true}}, f, false});
    const auto g = [=](const Exprs& x) { return scatter_add(x[0], x[1], x[2], axis, shared); };
    laws.push_back({"scatter_add", {{{2, 3, 5}}, {indices, -n, n, true}, {read}}, g});
  };
  add(0, 0, {7}, {7, 3, 5}, 2);
  add(1, 0, {}, {2, 5}, 3);
  add(1, 0, {7, 4}, {2, 7, 4, 5}, 3);
  add(2, 0, {4}, {2, 3, 4}, 5);
  add(1, 1, {2}, {2, 5}, 3);
  add(1, 1, {2, 7}, {2, 7, 5}, 3);
  add(2, 1, {2, 7}, {2, 3, 7}, 5);
  add(-1, 2, {2, 3, 7}, {2, 3, 7}, 5);
  for (const int axis : {0, 1, 2}) {
    const Sizes sizes{2, 3, 5};
    Sizes read = sizes;
    read[static_cast<std::size_t>(axis)] = 4;
    const auto n = static_cast<double>(sizes[static_cast<std::size_t>(axis)]);
    laws.push_back({"gather",
                    {{sizes}, {read, -n, n, true}},
                    [=](const Exprs& x) { return take_along_axis(x[0], x[1], axis); },
                    false});
    laws.push_back({"scatter_add", {{sizes}, {read, -n, n, true}, {read}}, [=](const Exprs& x) {
                      return add_along_axis(x[0], x[1], x[2], axis);
                    }});
  }
}

void add_orders(std::vector<Law>& laws) {
  for (const int axis : {0, 1, -1})
    for (const Descending order : {Descending{false}, descending}) {
      laws.push_back(reduction(
          "argsort", [=](const Expr& x) { return argsort(x, axis, order); }, {2, 3, 5}, 0));
      laws.push_back(reduction("argsort", [=](const Expr& x) { return sort(x, axis, order); }, {2, 3, 5}));
    }
  laws.push_back(reduction(
      "argsort",
      [](const Expr& x) {
        return apply(Argsort{Dim(2), true}, {}, x);
      },
      {3, 5}, 0));
}

}  // namespace

void add_index_laws(std::vector<Law>& laws) {
  add_slices(laws);
  add_joints(laws);
  add_gathers(laws);
  add_orders(laws);
}

}  // namespace nabla::test
