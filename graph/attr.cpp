#include <nabla/graph/attr.hpp>

#include <charconv>
#include <stdexcept>

#include <nabla/graph/error.hpp>

namespace nabla {
namespace {

template <class T>
std::string number_text(T value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);  // shortest exact form, any locale
  return {buffer, error == std::errc() ? end : buffer};
}

template <class T>
void parse_number(std::string_view text, T& value, const char* what) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw Error("expected " + std::string(what) + ", got \"" + std::string(text) + "\"");
}

/// "[a, b]" -> a, b
std::vector<std::string_view> parse_list(std::string_view text) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']')
    throw Error("expected a list in brackets, got \"" + std::string(text) + "\"");
  text = text.substr(1, text.size() - 2);
  std::vector<std::string_view> items;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    items.push_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  }
  return items;
}

}  // namespace

bool AttrBindings::bind(int variable, std::string text) {
  for (const auto& [number, bound] : bound_)
    if (number == variable) return bound == text;
  bound_.emplace_back(variable, std::move(text));
  return true;
}

const std::string& AttrBindings::at(int variable) const {
  for (const auto& [number, bound] : bound_)
    if (number == variable) return bound;
  throw std::logic_error("an attribute variable on a rule's right-hand side is not on its left");
}

std::string attr_text(bool value) { return value ? "true" : "false"; }
std::string attr_text(int value) { return number_text(value); }
std::string attr_text(double value) { return number_text(value); }
std::string attr_text(DType value) { return std::string(to_string(value)); }
std::string attr_text(const Dim& value) { return to_string(value); }
std::string attr_text(const Shape& value) { return to_string(value); }
std::string attr_text(const std::string& value) { return value; }
std::string attr_text(const std::vector<int>& value) {
  std::string text = "[";
  for (const int item : value) text += (text.size() > 1 ? ", " : "") + number_text(item);
  return text + "]";
}

void parse_attr(std::string_view text, bool& value) {
  if (text != "true" && text != "false") throw Error("expected true or false, got \"" + std::string(text) + "\"");
  value = text == "true";
}
void parse_attr(std::string_view text, int& value) { parse_number(text, value, "an integer"); }
void parse_attr(std::string_view text, double& value) { parse_number(text, value, "a number"); }
void parse_attr(std::string_view text, DType& value) {
  for (const DType dtype : {f32, f64, i32, i64, b8})
    if (to_string(dtype) == text) return void(value = dtype);
  throw Error("expected one of f32, f64, i32, i64, b8, got \"" + std::string(text) + "\"");
}
void parse_attr(std::string_view text, Dim& value) { value = parse_dim(text); }
void parse_attr(std::string_view text, Shape& value) {
  std::vector<Dim> dims;
  for (const std::string_view item : parse_list(text)) dims.push_back(parse_dim(item));
  value = Shape(std::move(dims));
}
void parse_attr(std::string_view text, std::vector<int>& value) {
  value.clear();
  for (const std::string_view item : parse_list(text)) parse_attr(item, value.emplace_back());
}
void parse_attr(std::string_view text, std::string& value) { value = text; }

}  // namespace nabla
