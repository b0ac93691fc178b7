#include <nabla/graph/escape.hpp>

namespace nabla {
namespace {

constexpr std::size_t longest_label = 4096;
constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view ellipsis = "\xE2\x80\xA6";     // U+2026

unsigned byte_at(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

/// How many bytes a sequence with this first byte has; 0 for one that begins none.
std::size_t announced_length(unsigned first) {
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;  // C0, C1: overlong; above F4: beyond U+10FFFF
  return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/// The least and greatest second byte: leaves out overlong forms, surrogates and what is beyond U+10FFFF.
bool second_fits(unsigned first, unsigned second) {
  const unsigned least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned greatest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  return least <= second && second <= greatest;
}

bool is_control(std::string_view character) {
  const unsigned first = byte_at(character, 0);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  return first == 0xC2 && byte_at(character, 1) < 0xA0;  // the C1 controls
}

/// U+FFFE and U+FFFF may not stand in XML, so a browser would refuse the whole SVG.
bool is_not_xml(std::string_view character) { return character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF"; }

/// Would Graphviz read an entity here, like "&lt;" or "&#60;"?
bool begins_entity(std::string_view text) {
  if (text.empty() || text[0] != '&') return false;
  const auto plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '#';
  };
  std::size_t end = 1;
  while (end < text.size() && plain(text[end])) ++end;
  return end > 1 && end < text.size() && text[end] == ';';
}

/// What a character of a label is after cleaning: itself, U+FFFD, a blank for a tab, or nothing.
std::string_view cleaned(std::string_view character) {
  if (character == "\n") return character;
  if (character == "\t") return " ";
  if (is_control(character)) return {};
  return is_not_xml(character) ? replacement : character;
}

/// Calls body for one character after the other, U+FFFD for a byte that belongs to none.
template <class Body>
void each_character(std::string_view text, Body&& body) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    body(length == 0 ? replacement : text.substr(0, length));
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

std::string hexadecimal(unsigned byte) {
  constexpr std::string_view digits = "0123456789abcdef";
  return {'\\', 'x', digits[byte / 16], digits[byte % 16]};
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const std::size_t length = announced_length(byte_at(text, 0));
  if (length < 2) return length;
  if (text.size() < length || !second_fits(byte_at(text, 0), byte_at(text, 1))) return 0;
  for (std::size_t i = 2; i < length; ++i)
    if ((byte_at(text, i) & 0xC0U) != 0x80U) return 0;
  return length;
}

std::string escaped(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const std::string_view character = text.substr(0, length == 0 ? 1 : length);
    text.remove_prefix(character.size());
    if (character == "\\")
      result += "\\\\";
    else if (character == "\n")
      result += "\\n";
    else if (character == "\t")
      result += "\\t";
    else if (length == 0 || is_control(character))
      for (std::size_t i = 0; i < character.size(); ++i) result += hexadecimal(byte_at(character, i));
    else
      result += character;
  }
  return result;
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : escaped(text)) {
    if (c == '"') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string dot_quoted(std::string_view text) {
  std::string result = "\"";
  for (std::size_t shown = 0; !text.empty();) {
    const std::size_t length = utf8_length(text);
    const std::string_view character = length == 0 ? replacement : cleaned(text.substr(0, length));
    shown += character.size();
    if (shown > longest_label - ellipsis.size() && text.size() > character.size()) {
      result += ellipsis;
      break;
    }
    if (character == "\n")
      result += "\\n";
    else if (character == "\\" || character == "\"")
      (result += '\\') += character;
    else if (begins_entity(text))
      result += "&amp;";
    else
      result += character;
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return result + "\"";
}

std::string html_escaped(std::string_view text) {
  std::string result;
  each_character(text, [&](std::string_view character) {
    if (character == "&")
      result += "&amp;";
    else if (character == "<")
      result += "&lt;";
    else if (character == ">")
      result += "&gt;";
    else if (character == "\"")
      result += "&quot;";
    else if (character == "'")
      result += "&#39;";
    else
      result += cleaned(character);
  });
  return result;
}

std::string json_quoted(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result = "\"";
  each_character(text, [&](std::string_view character) {
    const unsigned first = byte_at(character, 0);
    if (character == "\"" || character == "\\")
      (result += '\\') += character;
    else if (character.size() == 1 && (first < 0x20 || first == 0x7F || first == '<' || first == '>' || first == '&'))
      (result += "\\u00") += {digits[first / 16], digits[first % 16]};
    else if (character == "\xE2\x80\xA8")
      result += "\\u2028";
    else if (character == "\xE2\x80\xA9")
      result += "\\u2029";
    else
      result += character;
  });
  return result + "\"";
}

}  // namespace nabla
