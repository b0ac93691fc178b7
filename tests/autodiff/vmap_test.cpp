#include <nabla/autodiff/vmap.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/evaluate.hpp"
#include "support/message.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim n{"n"};
const Expr x = input("x", f64, {2, 3}), w = input("w", f64, {3}), xs = input("xs", f64, {n, 2, 3});
const Numbers entries{1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6, 0.5, 1, 1.5, 2, 2.5, 3};
const Feeds feeds{{xs, tensor(f64, {3, 2, 3}, entries)}, {w, tensor(f64, {3}, {1, 10, 100})}};

/// An operation without a batch rule.
struct Reversed {
  static constexpr auto name = "reversed";
  Type infer(const Type& a) const { return a; }
  void eval(const View& a, const Out& y) const {
    const auto from = a.span<double>();
    std::reverse_copy(from.begin(), from.end(), y.as<double>());
  }
  Cotangent pullback(const Expr&, const Expr&, const Expr& dy) const { return apply(Reversed{}, {}, dy); }
};

}  // namespace

TEST_CASE("vmap gives the values for each entry along the further axis") {
  const Expr y = vmap(sum(x * w, 1), {{x, xs}});
  CHECK(to_string(y.type()) == "f64[n, 2]");
  CHECK(numbers(evaluate(y, feeds)) == Numbers{321, 654, -321, -654, 160.5, 327});
}

TEST_CASE("the further axis may be any") {
  const Expr last = input("last", f64, {2, 3, 5});
  CHECK(to_string(vmap(x + w, {{x, last}}, 2).type()) == "f64[5, 2, 3]");
  CHECK(to_string(vmap(x + w, {{x, last}}, -1).type()) == "f64[5, 2, 3]");
}

TEST_CASE("an output that depends on no mapped input is repeated") {
  CHECK(numbers(evaluate(vmap(w, {{x, xs}}), feeds)) == Numbers{1, 10, 100, 1, 10, 100, 1, 10, 100});
}

TEST_CASE("several inputs are mapped together, and an expression in between is one") {
  const Expr h = square(x), ws = input("ws", f64, {n, 3});
  const Expr y = vmap(h * w, {{h, xs}, {w, ws}});
  Feeds more = feeds;
  more.emplace_back(ws, tensor(f64, {3, 3}, {1, 1, 1, 2, 2, 2, 4, 4, 4}));
  CHECK(numbers(evaluate(y, more)) == Numbers{1, 2, 3, 4, 5, 6, -2, -4, -6, -8, -10, -12, 2, 4, 6, 8, 10, 12});
}

TEST_CASE("names and lines survive vmap") {
  const Expr h = named(square(x), "h");
  const Expr y = vmap(sum(h), {{x, xs}});
  const Expr mapped = y->operands()[0];
  CHECK(mapped.name() == "h");
  CHECK(mapped->where().line == h->where().line);
}

TEST_CASE("vmap of a gradient is a gradient for each") {
  const Expr y = vmap(grad(sum(square(x) * w), x), {{x, xs}});
  Numbers want;
  for (std::size_t i = 0; i < entries.size(); ++i) want.push_back(2 * entries[i] * std::pow(10, i % 3));
  CHECK(numbers(evaluate(y, feeds)) == want);
}

TEST_CASE("an operation without a rule is looped, and so are its derivatives") {
  const Expr y = vmap(apply(Reversed{}, {}, x) * x, {{x, xs}});
  CHECK(to_text({y}).find("= loop ") != std::string::npos);
  const nabla::Function f({xs}, {y, grad(sum(y), xs)});
  const std::vector<Tensor> got = f(feeds[0].second);
  CHECK(numbers(got[0]) == Numbers{6, 10, 12, 12, 10, 6, 6, 10, 12, 12, 10, 6, 1.5, 2.5, 3, 3, 2.5, 1.5});
  Numbers twice;
  for (std::size_t i = 0; i < entries.size(); ++i) twice.push_back(2 * entries[i / 6 * 6 + 5 - i % 6]);
  CHECK(numbers(got[1]) == twice);
}

