#include <nabla/io/safetensors_header.hpp>

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>

namespace nabla {
namespace {

using Entry = SafetensorsHeader::Entry;

constexpr std::pair<DType, std::string_view> dtype_names[] = {
    {f32, "F32"}, {f64, "F64"}, {i32, "I32"}, {i64, "I64"}, {b8, "BOOL"}};

std::string_view dtype_name(DType dtype) {
  return std::ranges::find(dtype_names, dtype, &std::pair<DType, std::string_view>::first)->second;
}

DType parse_dtype(std::string_view text) {
  const auto* const found = std::ranges::find(dtype_names, text, &std::pair<DType, std::string_view>::second);
  if (found == std::end(dtype_names))
    throw Error(fmt::format("the dtype {}; nabla has F32, F64, I32, I64 and BOOL", nabla::quoted(text.substr(0, 32))));
  return found->first;
}

/// Takes what the JSON parser meets, and only what may stand there: so nothing nests deeper than the format does.
class HeaderReader {
 public:
  explicit HeaderReader(SafetensorsHeader& header) : header_(header) {}

  bool null() { return unexpected("null"); }
  bool boolean(bool) { return unexpected("a boolean"); }
  bool number_integer(std::int64_t) { return unexpected("a negative number"); }
  bool number_float(double, const std::string&) { return unexpected("a fraction"); }
  bool binary(nlohmann::json::binary_t&) { return unexpected("binary data"); }

  bool number_unsigned(std::uint64_t number) {
    if (place_ == Place::shape)
      add_size(number);
    else if (place_ == Place::offsets && offsets_ < 2)
      (offsets_++ == 0 ? entry_.begin : entry_.end) = number;
    else
      unexpected("a number");
    return true;
  }

  bool string(std::string& text) {
    if (place_ == Place::metadata)
      header_.metadata.at(key_) = text;
    else if (place_ == Place::tensor && key_ == "dtype")
      in_entry([&] { entry_.dtype = parse_dtype(text); });
    else
      unexpected("a string");
    return true;
  }

  bool key(std::string& name) {
    key_ = name;
    if (place_ == Place::names && !names_.insert(name).second) fail(fmt::format("{} comes twice", nabla::quoted(name)));
    if (place_ == Place::names) entry_ = {name, f32, {}, 0, 0};
    if (place_ == Place::metadata && !header_.metadata.try_emplace(name).second)
      fail(fmt::format("the note {} comes twice", nabla::quoted(name)));
    if (place_ == Place::tensor) tensor_key(name);
    return true;
  }

  bool start_object(std::size_t) {
    if (place_ == Place::outside)
      place_ = Place::names;
    else if (place_ == Place::names)
      place_ = key_ == "__metadata__" ? Place::metadata : Place::tensor;
    else
      unexpected("an object");
    found_.clear();
    return true;
  }

  bool end_object() {
    if (place_ == Place::tensor) {
      if (found_.size() != 3) in_entry([&] { throw Error("needs a dtype, a shape and data_offsets"); });
      header_.entries.push_back(std::move(entry_));
    }
    place_ = place_ == Place::names ? Place::outside : Place::names;
    return true;
  }

  bool start_array(std::size_t) {
    if (place_ == Place::tensor && key_ == "shape")
      place_ = Place::shape;
    else if (place_ == Place::tensor && key_ == "data_offsets")
      place_ = Place::offsets;
    else
      unexpected("an array");
    offsets_ = 0;
    return true;
  }

  bool end_array() {
    if (place_ == Place::offsets && offsets_ != 2) in_entry([&] { throw Error("data_offsets are two numbers"); });
    place_ = Place::tensor;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) {
    throw Error(fmt::format("its header is not JSON: wrong at byte {} of it", position));
  }

 private:
  enum class Place { outside, names, metadata, tensor, shape, offsets };

  [[noreturn]] static void fail(const std::string& what) { throw Error("its header is wrong: " + what); }

  bool unexpected(const char* what) const {
    if (place_ == Place::outside) fail(fmt::format("it is {}, not an object", what));
    fail(fmt::format("{} for {}", what, nabla::quoted(place_ == Place::names ? key_ : entry_.name + "." + key_)));
  }

