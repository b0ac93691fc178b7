#include <nabla/graph/escape.hpp>

#include "catch.hpp"

using namespace nabla;
using namespace std::string_literals;

TEST_CASE("UTF-8 is recognised as RFC 3629 defines it", "[graph][escape]") {
  CHECK(utf8_length("a") == 1);
  CHECK(utf8_length("\xC3\xA4") == 2);          // U+00E4
  CHECK(utf8_length("\xE2\x88\x87") == 3);      // U+2207
  CHECK(utf8_length("\xF0\x9F\x98\x80") == 4);  // U+1F600
  CHECK(utf8_length("\0"s) == 1);
  for (const char* const wrong : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                                  "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC3", "\xE2\x88", "\xC3(", "\xFF", ""})
    CHECK(utf8_length(wrong) == 0);
}

TEST_CASE("a name prints on one line and loses nothing", "[graph][escape]") {
  CHECK(quoted("x") == R"("x")");
  CHECK(quoted("a \"b\" \\") == R"("a \"b\" \\")");
  CHECK(quoted("two\nlines\tand\r") == R"("two\nlines\tand\x0d")");
  CHECK(quoted("\0\x7F\x1B"s) == R"("\x00\x7f\x1b")");
  CHECK(quoted("\xE2\x88\x87L") == "\"\xE2\x88\x87L\"");
  CHECK(quoted("\xFF\xC2\x85") == R"("\xff\xc2\x85")");
  CHECK(escaped("say \"hi\"") == "say \"hi\"");
}

TEST_CASE("a DOT string holds any text", "[graph][escape]") {
  CHECK(dot_quoted("x") == R"("x")");
  CHECK(dot_quoted("a\\\"b") == R"("a\\\"b")");
  CHECK(dot_quoted("two\nlines") == R"("two\nlines")");
  CHECK(dot_quoted("a\0b\rc\x7F\x1B"s) == R"("abc")");
  CHECK(dot_quoted("a\tb") == R"("a b")");
  CHECK(dot_quoted("\xC2\x85|\xC2\xA0") == "\"|\xC2\xA0\"");
  CHECK(dot_quoted("\xFF|\xC3") == "\"\xEF\xBF\xBD|\xEF\xBF\xBD\"");
  CHECK(dot_quoted("\xEF\xBF\xBF") == "\"\xEF\xBF\xBD\"");
  CHECK(dot_quoted("\\N \\G") == R"("\\N \\G")");
}

TEST_CASE("a DOT string shows entities as they were written", "[graph][escape]") {
  CHECK(dot_quoted("&lt;b&gt;") == R"("&amp;lt;b&amp;gt;")");
  CHECK(dot_quoted("&#60;") == R"("&amp;#60;")");
  CHECK(dot_quoted("a & b && c; &;") == R"("a & b && c; &;")");
  CHECK(dot_quoted("a&b") == R"("a&b")");
}

TEST_CASE("a DOT string is cut at 4 kB between characters", "[graph][escape]") {
  const std::string cut = "\xE2\x80\xA6\"";
  CHECK(dot_quoted(std::string(4093, 'a')) == '"' + std::string(4093, 'a') + '"');
  CHECK(dot_quoted(std::string(5000, 'a')) == '"' + std::string(4093, 'a') + cut);
  std::string nablas = "a";
  for (int i = 0; i < 2000; ++i) nablas += "\xE2\x88\x87";
  const std::string shown = dot_quoted(nablas);
  CHECK(shown.size() == 1 + 4093 + cut.size());
  CHECK(shown.ends_with("\xE2\x88\x87" + cut));
  CHECK(dot_quoted(std::string(100000, '"')).size() < 16383);
  CHECK(dot_quoted(std::string(100000, '\xFF')).size() < 16383);
  std::string entities;
  for (int i = 0; i < 5000; ++i) entities += "&a;";
  CHECK(dot_quoted(entities).size() < 16383);
}
