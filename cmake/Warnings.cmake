# Linked privately by our own targets, never exported: nobody else's code is judged by these.
add_library(nabla_warnings INTERFACE)
target_compile_options(nabla_warnings INTERFACE
  -Wall -Wextra -Wpedantic
  -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual
  # g++ 12 sees overlapping copies in std::string's operator+ (its bug 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
  $<$<BOOL:${NABLA_WERROR}>:-Werror>)
