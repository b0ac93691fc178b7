#pragma once
// Private: the files explorer.html, .css, .js and explorer_input.js beside this one, which CMake turns into strings.

namespace nabla {

extern const char* const explorer_html;  // with the lines {{title}}, {{style}}, {{layouts}}, {{data}} and {{script}}
extern const char* const explorer_css;
extern const char* const explorer_js;

}  // namespace nabla
