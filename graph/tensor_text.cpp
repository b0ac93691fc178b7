#include <nabla/graph/tensor_text.hpp>

#include <charconv>
#include <cmath>

namespace nabla {
namespace {

constexpr std::size_t all_shown = 64;    // up to so many entries are all shown
constexpr std::int64_t kept = 3;         // of a longer axis: so many at either end
constexpr std::size_t most_shown = 256;  // and never more than that: many short axes make many entries

template <class T>
std::string number_text(T value) {
  if constexpr (std::same_as<T, bool>)
    return value ? "true" : "false";
  else {
    if constexpr (std::floating_point<T>)
      if (std::isnan(value)) return "nan";  // to_chars shows a sign
    char buffer[32];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
  }
}

/// A place in the nested list: an index on each axis, that runs like an odometer.
class Walk {
 public:
  explicit Walk(std::span<const std::int64_t> sizes, bool shortened)
      : sizes_(sizes), index_(sizes.size(), 0), shortened_(shortened) {}

  std::size_t position() const {
    std::int64_t position = 0;
    for (std::size_t axis = 0; axis < sizes_.size(); ++axis) position = position * sizes_[axis] + index_[axis];
    return static_cast<std::size_t>(position);
  }
  /// Goes to the next entry shown and writes what stands between; false after the last.
  bool next(std::string& text) {
    std::size_t axis = sizes_.size();
    for (; axis > 0 && ++index_[axis - 1] == sizes_[axis - 1]; --axis) {
      index_[axis - 1] = 0;
      text += ']';
    }
    if (axis == 0) return false;
    text += ", ";
    if (shortened_ && index_[axis - 1] == kept && sizes_[axis - 1] > 2 * kept) {
      index_[axis - 1] = sizes_[axis - 1] - kept;
      text += "..., ";
    }
    text.append(sizes_.size() - axis, '[');
    return true;
  }

 private:
  std::span<const std::int64_t> sizes_;
  Sizes index_;
  bool shortened_;
};

}  // namespace

std::string entry_text(const View& values, std::size_t position) {
  return dispatch(values.dtype, [&]<class T>() { return number_text(values.span<T>()[position]); });
}

std::string entries_text(const View& values) {
  if (values.elements() == 0) return "[]";
  Walk walk(values.sizes, values.elements() > all_shown);
  std::string text(values.rank(), '[');
  for (std::size_t shown = 0; shown < most_shown; ++shown) {
    text += entry_text(values, walk.position());
    if (!walk.next(text)) return text;
  }
  text += "...";
  return text.append(values.rank(), ']');
}

std::string constant_text(const View& values) {
  const std::size_t count = values.elements();
  if (count <= 8) return entries_text(values);
  std::string text = "[";
  for (std::size_t i = 0; i < 3; ++i) text += entry_text(values, i) + ", ";
  return text + "... " + std::to_string(count) + " entries]";
}

std::string to_string(const Tensor& tensor) {
  return std::string(to_string(tensor.dtype())) + to_string(tensor.sizes()) + " " + entries_text(tensor.view());
}

}  // namespace nabla
