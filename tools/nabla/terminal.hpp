#pragma once

#include <cstdint>
#include <string>

namespace nabla::tool {

enum class Stream : std::uint8_t { out, err };

/// The text in a colour where the stream is a terminal and NO_COLOR (https://no-color.org) is not set; else as it is.
std::string red(const std::string& text, Stream stream = Stream::out);
std::string green(const std::string& text, Stream stream = Stream::out);

}  // namespace nabla::tool
