#include <nabla/graph/formula.hpp>

#include <algorithm>
#include <map>
#include <random>

#include <nabla/autodiff/grad.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/small_stack.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

Expr scalar(const char* name) { return input(name, f64, {}); }
Expr matrix(const char* name) { return input(name, f32, {3, 3}); }

/// Reads what pp() writes by the rules of Python's grammar, and gives it back with every operation in brackets.
class Reader {
 public:
  explicit Reader(std::string text) : rest_(std::move(text)) {}
  std::string all() {
    std::string tree = binary(0);
    return rest_.empty() ? tree : "more: " + rest_;
  }

 private:
  bool take(const std::string& token) {
    if (!rest_.starts_with(token)) return false;
    rest_.erase(0, token.size());
    return true;
  }
  std::string binary(int level) {
    static const std::vector<std::vector<std::string>> levels{{" or "},
                                                              {" and "},
                                                              {},
                                                              {" == ", " != ", " <= ", " >= ", " < ", " > "},
                                                              {" + ", " - "},
                                                              {" @ ", " * ", " / ", " // ", " % "}};
    if (level == 6) return sign();
    if (level == 2) return take("not ") ? "[not " + binary(2) + "]" : binary(3);
    std::string left = binary(level + 1);
    for (bool again = true; again;) {
      again = false;
      for (const std::string& token : levels[static_cast<std::size_t>(level)])
        if (take(token)) {
          left = "[" + left + token + binary(level + 1) + "]";
          again = level != 3;  // Python would chain comparisons
          break;
        }
    }
    return left;
  }
  std::string sign() { return take("-") ? "[-" + sign() + "]" : power(); }
  std::string power() {
    const std::string base = atom();
    return take(" ** ") ? "[" + base + " ** " + sign() + "]" : base;
  }
  std::string atom() {
    std::string tree;
    if (take("(")) {
      tree = binary(0);
      if (!take(")")) return "no )";
    } else {
      const auto end = std::find_if_not(rest_.begin(), rest_.end(), [](char c) { return std::isalnum(c); });
      tree.assign(rest_.begin(), end);
      rest_.erase(rest_.begin(), end);
    }
    while (take(".T")) tree = "[" + tree + ".T]";
    return tree;
  }

  std::string rest_;
};

/// What the expression is, every operation in brackets.
std::string tree(const Expr& x) {
  static const std::map<std::string_view, std::string> infix{{"add", " + "}, {"sub", " - "},    {"mul", " * "},
                                                             {"div", " / "}, {"matmul", " @ "}, {"pow", " ** "},
                                                             {"mod", " % "}};
  const auto operands = x->operands();
  if (operands.empty()) return x.name();
  if (x->op().name() == "neg") return "[-" + tree(operands[0]) + "]";
  if (x->op().name() == "transpose") return "[" + tree(operands[0]) + ".T]";
  return "[" + tree(operands[0]) + infix.at(x->op().name()) + tree(operands[1]) + "]";
}

Expr random_expression(std::mt19937& random, int depth) {
  static const Exprs leaves{matrix("a"), matrix("b"), matrix("c"), matrix("d2")};
  if (depth == 0 || random() % 8 == 0) return leaves[random() % leaves.size()];
  const Expr a = random_expression(random, depth - 1), b = random_expression(random, depth - 1);
  switch (random() % 9) {
    case 0:
      return a + b;
    case 1:
      return a - b;
    case 2:
      return a * b;
    case 3:
      return a / b;
    case 4:
      return matmul(a, b);
    case 5:
      return pow(a, b);
    case 6:
      return -a;
    case 7:
      return mod(a, b);
    default:
      return a->op().name() == "transpose" ? a : transpose(a);
  }
}

