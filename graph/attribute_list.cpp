#include <nabla/graph/attribute_list.hpp>

#include <algorithm>

#include <nabla/graph/escape.hpp>

namespace nabla {
namespace {

bool is_plain(std::string_view value) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_.+-* ").find(c) != std::string_view::npos;
  };
  if (value.empty() || value.front() == ' ' || value.back() == ' ') return false;
  const bool is_list = value.size() > 1 && value.front() == '[' && value.back() == ']';
  if (!is_list) return std::ranges::all_of(value, plain);
  value = value.substr(1, value.size() - 2);
  return std::ranges::all_of(value, [&](char c) { return plain(c) || c == ','; });
}

}  // namespace

std::string attribute_list(const Op& op) {
  std::string text;
  for (const AttrText& attr : op.attrs())
    text += (text.empty() ? " {" : ", ") + attr.name + " = " +
            (is_plain(attr.value) ? attr.value : nabla::quoted(attr.value));
  return text.empty() ? text : text + "}";
}

}  // namespace nabla
