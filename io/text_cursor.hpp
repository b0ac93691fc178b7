#pragma once
// Private: reads a text word by word, and knows where it is.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace nabla {

/// A place in a text of lines, with blanks between words and comments from `#` to the end of a line. What is not as
/// expected is an Error, "model.nabla:3:7: expected =, got ":"", with the line and a mark below the place. Columns
/// count characters from 1. The text must outlive it.
class TextCursor {
 public:
  TextCursor(std::string_view text, std::string name) : text_(text), name_(std::move(name)) {}

  /// Where the next word begins, blanks skipped.
  std::size_t offset();
  bool at_end() const { return at_ == text_.size(); }
  bool at_line_end();
  /// Goes on behind the newline; Error for anything before it, and for a line that the text's end cuts.
  void end_line();
  /// Goes to the next line that has more than a comment; false when there is none.
  bool find_line();

  char peek();
  /// Steps over the symbol, or the word, if it comes next.
  bool accept(char symbol);
  bool accept_word(std::string_view word);
  /// `what` is what errors call it.
  void expect(char symbol, const char* what);
  /// Letters, digits and `_`; Error when there are none.
  std::string_view word(const char* what);
  /// A whole number.
  std::uint64_t number(const char* what);
  /// Text in quotes, with the escapes that quoted() writes.
  std::string quoted(const char* what);
  /// All that comes before one of `ends` or the line's end, without the blanks behind it; brackets [] hide the ends in
  /// them.
  std::string_view plain(std::string_view ends, const char* what);

  std::string_view text() const { return text_; }
  [[noreturn]] void fail(std::size_t offset, const std::string& message) const;
  [[noreturn]] void expected(const std::string& what);

 private:
  char escape();
  std::string found() const;

  std::string_view text_;
  std::string name_;
  std::size_t at_ = 0;
};

}  // namespace nabla