/// The text without each pair of parentheses in turn.
std::vector<std::string> without_a_pair(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '(') continue;
    std::size_t j = i;
    for (int open = 0; j < text.size(); ++j)
      if ((open += text[j] == '(' ? 1 : text[j] == ')' ? -1 : 0) == 0) break;
    std::string less = text;
    less.erase(j, 1);
    less.erase(i, 1);
    all.push_back(less);
  }
  return all;
}

}  // namespace

TEST_CASE("a formula has operators, by Python's precedence", "[graph][formula]") {
  const Expr a = scalar("a"), b = scalar("b"), c = scalar("c");
  CHECK(pp(a + b * c) == "a + b * c");
  CHECK(pp((a + b) * c) == "(a + b) * c");
  CHECK(pp(a - (b - c)) == "a - (b - c)");
  CHECK(pp(a - b - c) == "a - b - c");
  CHECK(pp(-pow(a, 2.0)) == "-a ** 2");
  CHECK(pp(pow(-a, b)) == "(-a) ** b");
  CHECK(pp(pow(a, pow(b, c))) == "a ** b ** c");
  CHECK(pp(pow(pow(a, b), c)) == "(a ** b) ** c");
  CHECK(pp(a * -b) == "a * -b");
  CHECK(pp(a / (b * c)) == "a / (b * c)");
  CHECK(pp(square(a + b)) == "(a + b) ** 2");
  CHECK(pp(a * constant(Tensor(-2.5))) == "a * -2.5");
  CHECK(pp(pow(constant(Tensor(-2.5)), a)) == "(-2.5) ** a");
  CHECK(pp(logical_and(less(a, b), logical_not(equal(b, c)))) == "a < b and not b == c");
  CHECK(pp(logical_not(logical_or(less(a, b), less(b, c)))) == "not (a < b or b < c)");
  CHECK(pp(exp(a + b) / maximum(a, 0.0)) == "exp(a + b) / maximum(a, 0)");
}

TEST_CASE("a formula shows products of matrices, biases, attributes and sizes", "[graph][formula]") {
  const Expr x = input("x", f32, {batch, 4}), W = input("W", f32, {4, 3}), b = input("b", f32, {3});
  CHECK(pp(relu(add_bias(matmul(x, W), b))) == "relu(x @ W + b)");
  CHECK(pp(transpose(matmul(x, W))) == "(x @ W).T");
  CHECK(pp(sum(x, 1, keepdims)) == "sum(x, axes = [1], keepdims)");
  CHECK(pp(x / size_of(batch, f32)) == "x / batch");
  CHECK(pp(x * size_of(batch + 1, f32)) == "x * (batch + 1)");
  CHECK(pp(x) == "x");
}

TEST_CASE("what a formula says is the expression, and no parentheses could go", "[graph][formula]") {
  std::mt19937 random(3);
  for (int i = 0; i < 300; ++i) {
    const Expr x = random_expression(random, 4);
    const std::string text = pp(x, {.max_operations = 200}), want = tree(x);
    INFO(text);
    REQUIRE(Reader(text).all() == want);
    for (const std::string& less : without_a_pair(text)) REQUIRE(Reader(less).all() != want);
  }
}

TEST_CASE("named values, and what is used again, have a line", "[graph][formula]") {
  const Expr x = input("x", f32, {batch, 4}), y = input("y", f32, {batch, 3});
  const Expr W = input("W1", f32, {4, 3}), b = input("b", f32, {3}), scale = named(constant(Tensor(0.5F)), "scale");
  const Expr h = named(tanh(add_bias(matmul(x, W), b)), "h");
  const Expr error = h * scale - y;
  CHECK(pp(named(sum(error * error + exp(h)), "loss")) ==
        R"(loss = sum(t1 * t1 + exp(h), axes = [0, 1])
  where t1 = h * scale - y
        h = tanh(x @ W1 + b)
        scale = 0.5)");
  CHECK(pp(named(sum(error * error + exp(h)), "loss"), {.max_lines = 1})
            .ends_with("  where t1 = h * scale - y\n        ..."));
  CHECK(to_latex(named(sum(error * error + exp(h)), "loss")) ==
        R"(\begin{aligned}
&\mathrm{loss} = \operatorname{sum}\left(t_{1} \odot t_{1} + \exp\left(h\right), \text{axes = [0, 1]}\right) \\
&t_{1} = h \cdot \mathrm{scale} - y \\
&h = \tanh\left(x \, W_{1} + b\right) \\
&\mathrm{scale} = 0.5
\end{aligned})");
}