  template <class Body>
  void in_entry(Body&& body) const {
    try {
      body();
    } catch (const Error& error) {
      fail(fmt::format("{}: {}", nabla::quoted(entry_.name), error.message()));
    }
  }

  void tensor_key(const std::string& name) {
    in_entry([&] {
      if (name != "dtype" && name != "shape" && name != "data_offsets")
        throw Error(fmt::format("the key {} is not known", nabla::quoted(name)));
      if (!found_.insert(name).second) throw Error(fmt::format("{} comes twice", name));
    });
  }

  void add_size(std::uint64_t size) {
    in_entry([&] {
      if (entry_.sizes.size() == SafetensorsHeader::most_axes) throw Error("more than 64 axes");
      if (size > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        throw Error(fmt::format("the size {} overflows", size));
    });
    entry_.sizes.push_back(static_cast<std::int64_t>(size));
  }

  SafetensorsHeader& header_;
  Place place_ = Place::outside;
  std::string key_;
  Entry entry_;
  int offsets_ = 0;
  std::set<std::string, std::less<>> names_, found_;
};

/// Do the offsets hold just the entries?
void check_bytes(const Entry& entry) {
  std::uint64_t bytes = 0;
  const auto count = static_cast<std::uint64_t>(elements(entry.sizes));
  if (__builtin_mul_overflow(count, size_of(entry.dtype), &bytes))
    throw Error(fmt::format("the sizes {} overflow", to_string(entry.sizes)));
  if (entry.begin > entry.end || entry.end - entry.begin != bytes)
    throw Error(fmt::format("data_offsets [{}, {}] do not hold the {} bytes of {}{}", entry.begin, entry.end, bytes,
                            to_string(entry.dtype), to_string(entry.sizes)));
}

/// The entries one after the other must be all of the data.
void check_order(const std::vector<Entry>& entries, std::uint64_t data_bytes) {
  std::uint64_t done = 0;
  for (const Entry& entry : entries) {
    try {
      check_bytes(entry);
      if (entry.begin != done)
        throw Error(fmt::format("begins at byte {}, {} byte {}, where the one before it ends", entry.begin,
                                entry.begin < done ? "within what ends at" : "which leaves a hole after", done));
    } catch (const Error& error) {
      throw Error(fmt::format("its header is wrong: {}: {}", nabla::quoted(entry.name), error.message()));
    }
    done = entry.end;
  }
  if (done != data_bytes)
    throw Error(fmt::format("its header says {} bytes of tensors, the file has {}", done, data_bytes));
}

std::string json_string(const std::string& text) {
  try {
    return nlohmann::json(text).dump();
  } catch (const nlohmann::json::type_error&) {
    throw Error(fmt::format("the name {} is not UTF-8, as the format wants it", nabla::quoted(text)));
  }
}

}  // namespace

std::string SafetensorsHeader::json() const {
  std::string notes;
  for (const auto& [name, text] : metadata)
    notes += fmt::format("{}{}:{}", notes.empty() ? "" : ",", json_string(name), json_string(text));
  std::string list = metadata.empty() ? "" : "\"__metadata__\":{" + notes + "}";
  for (const Entry& entry : entries)
    list += fmt::format("{}{}:{{\"dtype\":\"{}\",\"shape\":[{}],\"data_offsets\":[{},{}]}}", list.empty() ? "" : ",",
                        json_string(entry.name), dtype_name(entry.dtype), fmt::join(entry.sizes, ","), entry.begin,
                        entry.end);
  return "{" + list + "}";
}

SafetensorsHeader SafetensorsHeader::parse(std::string_view json, std::uint64_t data_bytes) {
  SafetensorsHeader header;
  if (!json.starts_with('{')) throw Error("its header does not begin with {");
  HeaderReader reader(header);
  nlohmann::json::sax_parse(json.begin(), json.end(), &reader);
  const auto place = [](const Entry& entry) { return std::tie(entry.begin, entry.end); };
  std::ranges::stable_sort(header.entries, [&](const Entry& a, const Entry& b) { return place(a) < place(b); });
  check_order(header.entries, data_bytes);
  return header;
}

}  // namespace nabla
