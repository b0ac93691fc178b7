#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <nabla/runtime/group.hpp>
#include <nabla/runtime/group_codes.hpp>

namespace nabla::detail {

/// A group's grid under concrete sizes. Where rows and columns need not be told apart it is a single row, in which a
/// value has all entries, or one, of extent Rows if the entries of the row wait for it and One otherwise.
struct TileGrid {
  std::size_t rows = 1, columns = 1;
  std::vector<Extent> extents;  // of the values
  std::vector<bool> late;       // known only when all tiles are done
  bool staged = false;          // entries of the only row wait for what is reduced of all
  const char* error = nullptr;  // an extreme of no entries
};

TileGrid grid_of(const Group& group, const std::vector<Code>& codes, std::span<const View> operands,
                 std::span<const Out> results);

/// Would a value with rows have to wait for one that is known only when all rows are done?
bool waits_for_all_rows(const Group& group, const std::vector<Code>& codes);

}  // namespace nabla::detail