TEST_CASE("names made up are no user's, and equal names are told apart", "[graph][formula]") {
  const Expr t1 = scalar("t1"), x = scalar("x"), other = scalar("x");
  const Expr long_one = exp(x) + other * t1;
  CHECK(pp(long_one * long_one) == "t2 * t2\n  where t2 = exp(x) + x#2 * t1");
  CHECK(to_latex(x + other) == "x + {x}^{(2)}");
  CHECK(pp(scalar("a b") + scalar("and") + scalar("\"\n")) == R"("a b" + "and" + "\"\n")");
}

TEST_CASE("LaTeX has fractions, roots, powers and Greek letters", "[graph][formula]") {
  const Expr a = scalar("a"), b = scalar("b"), theta = scalar("theta_max"), A = matrix("A"), B = matrix("beta");
  CHECK(to_latex((a + b) / sqrt(theta)) == R"(\frac{a + b}{\sqrt{\theta_{\mathrm{max}}}})");
  CHECK(to_latex(square(a / b)) == R"(\left(\frac{a}{b}\right)^{2})");
  CHECK(to_latex(pow(a, b + 1.0)) == "a^{b + 1}");
  CHECK(to_latex(a - (-b)) == R"(a - \left(-b\right))");
  CHECK(to_latex(a * (b + a)) == R"(a \cdot \left(b + a\right))");
  CHECK(to_latex(A * B) == R"(A \odot \beta)");
  CHECK(to_latex(matmul(transpose(A), B + A)) == R"(A^{\top} \, \left(\beta + A\right))");
  CHECK(to_latex(abs(a) + 1e-12) == R"(\left|a\right| + 1 \cdot 10^{-12})");
  CHECK(to_latex(a * 1e-12) == R"(a \cdot \left(1 \cdot 10^{-12}\right))");
  CHECK(to_latex(-constant(Tensor(std::numeric_limits<double>::infinity()))) == R"(-\infty)");
  CHECK(to_latex(logsumexp(A, 1)) == R"(\operatorname{logsumexp}\left(A, \text{axis = 1}\right))");
  CHECK(to_latex(grad(named(square(a), "loss"), a)) ==
        R"(\frac{\partial \mathrm{loss}}{\partial a} = 1 \cdot \left(2 \cdot a\right))");
}

TEST_CASE("no name breaks out of LaTeX", "[graph][formula]") {
  CHECK(
      to_latex(scalar("a}\\input{x}$%#&_^~\n")) ==
      R"(\text{a\}\textbackslash{}\textbackslash{}input\{x\}\$\%\#\&\_\textasciicircum{}\textasciitilde{}\textbackslash{}n})");
  CHECK(to_latex(scalar("W_") + scalar("1a")) == R"(\text{W\_} + \text{1a})");
}

TEST_CASE("formulas of shared nodes and of 300,000 deep ones grow with the graph", "[graph][formula]") {
  Expr x = scalar("x");
  for (int i = 0; i < 64; ++i) x = x + x * x;
  CHECK(pp(x).size() < 64 * 40);
  CHECK(to_latex(x).size() < 64 * 80);
  std::string text;
  on_small_stack([&] {
    Expr y = scalar("y");
    for (int i = 0; i < 300'000; ++i) y = exp(y);
    text = pp(y);
  });
  CHECK(std::count(text.begin(), text.end(), '\n') == 299'999 / 30);
  CHECK(text.size() < 2'000'000);
}
