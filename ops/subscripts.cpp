#include <nabla/ops/subscripts.hpp>

#include <algorithm>

#include <nabla/graph/error.hpp>

namespace nabla::detail {
namespace {

constexpr std::string_view ellipsis = "...";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// What is between two commas: letters, and at most once an ellipsis in front of letter `ellipsis_at`.
struct Term {
  static constexpr std::size_t no_ellipsis = static_cast<std::size_t>(-1);

  Labels letters;
  std::size_t ellipsis_at = no_ellipsis;

  bool has_ellipsis() const { return ellipsis_at != no_ellipsis; }
};

class Parser {
 public:
  Parser(std::string_view text, const std::vector<std::size_t>& ranks) : text_(text), ranks_(ranks) {}

  Subscripts parse() {
    const std::size_t arrow = text_.find("->");
    const std::vector<Term> terms = operand_terms(text_.substr(0, arrow));
    check_ranks(terms);
    for (std::size_t i = 0; i < terms.size(); ++i)
      result_.operands.push_back(expanded(terms[i], ranks_[i] - terms[i].letters.size()));
    if (arrow == std::string_view::npos)
      infer_result();
    else
      read_result(text_.substr(arrow + 2));
    return result_;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw Error("\"" + std::string(text_) + "\": " + what); }

  Term read_term(std::string_view part) const {
    Term term;
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (part[i] == ' ') continue;
      if (part.substr(i, ellipsis.size()) == ellipsis) {
        if (term.has_ellipsis()) fail("a second \"...\" in \"" + std::string(part) + "\"");
        term.ellipsis_at = term.letters.size();
        i += ellipsis.size() - 1;
      } else if (is_letter(part[i])) {
        term.letters.push_back(part[i]);
      } else {
        fail(std::string("'") + part[i] + "' is no letter");
      }
    }
    return term;
  }

  std::vector<Term> operand_terms(std::string_view left) const {
    std::vector<Term> terms;
    while (true) {
      const std::size_t comma = left.find(',');
      terms.push_back(read_term(left.substr(0, comma)));
      if (comma == std::string_view::npos) break;
      left.remove_prefix(comma + 1);
    }
    if (terms.size() != ranks_.size())
      fail("subscripts of " + std::to_string(terms.size()) + " operand" + (terms.size() == 1 ? "" : "s") + " for " +
           std::to_string(ranks_.size()));
    return terms;
  }

  void check_ranks(const std::vector<Term>& terms) const {
    for (std::size_t i = 0; i < terms.size(); ++i) {
      const std::size_t named = terms[i].letters.size();
      if (terms[i].has_ellipsis() ? ranks_[i] >= named : ranks_[i] == named) continue;
      fail("operand " + std::to_string(i + 1) + " has rank " + std::to_string(ranks_[i]) + ", its subscripts name " +
           std::to_string(named) + (named == 1 ? " axis" : " axes") +
           (ranks_[i] > named ? ": \"...\" stands for further ones" : ""));
    }
  }

  /// The term's labels with those of the `count` axes of its ellipsis.
  static Labels expanded(const Term& term, std::size_t count) {
    Labels labels = term.letters;
    for (std::size_t i = 1; i <= count; ++i)
      labels.insert(labels.begin() + static_cast<std::ptrdiff_t>(term.ellipsis_at), -static_cast<int>(i));
    return labels;
  }

  /// How often an operand has the label.
  std::ptrdiff_t occurrences(int label) const {
    std::ptrdiff_t n = 0;
    for (const Labels& labels : result_.operands) n += std::count(labels.begin(), labels.end(), label);
    return n;
  }

  /// The most axes that an ellipsis stands for.
  std::size_t ellipsis_rank() const {
    int first = 0;
    for (const Labels& labels : result_.operands)
      for (const int label : labels) first = std::min(first, label);
    return static_cast<std::size_t>(-first);
  }

  void infer_result() {
    Term term;
    term.ellipsis_at = 0;
    for (char c = 'A'; c <= 'z'; ++c)
      if (is_letter(c) && occurrences(c) == 1) term.letters.push_back(c);
    result_.result = expanded(term, ellipsis_rank());
  }

  void read_result(std::string_view right) {
    const Term term = read_term(right);
    for (const int letter : term.letters) {
      if (occurrences(letter) == 0) fail(label_name(letter) + " is in no operand");
      if (std::count(term.letters.begin(), term.letters.end(), letter) > 1)
        fail(label_name(letter) + " is twice in the result");
    }
    if (!term.has_ellipsis() && ellipsis_rank() > 0) fail("\"...\" is missing in the result");
    result_.result = expanded(term, ellipsis_rank());
  }

  std::string_view text_;
  const std::vector<std::size_t>& ranks_;
  Subscripts result_;
};

}  // namespace

Subscripts parse_subscripts(std::string_view text, const std::vector<std::size_t>& ranks) {
  return Parser(text, ranks).parse();
}

std::string label_name(int label) {
  return label > 0 ? std::string(1, static_cast<char>(label)) : "axis " + std::to_string(label) + " of \"...\"";
}

}  // namespace nabla::detail
