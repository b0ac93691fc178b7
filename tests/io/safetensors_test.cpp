#include <nabla/io/safetensors.hpp>

#include <cstring>
#include <limits>
#include <optional>

#include <nabla/io/safetensors_format.hpp>

#include "catch.hpp"
#include "support/message.hpp"
#include "support/temp_dir.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

std::string encoded(const Safetensors& content) {
  std::string bytes;
  encode_safetensors(content,
                     [&](const void* from, std::size_t count) { bytes.append(static_cast<const char*>(from), count); });
  return bytes;
}

Safetensors decoded(std::string_view bytes) {
  return decode_safetensors(bytes.size(), [&](void* to, std::size_t count) {
    REQUIRE(count <= bytes.size());
    std::copy_n(bytes.data(), count, static_cast<char*>(to));
    bytes.remove_prefix(count);
  });
}

bool same(const Safetensors& a, const Safetensors& b) {
  return a.metadata == b.metadata && std::ranges::equal(a.tensors, b.tensors, [](const auto& x, const auto& y) {
           return x.first == y.first && same_bits(x.second, y.second);
         });
}

/// A file with this header and so many bytes of zeros after it.
std::string file_of(const std::string& header, std::size_t data) {
  const std::uint64_t length = header.size();
  std::string bytes(sizeof length, '\0');
  std::memcpy(bytes.data(), &length, sizeof length);
  return bytes + header + std::string(data, '\0');
}

std::string refusal(const std::string& header, std::size_t data) {
  return message_of([&] { decoded(file_of(header, data)); });
}

Safetensors of_all_kinds() {
  Safetensors all;
  all.tensors.emplace("W", Tensor::from_vector<float>({2, 2}, {1.5F, -0.0F, std::numeric_limits<float>::infinity(),
                                                               std::numeric_limits<float>::denorm_min()}));
  all.tensors.emplace("b", Tensor::from_vector<double>({1}, {std::numeric_limits<double>::quiet_NaN()}));
  all.tensors.emplace("i", Tensor::from_vector<std::int32_t>({}, {-7}));
  all.tensors.emplace("l", Tensor::from_vector<std::int64_t>({2}, {std::numeric_limits<std::int64_t>::min(), 3}));
  all.tensors.emplace("mask", Tensor::from_vector<bool>({3}, {true, false, true}));
  all.tensors.emplace("none", Tensor::zeros(f32, {3, 0, 2}));
  all.metadata.emplace("made by", "a \"test\"");
  return all;
}

}  // namespace

TEST_CASE("safetensors keep every dtype, size and bit") {
  const TempDir folder;
  const Safetensors all = of_all_kinds();
  write_safetensors(folder / "all", all);
  CHECK(same(read_safetensors(folder / "all"), all));
  CHECK(read_file(folder / "all") == encoded(all));
  CHECK(same(decoded(encoded({})), {}));
}

TEST_CASE("the bytes of a safetensors file are those of the format") {
  Safetensors content;
  content.tensors.emplace("a", Tensor::from_vector<bool>({2}, {true, false}));
  content.tensors.emplace("z", Tensor::from_vector<float>({1}, {1.0F}));
  const std::string header =
      R"({"z":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"BOOL","shape":[2],"data_offsets":[4,6]}})";
  const std::string padded = header + std::string((8 - header.size() % 8) % 8, ' ');
  CHECK(encoded(content) == file_of(padded, 0) + std::string("\0\0\x80\x3f\x01\0", 6));
}

