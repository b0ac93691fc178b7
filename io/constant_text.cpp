#include <nabla/io/constant_text.hpp>

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/graph/tensor_text.hpp>

namespace nabla {
namespace {

constexpr std::size_t most_entries = 8;

bool has_nan(const Tensor& value) {
  if (!is_float(value.dtype())) return false;
  return dispatch_float(value.dtype(), [&]<class T>() {
    for (const T entry : value.span<T>())
      if (std::isnan(entry)) return true;
    return false;
  });
}

template <class T>
T parse_entry(std::string_view text) {
  T value{};
  if constexpr (std::same_as<T, bool>) {
    if (text != "true" && text != "false") throw Error(fmt::format("expected true or false, got {}", quoted(text)));
    return text == "true";
  } else {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
      throw Error(fmt::format("{} is not an {}", quoted(text.substr(0, 64)), to_string(dtype_of<T>)));
    return value;
  }
}

/// The entries, and what is around them with an x for each: "[[x, x], [x, x]]".
struct Skeleton {
  std::vector<std::string_view> entries;
  std::string brackets;

  explicit Skeleton(std::string_view text) {
    constexpr std::string_view around = "[], ";
    while (!text.empty()) {
      const std::size_t length = std::min(text.find_first_of(around), text.size());
      if (length > 0) entries.push_back(text.substr(0, length));
      brackets += length > 0 ? 'x' : text.front();
      text.remove_prefix(std::max<std::size_t>(1, length));
    }
    std::erase(brackets, ' ');
  }
};

}  // namespace

std::optional<std::string> exact_text(const Tensor& value) {
  if (value.elements() > most_entries || has_nan(value)) return std::nullopt;
  return entries_text(value.view());
}

Tensor parse_constant(std::string_view text, DType dtype, const Sizes& sizes) {
  const Skeleton given(text);
  if (static_cast<std::uint64_t>(elements(sizes)) != given.entries.size())
    throw Error(fmt::format("{} entries for {}{}", given.entries.size(), to_string(dtype), to_string(sizes)));
  if (given.entries.size() > 64)  // which entries_text() would shorten
    throw Error("a constant of more than 64 entries belongs to the weights");
  Tensor tensor = Tensor::empty(dtype, sizes);
  dispatch(dtype, [&]<class T>() {
    const std::span<T> to = tensor.mutable_span<T>();
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = parse_entry<T>(given.entries[i]);
  });
  if (Skeleton(entries_text(tensor.view())).brackets != given.brackets)
    throw Error(fmt::format("the brackets are not those of {}{}", to_string(dtype), to_string(sizes)));
  return tensor;
}

}  // namespace nabla
