#include <nabla/io/file_path.hpp>

#include <filesystem>

#include <nabla/graph/error.hpp>

namespace nabla {

namespace fs = std::filesystem;

std::string followed(const std::string& path) {
  constexpr int most_links = 40;  // as Linux has it
  if (path.empty()) throw Error("the path is empty");
  if (path.find('\0') != path.npos) throw Error("the path has a NUL byte in it");
  fs::path end(path);
  std::error_code error;
  for (int links = 0; fs::is_symlink(fs::symlink_status(end, error)); ++links) {
    if (links == most_links) throw Error("too many symbolic links");
    const fs::path target = fs::read_symlink(end, error);
    if (error) throw Error(error.message());
    end = end.parent_path() / target;  // an absolute target stays as it is
  }
  return end.string();
}

std::string folder_of(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

std::string name_in_folder(const std::string& path) { return fs::path(path).filename().string(); }

}  // namespace nabla
