#include <nabla/io/graph_file.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/graph/near_names.hpp>
#include <nabla/io/atomic_file.hpp>
#include <nabla/io/checksum.hpp>
#include <nabla/io/file_path.hpp>
#include <nabla/io/folder_lock.hpp>
#include <nabla/io/graph_text.hpp>
#include <nabla/io/input_file.hpp>
#include <nabla/io/safetensors_format.hpp>

namespace nabla {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view weights_suffix = ".safetensors";
constexpr std::size_t id_digits = 16;

/// Prefixes what the body says with the caller's line and what was called.
template <class Body>
decltype(auto) with_caller(Where where, const char* call, Body&& body) {
  try {
    return body();
  } catch (const Error& error) {
    throw Error(where, fmt::format("{}: {}", call, error.message()));
  }
}

std::string id_of(const Safetensors& weights) {
  Checksum checksum;
  encode_safetensors(weights, [&](const void* from, std::size_t bytes) { checksum.add(from, bytes); });
  return checksum.id();
}

Safetensors read_weights(const std::string& folder, const WeightsLine& line) {
  InputFile file(folder + "/" + line.file);
  Checksum checksum;
  Safetensors weights = decode_safetensors(file.size(), [&](void* to, std::size_t bytes) {
    file.read(to, bytes);
    checksum.add(to, bytes);
  });
  if (!line.id.empty() && checksum.id() != line.id)
    throw Error(fmt::format("its checksum is {}, not {}: it was changed; if by you, write the one it has here",
                            checksum.id(), line.id));
  return weights;
}

/// "m.nabla" for its temporary file ".m.nabla.PID-NUMBER.tmp"; empty for any other name.
std::string_view target_of_temporary(std::string_view file) {
  constexpr std::string_view suffix = ".tmp";
  if (!file.starts_with('.') || !file.ends_with(suffix)) return {};
  file = file.substr(1, file.size() - 1 - suffix.size());
  const std::size_t dot = file.rfind('.');
  if (dot == file.npos || file.find('-', dot) == file.npos) return {};
  return file.find_first_not_of("-0123456789", dot + 1) == file.npos ? file.substr(0, dot) : std::string_view();
}

/// "m.nabla.0123456789abcdef.safetensors"
bool is_weights_of(std::string_view file, const std::string& text) {
  if (!file.starts_with(text + ".") || !file.ends_with(weights_suffix)) return false;
  if (file.size() != text.size() + 1 + id_digits + weights_suffix.size()) return false;
  return file.substr(text.size() + 1, id_digits).find_first_not_of("0123456789abcdef") == file.npos;
}

/// Is the file one that save() makes beside the text, or what a killed process left of one?
bool is_companion(std::string_view file, const std::string& text) {
  const std::string_view target = target_of_temporary(file);
  return is_weights_of(file, text) || target == text || is_weights_of(target, text);
}

/// Best effort: a file that stays is in nobody's way.
void remove_companions(const std::string& folder, const std::string& text, const std::string& but) {
  std::error_code error;
  std::vector<fs::path> old;
  for (fs::directory_iterator file(folder, error), end; !error && file != end; file.increment(error))
    if (const std::string name = file->path().filename().string(); name != but && is_companion(name, text))
      old.push_back(file->path());
  for (const fs::path& path : old) fs::remove(path, error);
}

/// The weights first, under a name of their own, then the text that names them: until that is renamed, the old text
/// has its old weights, and from then on the new one has the new.
void write_both(const std::string& path, const GraphText& graph, const WeightsLine& line, const std::string& text) {
  const std::string folder = folder_of(path), name = name_in_folder(path);
  const FolderLock lock(folder);
  const std::string weights = folder + "/" + line.file;
  std::error_code error;
  const bool is_new = !line.file.empty() && !fs::exists(weights, error);
  try {
    if (!line.file.empty()) write_safetensors(weights, graph.weights);
    AtomicFile file(path);
    file.write(text);
    file.commit();
  } catch (const Error&) {
    if (is_new) fs::remove(weights, error);
    throw;
  }
  if (lock.held()) remove_companions(folder, name, line.file);
}

/// What was written must read back: better no file than one that cannot be loaded.
void check_readable(const std::string& text, const std::string& name, const GraphText& graph) {
  const SavedGraph read = read_graph_text(text, name, [&](const WeightsLine&) { return graph.weights; });
  if (write_graph_text(read.outputs).lines != graph.lines) throw Error("the graph does not read back as it is");
}

template <class Items>
const auto& find_named(const Items& items, const char* what, std::string_view name, Where where) {
  const auto has_name = [&](const auto& item) { return item.name() == name; };
  const auto found = std::ranges::find_if(items, has_name);
  if (found == items.end()) {
    std::vector<std::string_view> names;
    for (const auto& item : items)
      if (!item.name().empty()) names.push_back(item.name());
    throw Error(where, fmt::format("the graph has no {} {}{}", what, nabla::quoted(name),
                                   names.empty() ? "" : "; " + near_names(name, names)));
  }
  if (std::any_of(found + 1, items.end(), has_name))
    throw Error(where, fmt::format("the graph has more than one {} {}", what, nabla::quoted(name)));
  return *found;
}

}  // namespace

const Expr& SavedGraph::input(std::string_view name, Where where) const {
  return find_named(inputs, "input", name, where);
}
const Parameter& SavedGraph::parameter(std::string_view name, Where where) const {
  return find_named(parameters, "parameter", name, where);
}
const Expr& SavedGraph::output(std::string_view name, Where where) const {
  return find_named(outputs, "output", name, where);
}

void save(const std::string& path, const Exprs& outputs, Where where) {
  with_caller(where, "save", [&] {
    const std::string file = followed(path);
    const GraphText graph = write_graph_text(outputs);
    WeightsLine line;
    if (!graph.weights.tensors.empty()) {
      line.id = id_of(graph.weights);
      line.file = fmt::format("{}.{}{}", name_in_folder(file), line.id, weights_suffix);
    }
    const std::string text = complete_text(graph.lines, line);
    check_readable(text, path, graph);
    write_both(file, graph, line, text);
  });
}

SavedGraph load(const std::string& path, Where where) {
  return with_caller(where, "load", [&] {
    const auto with_path = [&](auto&& body) {
      try {
        return body();
      } catch (const Error& error) {
        throw Error(fmt::format("{}: {}", escaped(path), error.message()));
      }
    };
    const std::string file = with_path([&] { return followed(path); });
    const auto text_now = [&] { return with_path([&] { return InputFile(file).text(); }); };
    constexpr int most_attempts = 100;
    std::string text = text_now();
    for (int attempt = 1;; ++attempt) {
      try {
        return read_graph_text(text, path,
                               [&](const WeightsLine& line) { return read_weights(folder_of(file), line); });
      } catch (const Error&) {
        // Another process may have saved between text and weights, and removed the old ones.
        std::string now = text_now();
        if (attempt == most_attempts || now == text) throw;
        text = std::move(now);
      }
    }
  });
}

}  // namespace nabla
