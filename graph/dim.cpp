#include <nabla/graph/dim.hpp>

#include <algorithm>
#include <charconv>
#include <limits>
#include <ostream>

#include <nabla/graph/error.hpp>

namespace nabla {
namespace {

using Term = Dim::Term;

std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) throw Error("a size overflows 64 bits");
  return sum;
}

std::int64_t checked_multiply(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) throw Error("a size overflows 64 bits");
  return product;
}

// Higher degrees first, then by name, the constant last: the order in which polynomials are written.
bool before(const Term& a, const Term& b) {
  if (a.symbols.size() != b.symbols.size()) return a.symbols.size() > b.symbols.size();
  return a.symbols < b.symbols;
}

std::vector<Term> merge_equal(std::vector<Term> terms) {
  std::sort(terms.begin(), terms.end(), before);
  std::vector<Term> merged;
  for (Term& term : terms) {
    if (!merged.empty() && merged.back().symbols == term.symbols)
      merged.back().coefficient = checked_add(merged.back().coefficient, term.coefficient);
    else
      merged.push_back(std::move(term));
  }
  std::erase_if(merged, [](const Term& term) { return term.coefficient == 0; });
  return merged;
}

bool is_identifier(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || digit(c); });
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Dim parse_factor(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return Dim(number);
  return Dim(text);
}

}  // namespace

bool Bindings::bind(std::string_view symbol, std::int64_t size) {
  if (const auto bound = find(symbol)) return *bound == size;
  sizes_.emplace_back(symbol, size);
  return true;
}

std::optional<std::int64_t> Bindings::find(std::string_view symbol) const {
  for (const auto& [name, size] : sizes_)
    if (name == symbol) return size;
  return std::nullopt;
}

Dim::Dim(std::string_view symbol) {
  if (!is_identifier(symbol))
    throw Error("a symbolic size is named like a variable (letters, digits, _), not \"" + std::string(symbol) + "\"");
  terms_ = make_ref<const Polynomial>(std::vector<Term>{{1, {std::string(symbol)}}});
}

Dim Dim::from_terms(std::vector<Term> terms) {
  terms = merge_equal(std::move(terms));
  Dim dim;
  if (terms.empty()) return dim;
  if (terms.size() == 1 && terms[0].symbols.empty()) return Dim(terms[0].coefficient);
  dim.terms_ = make_ref<const Polynomial>(std::move(terms));
  return dim;
}

std::vector<Term> Dim::terms() const {
  if (terms_) return terms_->terms;
  if (constant_ == 0) return {};
  return {{constant_, {}}};
}

std::string_view Dim::symbol() const {
  if (!terms_ || terms_->terms.size() != 1) return {};
  const Term& term = terms_->terms[0];
  return term.coefficient == 1 && term.symbols.size() == 1 ? std::string_view(term.symbols[0]) : std::string_view();
}

std::int64_t Dim::evaluate(const Bindings& bindings) const {
  if (!terms_) return constant_;
  std::int64_t sum = 0;
  for (const Term& term : terms_->terms) {
    std::int64_t product = term.coefficient;
    for (const std::string& symbol : term.symbols) {
      const auto size = bindings.find(symbol);
      if (!size) throw Error("the size \"" + symbol + "\" is not bound: no input has an axis of just that size");
      product = checked_multiply(product, *size);
    }
    sum = checked_add(sum, product);
  }
  if (sum < 0) throw Error("the size " + to_string(*this) + " is negative: " + std::to_string(sum));
  return sum;
}

Dim operator+(const Dim& a, const Dim& b) {
  if (a.is_constant() && b.is_constant()) return Dim(checked_add(a.constant_, b.constant_));
  std::vector<Term> terms = a.terms();
  for (Term& term : b.terms()) terms.push_back(std::move(term));
  return Dim::from_terms(std::move(terms));
}

Dim operator-(const Dim& a, const Dim& b) { return a + Dim(-1) * b; }

Dim operator*(const Dim& a, const Dim& b) {
  if (a.is_constant() && b.is_constant()) return Dim(checked_multiply(a.constant_, b.constant_));
  std::vector<Term> terms;
  for (const Term& x : a.terms())
    for (const Term& y : b.terms()) {
      Term product{checked_multiply(x.coefficient, y.coefficient), x.symbols};
      product.symbols.insert(product.symbols.end(), y.symbols.begin(), y.symbols.end());
      std::sort(product.symbols.begin(), product.symbols.end());
      terms.push_back(std::move(product));
    }
  return Dim::from_terms(std::move(terms));
}

std::optional<Dim> divide(const Dim& a, const Dim& b) {
  const std::vector<Term> divisor = b.terms();
  if (a == b && !divisor.empty()) return Dim(1);
  if (divisor.size() != 1) return std::nullopt;
  std::vector<Term> quotient;
  for (const Term& term : a.terms()) {
    if (divisor[0].coefficient == -1 && term.coefficient == std::numeric_limits<std::int64_t>::min())
      return std::nullopt;
    Term q{term.coefficient / divisor[0].coefficient, {}};
    std::set_difference(term.symbols.begin(), term.symbols.end(), divisor[0].symbols.begin(), divisor[0].symbols.end(),
                        std::back_inserter(q.symbols));
    const bool exact = q.coefficient * divisor[0].coefficient == term.coefficient &&
                       q.symbols.size() + divisor[0].symbols.size() == term.symbols.size();
    if (!exact) return std::nullopt;
    quotient.push_back(std::move(q));
  }
  return Dim::from_terms(std::move(quotient));
}

bool operator==(const Dim& a, const Dim& b) {
  if (a.terms_ == b.terms_) return a.terms_ || a.constant_ == b.constant_;
  return a.terms_ && b.terms_ && a.terms_->terms == b.terms_->terms;
}

std::string to_string(const Dim& dim) {
  if (dim.is_constant()) return std::to_string(dim.constant());
  std::string text;
  for (const Term& term : dim.terms()) {
    const bool negative = term.coefficient < 0;
    if (!text.empty()) text += negative ? " - " : " + ";
    if (text.empty() && negative) text += "-";
    const std::string size = std::to_string(term.coefficient).substr(negative ? 1 : 0);
    std::string product = size == "1" && !term.symbols.empty() ? "" : size;
    for (const std::string& symbol : term.symbols) product += (product.empty() ? "" : "*") + symbol;
    text += product;
  }
  return text;
}

Dim parse_dim(std::string_view text) {
  Dim sum(0);
  text = trim(text);
  bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  while (true) {
    const std::size_t end = std::min(text.find_first_of("+-"), text.size());
    Dim product(negative ? -1 : 1);
    std::string_view term = text.substr(0, end);
    while (true) {
      const std::size_t star = std::min(term.find('*'), term.size());
      product = product * parse_factor(trim(term.substr(0, star)));
      if (star == term.size()) break;
      term.remove_prefix(star + 1);
    }
    sum = sum + product;
    if (end == text.size()) return sum;
    negative = text[end] == '-';
    text.remove_prefix(end + 1);
  }
}

std::ostream& operator<<(std::ostream& out, const Dim& dim) { return out << to_string(dim); }

}  // namespace nabla
