#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nabla {

/// The length of the well-formed UTF-8 sequence that `text` begins with, 1 to 4; 0 when there is none.
std::size_t utf8_length(std::string_view text);

/// The text on one line, as C++ would write it: `\`, newline, tab, other control characters and bytes that are not
/// UTF-8 become `\\`, `\n`, `\t`, `\x1b`. Nothing is lost.
std::string escaped(std::string_view text);
/// The same in double quotes, a quote inside as `\"`.
std::string quoted(std::string_view text);

/// A quoted DOT string that every `dot` reads as just this text, whatever a user wrote: `\` and `"` escaped, a newline
/// as
/// `\n`, `&` as an entity where it would begin one, other control characters dropped, bytes that are not UTF-8 (or not
/// XML, for SVG) as U+FFFD. Cut at 4 kB, on a character: Graphviz refuses strings of 16 kB.
std::string dot_quoted(std::string_view text);

/// Text between the tags of an HTML page, or in a quoted attribute: `&`, `<`, `>`, `"` and `'` as entities, control
/// characters dropped, bytes that are not UTF-8 as U+FFFD.
std::string html_escaped(std::string_view text);

/// A quoted JSON string that may stand in a <script> of an HTML page: besides what JSON asks for, `<`, `>`, `&`, U+2028
/// and U+2029 are escaped, so that neither `</script` nor `<!--` can be read there. Bytes that are not UTF-8 are
/// U+FFFD.
std::string json_quoted(std::string_view text);

}  // namespace nabla
