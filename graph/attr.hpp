#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <nabla/graph/type.hpp>

namespace nabla {

/// What the attribute variables were bound to while a pattern was matched: variable -> the attribute's text.
class AttrBindings {
 public:
  /// Binds a variable met first; else: is it bound to this very text?
  bool bind(int variable, std::string text);
  const std::string& at(int variable) const;

 private:
  std::vector<std::pair<int, std::string>> bound_;  // a pattern has a handful
};

/// Attributes as text: what is printed, compared, hashed and read back. A new kind of attribute needs this pair.
std::string attr_text(bool value);
std::string attr_text(int value);
std::string attr_text(double value);
std::string attr_text(DType value);
std::string attr_text(const Dim& value);
std::string attr_text(const Shape& value);
std::string attr_text(const std::vector<int>& value);
std::string attr_text(const std::string& value);
void parse_attr(std::string_view text, bool& value);
void parse_attr(std::string_view text, int& value);
void parse_attr(std::string_view text, double& value);
void parse_attr(std::string_view text, DType& value);
void parse_attr(std::string_view text, Dim& value);
void parse_attr(std::string_view text, Shape& value);
void parse_attr(std::string_view text, std::vector<int>& value);
void parse_attr(std::string_view text, std::string& value);

/// A parameter of an operation, such as softmax's axis. In a pattern of a rewrite rule it may be a variable, which
/// matches any value (the same one wherever it stands) and is replaced by it on the right-hand side.
template <class T>
class Attr {
 public:
  constexpr Attr() = default;
  constexpr Attr(T value) : value_(std::move(value)) {}
  static Attr variable(int number) {
    Attr attr;
    attr.variable_ = number;
    return attr;
  }

  constexpr operator const T&() const { return value_; }
  constexpr const T& operator*() const { return value_; }
  constexpr const T* operator->() const { return &value_; }
  int variable() const { return variable_; }
  friend bool operator==(const Attr&, const Attr&) = default;

  /// Does this value fit the pattern? A variable met first is bound.
  bool match(const Attr& pattern, AttrBindings& bindings) const {
    if (pattern.variable_ == 0) return value_ == pattern.value_;
    return bindings.bind(pattern.variable_, attr_text(value_));
  }
  /// The value, for a variable the one it is bound to.
  Attr bind(const AttrBindings& bindings) const {
    if (variable_ == 0) return *this;
    Attr attr;
    parse_attr(bindings.at(variable_), attr.value_);
    return attr;
  }

 private:
  T value_{};
  int variable_ = 0;  // 0: a value; else the variable's number
};

/// One attribute with its name, as an operation's attrs() lists them.
template <class T>
struct NamedAttr {
  std::string_view name;
  Attr<T>& attr;
};

/// What attrs() returns: `return named_attrs("axis", axis, "keepdims", keepdims);`. The names are what text shows, so
/// they stand beside the attribute (std::tie alone would leave a reader of the text with bare numbers).
inline std::tuple<> named_attrs() { return {}; }
template <class T, class... Rest>
auto named_attrs(std::string_view name, const Attr<T>& attr, const Rest&... rest) {
  // attrs() is const so that printing can use it; bind() fills a copy of its own through the same list.
  return std::tuple_cat(std::tuple<NamedAttr<T>>({name, const_cast<Attr<T>&>(attr)}), named_attrs(rest...));
}

}  // namespace nabla
