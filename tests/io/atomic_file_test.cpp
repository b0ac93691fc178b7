#include <nabla/io/atomic_file.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include "catch.hpp"
#include "support/full_disk.hpp"
#include "support/temp_dir.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

void put(const std::string& path, const std::string& text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
}

unsigned permissions(const std::string& path) {
  struct stat info {};
  REQUIRE(stat(path.c_str(), &info) == 0);
  return info.st_mode & 0777U;
}

}  // namespace

TEST_CASE("an atomic file is there after commit, and nothing else is") {
  const TempDir folder;
  put(folder / "a", "old");
  CHECK(read_file(folder / "a") == "old");
  {
    AtomicFile file(folder / "a");
    file.write("ne");
    file.write("w");
    CHECK(read_file(folder / "a") == "old");
    CHECK(folder.files() == 2);
    file.commit();
  }
  CHECK(read_file(folder / "a") == "new");
  CHECK(folder.files() == 1);
}

TEST_CASE("without commit the old file stays and the temporary one goes") {
  const TempDir folder;
  put(folder / "a", "old");
  { AtomicFile(folder / "a").write("new"); }
  CHECK(read_file(folder / "a") == "old");
  CHECK(folder.files() == 1);
}

TEST_CASE("an atomic file keeps the permissions of the one it replaces, and a new one follows the mask") {
  const TempDir folder;
  const mode_t mask = umask(027);
  put(folder / "a", "old");
  umask(mask);
  CHECK(permissions(folder / "a") == 0640);
  REQUIRE(chmod((folder / "a").c_str(), 0604) == 0);
  put(folder / "a", "new");
  CHECK(permissions(folder / "a") == 0604);
}

TEST_CASE("an atomic file follows symbolic links, also those that dangle") {
  const TempDir folder;
  std::filesystem::create_directory(folder / "deep");
  std::filesystem::create_symlink("deep/b", folder / "a");
  std::filesystem::create_symlink(folder / "a", folder / "deep/c");
  put(folder / "deep/c", "1");
  CHECK(read_file(folder / "deep/b") == "1");
  put(folder / "a", "2");
  CHECK(read_file(folder / "deep/b") == "2");
  CHECK(std::filesystem::is_symlink(folder / "a"));
}

TEST_CASE("what an atomic file cannot replace is named with the line, the path and the reason") {
  const TempDir folder;
  const std::string here = "atomic_file_test.cpp: ";
  CHECK(message_without_lines([&] { put(folder.path(), ""); }) == here + folder.path() + ": not a regular file");
  CHECK(message_without_lines([&] { put("/dev/null", ""); }) == here + "/dev/null: not a regular file");
  CHECK(message_without_lines([&] { put(folder / "none/a", ""); }) ==
        here + (folder / "none/a") + ": no temporary file beside it: No such file or directory");
  CHECK(message_without_lines([&] { put("", ""); }) == here + ": the path is empty");
  CHECK(message_without_lines([&] { put(std::string("a\0b", 3), ""); }) ==
        here + "a\\x00b: the path has a NUL byte in it");
  std::filesystem::create_symlink("round", folder / "round");
  CHECK(message_without_lines([&] { put(folder / "round", ""); }) ==
        here + (folder / "round") + ": too many symbolic links");
  const std::string longest(255, 'n');
  CHECK(message_without_lines([&] { put(folder / longest, ""); }) ==
        here + (folder / longest) + ": no temporary file beside it: File name too long");
  CHECK(folder.files() == 1);
}

TEST_CASE("a disk that is full at any byte leaves the old file and no other", "[fork]") {
  const TempDir folder;
  put(folder / "a", "old");
  const std::string text(40, 'x');
  for (rlim_t limit = 0; limit <= text.size(); ++limit) {
    INFO("limit " << limit);
    const int exit_code = with_full_disk(limit, [&] {
      try {
        put(folder / "a", text);
      } catch (const Error& error) {
        return std::string(error.what()).ends_with("not written: File too large") ? 1 : 3;
      }
      return 0;
    });
    CHECK(exit_code == (limit < text.size() ? 1 : 0));
    CHECK(read_file(folder / "a") == (limit < text.size() ? "old" : text));
    CHECK(folder.files() == 1);
  }
}