TEST_CASE("loop gives the same values, one after the other") {
  const Expr per = sum(x * w, 1);
  const Expr y = loop(per, {{x, xs}});
  CHECK(to_string(y.type()) == "f64[n, 2]");
  CHECK(numbers(evaluate(y, feeds)) == numbers(evaluate(vmap(per, {{x, xs}}), feeds)));
  // What does not depend on x is computed once, outside.
  const Expr outside = exp(w);
  const Expr z = loop(x * outside, {{x, xs}});
  CHECK(std::ranges::count(z->operands(), outside) == 1);
}

TEST_CASE("a loop is differentiated through its mapped and its other operands, twice") {
  const auto check = [](const Expr& y, const Expr& of) {
    const auto first = [&](const Expr& e) { return grad(sum(exp(e)), of); };
    const Expr looped = loop(y, {{x, xs}}), mapped = vmap(y, {{x, xs}});
    CHECK(difference(numbers(evaluate(first(looped), feeds)), numbers(evaluate(first(mapped), feeds)), 1e-11) == "");
    const auto second = [&](const Expr& e) { return grad(sum(square(first(e))), of); };
    CHECK(difference(numbers(evaluate(second(looped), feeds)), numbers(evaluate(second(mapped), feeds)), 1e-11) == "");
  };
  const Expr y = sum(tanh(x) * w * 0.01, 1);
  check(y, xs);
  check(y, w);
}

TEST_CASE("loops nest, and a loop is mapped over a further axis") {
  const Dim m{"m"};
  const Expr many = input("many", f64, {m, n, 2, 3}), ws = input("ws", f64, {m, 3});
  Numbers more = entries;
  for (const double e : entries) more.push_back(2 * e);
  const Feeds both{{many, tensor(f64, {2, 3, 2, 3}, more)}, {ws, tensor(f64, {2, 3}, {1, 2, 3, 3, 2, 1})}};
  const Expr y = sum(x * w, 1);
  const Expr want = vmap(vmap(y, {{x, xs}}), {{xs, many}, {w, ws}});
  CHECK(numbers(evaluate(vmap(loop(y, {{x, xs}}), {{xs, many}, {w, ws}}), both)) == numbers(evaluate(want, both)));
  CHECK(numbers(evaluate(loop(loop(y, {{x, xs}}), {{xs, many}, {w, ws}}), both)) == numbers(evaluate(want, both)));
}

TEST_CASE("a loop's symbolic sizes may come from outside of its operands") {
  const Dim batch{"batch"};
  const Expr s = input("s", f64, {}), ss = input("ss", f64, {n}), other = input("other", f64, {batch});
  const Expr y = loop(broadcast_to(s, {batch, 2}), {{s, ss}});
  const nabla::Function f({ss, other}, {sum(y) + sum(other)});
  CHECK(f(std::vector<double>{1, 2}, std::vector<double>{0, 0, 0})[0].item<double>() == 18);
}

TEST_CASE("a loop over no entries, and under another dtype") {
  const nabla::Function f({xs, w}, {loop(sum(x * w), {{x, xs}})});
  CHECK(f(Tensor::zeros(f64, {0, 2, 3}), Tensor::zeros(f64, {3}))[0].sizes() == Sizes{0});
  const Expr narrow = input("narrow", f32, {2}), narrows = input("narrows", f32, {4, 2});
  const Expr y = loop(sum(square(narrow)), {{narrow, narrows}});
  CHECK(y->shared_op()->with_dtype(f32, f64)->infer(std::vector<Type>{{f64, {4, 2}}}) == Type{f64, {4}});
}

TEST_CASE("vmap refuses pairs that do not fit") {
  const Expr flat = input("flat", f64, {4, 3}), few = input("few", f64, {5, 3});
  CHECK(message_of([&] {
          vmap(x, {{x, flat}});
        }).find("vmap: f64[4, 3] is not f64[2, 3] with a further axis 0") != std::string::npos);
  CHECK(message_of([&] {
          vmap(x, {{x, xs}}, 3);
        }).find("vmap: f64[n, 2, 3] is not f64[2, 3] with a further axis 3") != std::string::npos);
  CHECK(message_of([&] {
          vmap(x * w, {{x, xs}, {w, few}});
        }).find("vmap: [5, 3] with the further axis in front, not [n, 3]") != std::string::npos);
  CHECK(message_of([&] { vmap(x, {}); }).find("vmap: no input is given the further axis") != std::string::npos);
}
