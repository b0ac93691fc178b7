#include <nabla/graph/notation.hpp>

#include <algorithm>
#include <map>
#include <string_view>

#include <nabla/graph/escape.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/graph/tensor_text.hpp>

namespace nabla::detail {
namespace {

std::string in_parentheses(const std::string& text) { return "(" + text + ")"; }

std::string at_least(const Formula& x, Level level) { return x.level < level ? in_parentheses(x.text) : x.text; }

class TextNotation final : public Notation {
 public:
  std::string name(const std::string& name, std::size_t number) const override {
    return (is_identifier(name) ? name : quoted(name)) + (number > 1 ? "#" + std::to_string(number) : "");
  }

  Formula constant(const Expr& x) const override {
    std::string text = constant_text(leaf_as<Constant>(x)->value().view());
    const Level level = text.starts_with('-') ? Level::Sign : Level::Atom;
    return {std::move(text), level};
  }

  Formula size(const std::string& dim) const override { return {is_identifier(dim) ? dim : in_parentheses(dim)}; }

  Formula operation(const Expr& x, std::span<const Formula> operands) const override {
    const std::string_view op = x->op().name();
    if (op == "matmul")
      return join(factor(x, operands, 0, "transpose_a"), " @ ", factor(x, operands, 1, "transpose_b"), Level::Product,
                  in_parentheses);
    if (const Infix* const infix = infix_of(x))
      return join(operands[0], infix->text, operands[1], infix->level, in_parentheses);
    if (op == "neg") return {"-" + at_least(operands[0], Level::Sign), Level::Sign};
    if (op == "logical_not") return {"not " + at_least(operands[0], Level::Not), Level::Not};
    if (op == "pow") return power(operands[0], operands[1]);
    if (op == "square") return power(operands[0], {"2"});
    if (is_matrix_transpose(x)) return transposed(operands[0], ".T");
    return call(x, operands);
  }

 private:
  static Formula transposed(const Formula& x, const char* suffix) { return {at_least(x, Level::Atom) + suffix}; }
  /// Of a matrix product; the matrices of a stack are transposed by numpy's .mT.
  static Formula factor(const Expr& x, std::span<const Formula> operands, std::size_t i, const char* flag) {
    if (!has_flag(x, flag)) return operands[i];
    return transposed(operands[i], x->operands()[i].rank() == 2 ? ".T" : ".mT");
  }
  /// From the right: a ** b ** c is a ** (b ** c), and -a ** b is -(a ** b).
  static Formula power(const Formula& base, const Formula& exponent) {
    return {at_least(base, Level::Atom) + " ** " + at_least(exponent, Level::Sign), Level::Power};
  }
  static Formula call(const Expr& x, std::span<const Formula> operands) {
    std::string list;
    for (const Formula& operand : operands) list += (list.empty() ? "" : ", ") + operand.text;
    if (const std::string attributes = brief_attributes(x->op()); !attributes.empty())
      list += (list.empty() ? "" : ", ") + attributes;
    return {std::string(x->op().name()) + in_parentheses(list)};
  }
};

}  // namespace

const Notation& text_notation() {
  static const TextNotation notation;
  return notation;
}

const Infix* infix_of(const Expr& x) {
  static const std::map<std::string_view, Infix> all{
      {"logical_or", {" or ", " \\lor ", Level::Or}},
      {"logical_and", {" and ", " \\land ", Level::And}},
      {"equal", {" == ", " = ", Level::Comparison}},
      {"not_equal", {" != ", " \\neq ", Level::Comparison}},
      {"less", {" < ", " < ", Level::Comparison}},
      {"less_equal", {" <= ", " \\leq ", Level::Comparison}},
      {"greater", {" > ", " > ", Level::Comparison}},
      {"greater_equal", {" >= ", " \\geq ", Level::Comparison}},
      {"add", {" + ", " + ", Level::Sum}},
      {"add_bias", {" + ", " + ", Level::Sum}},
      {"sub", {" - ", " - ", Level::Sum}},
      {"mul", {" * ", " \\odot ", Level::Product}},
      {"div", {" / ", " / ", Level::Product}},
      {"mod", {" % ", " \\bmod ", Level::Product}},
      {"floor_divide", {" // ", " \\mathbin{//} ", Level::Product}},
  };
  const auto found = all.find(x->op().name());
  return found == all.end() || x->operands().size() != 2 ? nullptr : &found->second;
}

Formula join(const Formula& a, const std::string& infix, const Formula& b, Level level,
             std::string (*parenthesized)(const std::string&)) {
  // a < b < c would mean something else in Python, and (a + b) + c is not a + (b + c) in floating-point numbers.
  const bool left = a.level < level || (level == Level::Comparison && a.level == level);
  return {(left ? parenthesized(a.text) : a.text) + infix + (b.level <= level ? parenthesized(b.text) : b.text), level};
}

bool is_matrix_transpose(const Expr& x) { return x->op().name() == "transpose" && x.rank() == 2; }

bool has_flag(const Expr& x, const char* name) {
  return std::ranges::any_of(x->op().attrs(),
                             [&](const AttrText& attr) { return attr.name == name && attr.value == "true"; });
}

bool is_identifier(const std::string& name) {
  const auto is_letter = [](unsigned char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c >= 0x80;
  };
  if (name == "and" || name == "or" || name == "not") return false;
  if (name.empty() || !is_letter(static_cast<unsigned char>(name[0])) || escaped(name) != name) return false;
  return std::ranges::all_of(name, [&](unsigned char c) { return is_letter(c) || ('0' <= c && c <= '9') || c == '.'; });
}

}  // namespace nabla::detail
