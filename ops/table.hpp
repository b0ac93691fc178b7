#pragma once

#include <span>
#include <string_view>

#include <nabla/graph/op.hpp>

namespace nabla {

/// An operation as text names it, and how its object is made from its attributes' texts.
struct OpEntry {
  std::string_view name;
  /// Error for an attribute that is missing, unknown or unreadable.
  Ref<const Op> (*make)(std::span<const AttrText> attrs);
};

/// Every operation of the language, sorted by name: for reading graphs, and for tests that go over all of them.
std::span<const OpEntry> operations();
/// The operation with this name; null if there is none.
const OpEntry* find_operation(std::string_view name);

}  // namespace nabla
