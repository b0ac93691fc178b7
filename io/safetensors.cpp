#include <nabla/io/safetensors.hpp>

#include <algorithm>
#include <bit>
#include <cstring>

#include <fmt/format.h>

#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/io/atomic_file.hpp>
#include <nabla/io/input_file.hpp>
#include <nabla/io/safetensors_format.hpp>
#include <nabla/io/safetensors_header.hpp>

namespace nabla {
namespace {

static_assert(std::endian::native == std::endian::little,
              "the format is little-endian, and so is all that nabla runs on");

constexpr std::uint64_t length_bytes = 8;  // of the number before the header

/// Larger entries first, so that each tensor is aligned for its entries.
std::vector<std::pair<std::string_view, const Tensor*>> in_file_order(const Safetensors& content) {
  std::vector<std::pair<std::string_view, const Tensor*>> order;
  for (const auto& [name, tensor] : content.tensors) order.emplace_back(name, &tensor);
  std::ranges::stable_sort(order, std::greater<>(), [](const auto& item) { return size_of(item.second->dtype()); });
  return order;
}

void append(SafetensorsHeader& header, std::string_view name, const Tensor& tensor) {
  if (name == "__metadata__") throw Error("a tensor cannot be called \"__metadata__\": it is where the notes are");
  if (tensor.rank() > SafetensorsHeader::most_axes)
    throw Error(fmt::format("{} has more than 64 axes", nabla::quoted(name)));
  const std::uint64_t begin = header.entries.empty() ? 0 : header.entries.back().end;
  header.entries.push_back({std::string(name), tensor.dtype(), tensor.sizes(), begin, begin + tensor.bytes()});
}

/// In C++ a bool that is neither 0 nor 1 is undefined behaviour.
bool all_booleans(std::span<const bool> entries) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(entries.data());
  return std::all_of(bytes, bytes + entries.size(), [](unsigned char byte) { return byte < 2; });
}

}  // namespace

void encode_safetensors(const Safetensors& content, const ByteSink& sink) {
  SafetensorsHeader header;
  header.metadata = content.metadata;
  const auto order = in_file_order(content);
  for (const auto& [name, tensor] : order) append(header, name, *tensor);
  std::string json = header.json();
  json.resize((json.size() + 7) / 8 * 8, ' ');  // so that the tensors begin at a multiple of 8
  if (json.size() > SafetensorsHeader::most_bytes) throw Error("the header would be over 100 MB");
  const std::uint64_t length = json.size();
  sink(&length, sizeof length);
  sink(json.data(), json.size());
  for (const auto& [name, tensor] : order) sink(tensor->view().data, tensor->bytes());
}

Safetensors decode_safetensors(std::uint64_t total, const ByteSource& source) {
  std::uint64_t length = 0;
  if (total < length_bytes) throw Error(fmt::format("not a safetensors file: it has {} bytes", total));
  source(&length, sizeof length);
  if (length > SafetensorsHeader::most_bytes || length > total - length_bytes)
    throw Error(
        fmt::format("not a safetensors file, or cut: its header would have {} bytes, the file has {}", length, total));
  std::string json(length, '\0');
  source(json.data(), json.size());
  SafetensorsHeader header = SafetensorsHeader::parse(json, total - length_bytes - length);
  Safetensors content;
  content.metadata = std::move(header.metadata);
  for (SafetensorsHeader::Entry& entry : header.entries) {
    Tensor tensor = Tensor::empty(entry.dtype, std::move(entry.sizes));
    source(tensor.out().data, tensor.bytes());
    if (entry.dtype == b8 && !all_booleans(tensor.span<bool>()))
      throw Error(fmt::format("{} is BOOL, but has bytes other than 0 and 1", nabla::quoted(entry.name)));
    content.tensors.emplace(std::move(entry.name), std::move(tensor));
  }
  return content;
}

void write_safetensors(const std::string& path, const Safetensors& content, Where where) {
  AtomicFile file(path, where);
  try {
    encode_safetensors(content, [&](const void* from, std::size_t bytes) { file.write(from, bytes); });
  } catch (const Error& error) {
    if (error.where().known()) throw;
    throw Error(where, fmt::format("{}: {}", escaped(path), error.message()));
  }
  file.commit();
}

Safetensors read_safetensors(const std::string& path, Where where) {
  try {
    InputFile file(path);
    return decode_safetensors(file.size(), [&](void* to, std::size_t bytes) { file.read(to, bytes); });
  } catch (const Error& error) {
    throw Error(where, fmt::format("{}: {}", escaped(path), error.message()));
  }
}

}  // namespace nabla
