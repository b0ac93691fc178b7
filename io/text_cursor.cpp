#include <nabla/io/text_cursor.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>

namespace nabla {
namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// UTF-8 characters; a byte that belongs to none counts as one.
std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(std::max<std::size_t>(1, utf8_length(text)));
  return count;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

std::size_t TextCursor::offset() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  if (at_ < text_.size() && text_[at_] == '#') at_ = std::min(text_.find('\n', at_), text_.size());
  return at_;
}

char TextCursor::peek() { return offset() < text_.size() ? text_[at_] : '\n'; }
bool TextCursor::at_line_end() { return peek() == '\n'; }

void TextCursor::end_line() {
  if (!at_line_end()) expected("the end of the line");
  if (at_end()) fail(at_, "the last line does not end: the file was cut");
  ++at_;
}

bool TextCursor::find_line() {
  while (at_line_end() && !at_end()) ++at_;
  return !at_end();
}

bool TextCursor::accept(char symbol) {
  const bool found = peek() == symbol && !at_end();
  if (found) ++at_;
  return found;
}

bool TextCursor::accept_word(std::string_view word) {
  const std::string_view rest = text_.substr(offset());
  const bool found = rest.starts_with(word) && (rest.size() == word.size() || !is_word(rest[word.size()]));
  if (found) at_ += word.size();
  return found;
}

void TextCursor::expect(char symbol, const char* what) {
  if (!accept(symbol)) expected(what);
}

std::string_view TextCursor::word(const char* what) {
  std::size_t end = offset();
  while (end < text_.size() && is_word(text_[end])) ++end;
  if (end == at_) expected(what);
  const std::size_t begin = std::exchange(at_, end);
  return text_.substr(begin, end - begin);
}

std::uint64_t TextCursor::number(const char* what) {
  const std::size_t begin = offset();
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text_.data() + begin, text_.data() + text_.size(), value);
  if (error == std::errc::result_out_of_range) fail(begin, fmt::format("{} overflows 64 bits", what));
  if (error != std::errc()) expected(what);
  at_ = static_cast<std::size_t>(end - text_.data());
  return value;
}

char TextCursor::escape() {
  const std::string_view rest = text_.substr(at_);
  const char kind = rest.size() > 1 ? rest[1] : '\0';
  at_ += 2;
  if (kind == 'n') return '\n';
  if (kind == 't') return '\t';
  if (kind == '\\' || kind == '"') return kind;
  const int high = rest.size() > 3 ? hex_digit(rest[2]) : -1, low = rest.size() > 3 ? hex_digit(rest[3]) : -1;
  if (kind != 'x' || high < 0 || low < 0) fail(at_ - 2, "no such escape: there are \\\\, \\\", \\n, \\t and \\x1b");
  at_ += 2;
  return static_cast<char>(16 * high + low);
}

std::string TextCursor::quoted(const char* what) {
  const std::size_t begin = offset();
  expect('"', what);
  std::string value;
  while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\n')
    value += text_[at_] == '\\' ? escape() : text_[at_++];
  if (at_ == text_.size() || text_[at_] == '\n') fail(begin, "the quote that begins here does not end on its line");
  ++at_;
  return value;
}

std::string_view TextCursor::plain(std::string_view ends, const char* what) {
  const std::size_t begin = offset();
  std::size_t depth = 0, end = begin;
  for (; end < text_.size() && text_[end] != '\n'; ++end) {
    const char c = text_[end];
    if (depth == 0 && ends.find(c) != ends.npos) break;
    if (c == '[') ++depth;
    if (c == ']' && depth > 0) --depth;
  }
  at_ = end;
  while (end > begin && is_blank(text_[end - 1])) --end;
  if (end == begin) expected(what);
  return text_.substr(begin, end - begin);
}

std::string TextCursor::found() const {
  if (at_end() || text_[at_] == '\n') return "the end of the line";
  std::size_t end = at_;
  while (end < text_.size() && is_word(text_[end]) && end - at_ < 24) ++end;
  if (end == at_) end += std::max<std::size_t>(1, utf8_length(text_.substr(at_)));
  return nabla::quoted(text_.substr(at_, end - at_));
}

void TextCursor::expected(const std::string& what) {
  fail(offset(), fmt::format("expected {}, got {}", what, found()));
}

void TextCursor::fail(std::size_t offset, const std::string& message) const {
  constexpr std::size_t most_shown = 160;
  const std::string_view before = text_.substr(0, offset);
  const std::size_t begin = before.rfind('\n') + 1;  // npos + 1 is 0
  const std::string_view line = text_.substr(begin, std::min(text_.find('\n', offset), text_.size()) - begin);
  const std::string shown = escaped(before.substr(begin));
  std::string text = fmt::format("{}:{}:{}: {}", escaped(name_), 1 + std::ranges::count(before, '\n'),
                                 1 + characters(before.substr(begin)), message);
  if (line.size() <= most_shown)
    text += fmt::format("\n  {}\n  {}^", escaped(line), std::string(characters(shown), ' '));
  throw Error(text);
}

}  // namespace nabla
