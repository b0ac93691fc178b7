#include <nabla/graph/scope.hpp>

#include <deque>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include <nabla/graph/birth.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/graph/expr.hpp>

namespace nabla {
namespace {

/// Every path once, for the life of the program: a node holds 4 bytes where it had padding, and no reference count
/// changes at its birth. A model has a few hundred scopes, however large it is.
class Paths {
 public:
  std::uint32_t number_of(std::string path) {
    const std::unique_lock lock(mutex_);
    const auto [found, is_new] = numbers_.emplace(std::move(path), static_cast<std::uint32_t>(paths_.size()));
    if (is_new) paths_.push_back(&found->first);
    return found->second;
  }
  const std::string& operator[](std::uint32_t number) {
    const std::shared_lock lock(mutex_);
    return *paths_[number];
  }

 private:
  const std::string none_;
  std::shared_mutex mutex_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::deque<const std::string*> paths_{&none_};  // 0 is no scope
};

Paths& paths() {
  static Paths& all = *new Paths;  // never destroyed: nodes that outlive main() still have their scopes
  return all;
}

void check(std::string_view name, Where where) {
  if (name.empty()) throw Error(where, "Scope: a name is needed, it is what pictures call its nodes by");
  if (name.front() == '/' || name.back() == '/' || name.find("//") != std::string_view::npos)
    throw Error(where, "Scope: " + quoted(name) + " has an empty part");
}

}  // namespace

Scope::Scope(std::string_view name, Where where) : outer_(birth.scope) {
  check(name, where);
  const std::string& outer = paths()[outer_];
  birth.scope = paths().number_of(outer.empty() ? std::string(name) : outer + "/" + std::string(name));
}
Scope::~Scope() { birth.scope = outer_; }

const std::string& Node::scope() const { return paths()[scope_]; }

}  // namespace nabla
