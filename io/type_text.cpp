#include <nabla/io/type_text.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include <nabla/graph/attr.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>

namespace nabla {
namespace {

/// parse_dim() would take a number that does not fit for a symbol's name.
void check_numbers(std::string_view sizes) {
  constexpr std::string_view between = "[] ,*+-";
  while (!sizes.empty()) {
    const std::string_view word = sizes.substr(0, sizes.find_first_of(between));
    std::int64_t value = 0;
    if (std::from_chars(word.data(), word.data() + word.size(), value).ec == std::errc::result_out_of_range)
      throw Error(fmt::format("the size {} overflows 64 bits", word.substr(0, 64)));
    sizes.remove_prefix(std::max<std::size_t>(1, word.size()));
  }
}

/// Symbols aside, do all the entries have a number of bytes?
void check_bytes(const Type& type) {
  Sizes sizes;
  for (const Dim& dim : type.shape)
    if (dim.is_constant()) sizes.push_back(dim.constant());
  std::int64_t bytes = 0;
  if (__builtin_mul_overflow(elements(sizes), static_cast<std::int64_t>(size_of(type.dtype)), &bytes))
    throw Error(fmt::format("the sizes {} overflow", to_string(sizes)));
}

}  // namespace

void limit_symbols(std::string_view text) {
  constexpr std::size_t most = 1024;
  std::size_t product = 1, terms = 1, factors = 1;
  char before = '[';  // the last that is no blank
  for (const char c : text) {
    const bool begins = before == '[' || before == ',';  // then it is a number's sign
    if ((c == '+' || c == '-') && !begins) ++terms;
    if (c == '*') ++factors;
    if (c == ',') product *= std::exchange(terms, 1);
    if (product * terms > most || factors > most) break;
    if (c != ' ') before = c;
  }
  product *= terms;
  if (product > most || factors > most) throw Error("the symbolic sizes have more than 1024 terms or factors");
}

Type parse_type(std::string_view text) {
  const std::size_t bracket = text.find('[');
  if (bracket == text.npos || text.back() != ']')
    throw Error(fmt::format("expected a type such as f32[batch, 784], got {}", quoted(text.substr(0, 64))));
  Type type;
  parse_attr(text.substr(0, bracket), type.dtype);
  const std::string_view sizes = text.substr(bracket);
  limit_symbols(sizes);
  check_numbers(sizes);
  parse_attr(sizes, type.shape);
  check_bytes(type);
  return type;
}

}  // namespace nabla