TEST_CASE("names of tensors may be any UTF-8") {
  Safetensors content;
  for (const std::string& name :
       {std::string("\"\\/{}[]:,"), std::string("a\0b", 3), std::string("\x01\n\t\x7f"),
        std::string("\xE2\x88\x87 \xF0\x9F\x92\xA1"), std::string(100'000, 'x'), std::string()})
    content.tensors.emplace(name, Tensor::scalar(1.0F));
  CHECK(same(decoded(encoded(content)), content));
  CHECK(message_of([&] {
          encoded({{{"\xC3", Tensor::scalar(1.0F)}}, {}});
        }) == "the name \"\\xc3\" is not UTF-8, as the format wants it");
  CHECK(message_of([&] {
          encoded({{{"__metadata__", Tensor::scalar(1.0F)}}, {}});
        }) == "a tensor cannot be called \"__metadata__\": it is where the notes are");
}

TEST_CASE("a safetensors header that is wrong is refused with what is wrong") {
  const std::string w = R"("W":{"dtype":"F32","shape":[2],"data_offsets":[0,8]})";
  REQUIRE(refusal("{" + w + "}", 8) == "(no error)");
  const auto wrong = [](const std::string& what) { return "its header is wrong: " + what; };

  CHECK(refusal("", 0) == "its header does not begin with {");
  CHECK(refusal(" {}", 0) == "its header does not begin with {");
  CHECK(refusal("{\"W\":}", 0) == "its header is not JSON: wrong at byte 6 of it");
  CHECK(refusal("{} {}", 0) == "its header is not JSON: wrong at byte 4 of it");
  CHECK(refusal("{\"\xFF\":{}}", 0) == "its header is not JSON: wrong at byte 3 of it");
  CHECK(refusal("{" + w + "," + w + "}", 8) == wrong("\"W\" comes twice"));
  CHECK(refusal(R"({"__metadata__":{"a":"1","a":"2"}})", 0) == wrong("the note \"a\" comes twice"));
  CHECK(refusal(R"({"__metadata__":{"a":1}})", 0) == wrong("a number for \"__metadata__.a\""));
  CHECK(refusal(R"({"W":3})", 0) == wrong("a number for \"W\""));
  CHECK(refusal(R"({"W":{"dtype":"F32","dtype":"F32"}})", 0) == wrong("\"W\": dtype comes twice"));
  CHECK(refusal(R"({"W":{"device":"cpu"}})", 0) == wrong("\"W\": the key \"device\" is not known"));
  CHECK(refusal(R"({"W":{"dtype":"BF16"}})", 0) ==
        wrong("\"W\": the dtype \"BF16\"; nabla has F32, F64, I32, I64 and BOOL"));
  CHECK(refusal(R"({"W":{"dtype":"F32","shape":[2]}})", 8) == wrong("\"W\": needs a dtype, a shape and data_offsets"));
  CHECK(refusal(R"({"W":{"dtype":"F32","shape":[-2]}})", 8) == wrong("a negative number for \"W.shape\""));
  CHECK(refusal(R"({"W":{"dtype":"F32","shape":[2.5]}})", 8) == wrong("a fraction for \"W.shape\""));
  CHECK(refusal(R"({"W":{"dtype":"F32","shape":[[2]]}})", 8) == wrong("an array for \"W.shape\""));
  CHECK(refusal(R"({"W":{"dtype":"F32","shape":[9223372036854775808]}})", 8) ==
        wrong("\"W\": the size 9223372036854775808 overflows"));
  CHECK(refusal(R"({"W":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", 0) ==
        wrong("\"W\": the sizes [4294967296, 4294967296] overflow"));
  CHECK(refusal(R"({"W":{"dtype":"F64","shape":[4611686018427387904],"data_offsets":[0,0]}})", 0) ==
        wrong("\"W\": the sizes [4611686018427387904] overflow"));
  CHECK(refusal(R"({"W":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}})", 8) ==
        wrong("a number for \"W.data_offsets\""));
  CHECK(refusal(R"({"W":{"dtype":"F32","shape":[2],"data_offsets":[8]}})", 8) ==
        wrong("\"W\": data_offsets are two numbers"));
  CHECK(refusal(R"({"W":{"dtype":"F32","shape":[2],"data_offsets":[0,7]}})", 8) ==
        wrong("\"W\": data_offsets [0, 7] do not hold the 8 bytes of f32[2]"));
  CHECK(refusal(R"({"W":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})", 8) ==
        wrong("\"W\": data_offsets [8, 0] do not hold the 8 bytes of f32[2]"));
  CHECK(refusal(R"({"W":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})", 12) ==
        wrong("\"W\": begins at byte 4, which leaves a hole after byte 0, where the one before it ends"));
  CHECK(refusal("{" + w + R"(,"V":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})", 12) ==
        wrong("\"V\": begins at byte 4, within what ends at byte 8, where the one before it ends"));
  CHECK(refusal("{" + w + "}", 9) == "its header says 8 bytes of tensors, the file has 9");
  CHECK(refusal("{" + w + "}", 7) == "its header says 8 bytes of tensors, the file has 7");
  CHECK(message_of([&] {
          std::string file = file_of(R"({"m":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]}})", 1);
          file.back() = 2;
          decoded(file);
        }) == "\"m\" is BOOL, but has bytes other than 0 and 1");
}

TEST_CASE("a safetensors header that is deep, long or no header at all is refused at once") {
  CHECK(refusal("{\"W\":" + std::string(1'000'000, '['), 0) == "its header is wrong: an array for \"W\"");
  CHECK(refusal(
            "{\"W\":{\"shape\":[" +
                [] {
                  std::string sizes;
                  for (int i = 0; i < 64; ++i) sizes += "1,";
                  return sizes;
                }() +
                "1]}}",
            0) == "its header is wrong: \"W\": more than 64 axes");
  CHECK(message_of([] { decoded("1234567"); }) == "not a safetensors file: it has 7 bytes");
  CHECK(message_of([] { decoded("\x89HDF\r\n\x1a\n and more"); }) ==
        "not a safetensors file, or cut: its header would have 727905341903489161 bytes, the file has 17");
}

TEST_CASE("what cannot be read or written is named with the line, the path and the reason") {
  const TempDir folder;
  CHECK(message_without_lines([&] { read_safetensors(folder / "none"); }) ==
        "safetensors_test.cpp: " + (folder / "none") + ": No such file or directory");
  CHECK(message_without_lines([&] { read_safetensors(folder.path()); }) ==
        "safetensors_test.cpp: " + folder.path() + ": not a regular file");
  CHECK(message_without_lines([&] { write_safetensors(folder / "no/where", {}); }) ==
        "safetensors_test.cpp: " + (folder / "no/where") + ": no temporary file beside it: No such file or directory");
}

TEST_CASE("every truncation and every flipped bit of a safetensors file is refused or reads as another file") {
  Safetensors content = of_all_kinds();
  content.metadata.clear();
  const std::string good = encoded(content);
  for (std::size_t size = 0; size < good.size(); ++size) CHECK_THROWS_AS(decoded(good.substr(0, size)), Error);
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    std::string flipped = good;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    std::optional<Safetensors> read;
    const std::string error = message_of([&] { read = decoded(flipped); });
    if (!read)
      CHECK(error != "(no error)");
    else
      CHECK(same(decoded(encoded(*read)), *read));  // a name or an entry differs
  }
}
