#include <utility>

#include <fmt/format.h>

#include <nabla/graph/birth.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/io/checksum.hpp>
#include <nabla/io/graph_builder.hpp>
#include <nabla/io/graph_text.hpp>

namespace nabla {
namespace {

void read_version(TextCursor& cursor) {
  const std::size_t begin = cursor.offset();
  if (!cursor.accept_word("nabla") || !cursor.accept_word("graph"))
    cursor.fail(begin, "not a graph of nabla: the first line should be \"nabla graph 1\"");
  const std::size_t at = cursor.offset();
  const std::uint64_t version = cursor.number("a version");
  if (version != graph_text_version)
    cursor.fail(at, fmt::format("version {} of the format, {}; this nabla reads version {}", version,
                                version > graph_text_version ? "written by a later nabla" : "which never was",
                                graph_text_version));
  cursor.end_line();
}

WeightsLine read_weights_line(TextCursor& cursor) {
  WeightsLine line;
  const std::size_t begin = cursor.offset();
  line.file = cursor.quoted("a file name in quotes");
  // A text from elsewhere must not make us open just any file.
  if (line.file.empty() || line.file.find('/') != line.file.npos || line.file.find('\0') != line.file.npos)
    cursor.fail(begin, fmt::format("the weights are a file in the same folder, not {}", nabla::quoted(line.file)));
  if (!cursor.at_line_end()) line.id = cursor.word("the checksum of the weights");
  cursor.end_line();
  return line;
}

void read_checksum(TextCursor& cursor) {
  if (!cursor.find_line()) return;
  const std::size_t begin = cursor.offset();
  if (!cursor.accept_word("checksum")) cursor.expected("checksum, or the end of the file");
  const std::string_view given = cursor.word("8 digits");
  cursor.end_line();
  if (cursor.find_line()) cursor.expected("the end of the file");
  Checksum checksum;
  checksum.add(cursor.text().data(), begin);
  if (checksum.crc() != given)
    cursor.fail(begin, fmt::format("the text above has the checksum {}, not {}: it was changed; if by you, remove this "
                                   "line",
                                   checksum.crc(), given));
}

/// What is read has the lines and scopes of the text, whatever lives where it is read.
class Apart {
 public:
  Apart() : outer_(std::exchange(birth, {})) {}
  Apart(const Apart&) = delete;
  Apart& operator=(const Apart&) = delete;
  ~Apart() { birth = outer_; }

 private:
  Birth outer_;
};

}  // namespace

SavedGraph read_graph_text(std::string_view text, const std::string& name,
                           const std::function<Safetensors(const WeightsLine&)>& open) {
  const Apart apart;
  TextCursor cursor(text, name);
  read_version(cursor);
  WeightsLine weights;
  Safetensors values;
  cursor.find_line();
  const std::size_t weights_at = cursor.offset();
  if (cursor.accept_word("weights")) {
    weights = read_weights_line(cursor);
    try {
      values = open(weights);
    } catch (const Error& error) {
      cursor.fail(weights_at, fmt::format("the weights {}: {}", nabla::quoted(weights.file), error.message()));
    }
  }
  GraphBuilder builder(cursor, std::move(values), escaped(weights.file));
  while (cursor.find_line() && !cursor.accept_word("return")) builder.node();
  if (cursor.at_end()) cursor.fail(text.size(), "the line with return is missing: the file was cut");
  builder.outputs();
  builder.finish(weights_at);
  read_checksum(cursor);
  return std::move(builder.graph);
}

}  // namespace nabla
