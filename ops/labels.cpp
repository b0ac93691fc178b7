#include <nabla/ops/labels.hpp>

#include <nabla/graph/error.hpp>

namespace nabla::detail {

std::string index_text(const View& x, std::size_t i) {
  std::string text;
  for (std::size_t axis = x.rank(); axis-- > 0;) {
    const auto size = static_cast<std::size_t>(x.sizes[axis]);
    text = std::to_string(i % size) + (text.empty() ? "" : ", ") + text;
    i /= size;
  }
  return text.empty() ? "" : " at [" + text + "]";
}

void require_labels(const Type& labels) {
  if (!is_integer(labels.dtype))
    throw Error("the labels are " + std::string(to_string(labels.dtype)) + ", not i32 or i64");
}

std::size_t label_at(const View& labels, std::size_t i, std::size_t count) {
  const std::int64_t label = labels.dtype == i32 ? labels.as<std::int32_t>()[i] : labels.as<std::int64_t>()[i];
  if (label < 0 || static_cast<std::size_t>(label) >= count)
    throw Error("label " + std::to_string(label) + index_text(labels, i) + " is not in [0, " + std::to_string(count) +
                ")");
  return static_cast<std::size_t>(label);
}

}  // namespace nabla::detail
