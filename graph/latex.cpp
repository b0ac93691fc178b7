#include <algorithm>
#include <array>
#include <string_view>

#include <nabla/graph/escape.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/notation.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/graph/tensor_text.hpp>

namespace nabla::detail {
namespace {

template <std::size_t N>
bool is_among(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

constexpr std::array<std::string_view, 33> greek{
    "alpha", "beta",  "gamma", "delta",  "epsilon", "zeta",  "eta",   "theta", "iota", "kappa", "lambda",
    "mu",    "nu",    "xi",    "pi",     "rho",     "sigma", "tau",   "phi",   "chi",  "psi",   "omega",
    "Gamma", "Delta", "Theta", "Lambda", "Xi",      "Pi",    "Sigma", "Phi",   "Psi",  "Omega", "upsilon"};
/// Functions that LaTeX has a command for.
constexpr std::array<std::string_view, 13> functions{"exp",  "log", "sin", "cos", "tan", "sinh", "cosh",
                                                     "tanh", "max", "min", "det", "arg", "gcd"};

/// Any text, as text: nothing in it is a command.
std::string escaped_text(const std::string& text) {
  std::string out;
  for (const char c : escaped(text)) {
    if (std::string_view("{}$&#_%").find(c) != std::string_view::npos)
      (out += '\\') += c;
    else if (c == '\\')
      out += "\\textbackslash{}";
    else if (c == '^')
      out += "\\textasciicircum{}";
    else if (c == '~')
      out += "\\textasciitilde{}";
    else
      out += c;
  }
  return out;
}

bool is_letter(char c) { return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z'); }
bool is_digit(char c) { return '0' <= c && c <= '9'; }

std::string letters(const std::string& word) {
  if (is_among(greek, word)) return "\\" + word;
  return word.size() == 1 ? word : "\\mathrm{" + word + "}";
}

/// "W1" and "theta_max" as W_{1} and \theta_{\mathrm{max}}; empty for what is no such word.
std::string symbol(const std::string& name) {
  const auto head = static_cast<std::size_t>(std::ranges::find_if_not(name, is_letter) - name.begin());
  if (head == 0) return "";
  std::string rest = name.substr(head);
  if (rest.starts_with('_')) rest.erase(0, 1);
  const bool number = std::ranges::all_of(rest, is_digit), word = std::ranges::all_of(rest, is_letter);
  if (head < name.size() && (rest.empty() || !(number || word))) return "";
  return letters(name.substr(0, head)) + (rest.empty() ? "" : "_{" + (number ? rest : letters(rest)) + "}");
}

/// The name that grad() gives, "dloss/dW1", as a derivative; empty for any other.
std::string derivative(const std::string& name) {
  const std::size_t slash = name.find("/d");
  if (!name.starts_with('d') || slash == std::string::npos) return "";
  const std::string of = symbol(name.substr(1, slash - 1)), by = symbol(name.substr(slash + 2));
  return of.empty() || by.empty() ? "" : "\\frac{\\partial " + of + "}{\\partial " + by + "}";
}

std::string in_parentheses(const std::string& text) { return "\\left(" + text + "\\right)"; }
std::string at_least(const Formula& x, Level level) { return x.level < level ? in_parentheses(x.text) : x.text; }

class LatexNotation final : public Notation {
 public:
  std::string name(const std::string& name, std::size_t number) const override {
    std::string text = symbol(name);
    if (text.empty()) text = derivative(name);
    if (text.empty()) text = "\\text{" + escaped_text(name) + "}";
    return number > 1 ? "{" + text + "}^{(" + std::to_string(number) + ")}" : text;
  }

  Formula constant(const Expr& x) const override {
    const View view = leaf_as<Constant>(x)->value().view();
    std::string text = constant_text(view);
    const Level level = text.starts_with('-') ? Level::Sign : Level::Atom;
    if (text == "inf" || text == "-inf") return {text.replace(text.find("inf"), 3, "\\infty"), level};
    if (view.rank() > 0 || is_letter(text[0])) return {"\\text{" + escaped_text(text) + "}"};
    if (const std::size_t e = text.find('e'); e != std::string::npos)
      return {text.substr(0, e) + " \\cdot 10^{" + std::to_string(std::stoi(text.substr(e + 1))) + "}", Level::Product};
    return {std::move(text), level};
  }

  Formula size(const std::string& dim) const override {
    const std::string text = symbol(dim);
    return {text.empty() ? "\\text{" + escaped_text(dim) + "}" : text};
  }

  Formula operation(const Expr& x, std::span<const Formula> operands) const override {
    const std::string_view op = x->op().name();
    if (op == "matmul")
      return joined(transposed(operands[0], has_flag(x, "transpose_a")), " \\, ",
                    transposed(operands[1], has_flag(x, "transpose_b")), Level::Product);
    if (op == "div") return {"\\frac{" + operands[0].text + "}{" + operands[1].text + "}", Level::Power};
    if (op == "mul" && (x->operands()[0].rank() == 0 || x->operands()[1].rank() == 0))
      return joined(operands[0], " \\cdot ", operands[1], Level::Product);
    if (const Infix* const infix = infix_of(x)) return joined(operands[0], infix->latex, operands[1], infix->level);
    if (op == "neg") return {"-" + unsigned_text(operands[0], Level::Power), Level::Sign};
    if (op == "logical_not") return {"\\lnot " + at_least(operands[0], Level::Not), Level::Not};
    if (op == "pow") return raised(operands[0], operands[1].text);
    if (op == "square") return raised(operands[0], "2");
    if (op == "sqrt") return {"\\sqrt{" + operands[0].text + "}"};
    if (op == "abs") return {"\\left|" + operands[0].text + "\\right|"};
    if (is_matrix_transpose(x)) return transposed(operands[0], true);
    return call(x, operands);
  }

 private:
  /// A sign does not stand behind an operator: a - (-b).
  static std::string unsigned_text(const Formula& x, Level level) {
    return x.text.starts_with('-') ? in_parentheses(x.text) : at_least(x, level);
  }
  static Formula joined(const Formula& a, const std::string& infix, const Formula& b, Level level) {
    const Formula right{b.text.starts_with('-') ? in_parentheses(b.text) : b.text,
                        b.text.starts_with('-') ? Level::Atom : b.level};
    return join(a, infix, right, level, in_parentheses);
  }
  static Formula raised(const Formula& base, const std::string& exponent) {
    return {at_least(base, Level::Atom) + "^{" + exponent + "}", Level::Power};
  }
  static Formula transposed(const Formula& x, bool is) { return is ? raised(x, "\\top") : x; }

  static Formula call(const Expr& x, std::span<const Formula> operands) {
    const std::string op(x->op().name());
    std::string list;
    for (const Formula& operand : operands) list += (list.empty() ? "" : ", ") + operand.text;
    if (const std::string attributes = brief_attributes(x->op()); !attributes.empty())
      list += (list.empty() ? "" : ", ") + ("\\text{" + escaped_text(attributes) + "}");
    const std::string function = is_among(functions, op) ? "\\" + op : "\\operatorname{" + escaped_text(op) + "}";
    return {function + in_parentheses(list)};
  }
};

}  // namespace

const Notation& latex_notation() {
  static const LatexNotation notation;
  return notation;
}

}  // namespace nabla::detail
