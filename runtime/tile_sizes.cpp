#include <nabla/runtime/tile_sizes.hpp>

#include <algorithm>

namespace nabla::detail {
namespace {

bool has_rows(Extent extent) { return extent == Extent::Grid || extent == Extent::Rows; }

std::size_t product(std::span<const std::int64_t> sizes) {
  std::size_t entries = 1;
  for (const std::int64_t size : sizes) entries *= static_cast<std::size_t>(size);
  return entries;
}

void learn(TileGrid& grid, const Group::Value& value, std::span<const std::int64_t> sizes) {
  if (value.extent == Extent::Rows) grid.rows = product(sizes);
  if (value.extent == Extent::Columns) grid.columns = product(sizes);
  if (value.extent != Extent::Grid) return;
  grid.rows = product(sizes.first(value.row_axes));
  grid.columns = product(sizes.subspan(value.row_axes));
}

/// An extreme of no entries?
const char* error_of(const TileGrid& grid, const std::vector<Code>& codes) {
  const auto count = [&](Extent e) {
    return (has_rows(e) ? grid.rows : 1) * (e == Extent::Grid || e == Extent::Columns ? grid.columns : 1);
  };
  for (const Code& code : codes) {
    if (code.kind != Code::Kind::Max && code.kind != Code::Kind::Min) continue;
    if (count(grid.extents[code.operands[0]]) == 0 && count(grid.extents[code.result]) > 0)
      return code.kind == Code::Kind::Max ? "there is no largest of no entries" : "there is no smallest of no entries";
  }
  return nullptr;
}

void replace(std::vector<Extent>& extents, Extent from, Extent to) { std::ranges::replace(extents, from, to); }

void flatten(TileGrid& grid, const std::vector<Code>& codes) {
  const auto is_row_reduction = [&](const Code& code) {
    return code.is_reduction() && grid.extents[code.operands[0]] == Extent::Grid &&
           grid.extents[code.result] == Extent::Rows;
  };
  if (grid.rows == 1 && grid.columns == 1) {
    std::ranges::fill(grid.extents, Extent::Grid);
  } else if (grid.rows == 1) {
    replace(grid.extents, Extent::Columns, Extent::Grid);
    replace(grid.extents, Extent::Rows, Extent::One);
  } else if (grid.columns == 1 && std::ranges::none_of(codes, is_row_reduction)) {
    replace(grid.extents, Extent::Rows, Extent::Grid);
    replace(grid.extents, Extent::Columns, Extent::One);
  }
  if (std::ranges::any_of(grid.extents, [](Extent e) { return e == Extent::Rows || e == Extent::Columns; })) return;
  grid.columns *= grid.rows;
  grid.rows = 1;
}

/// True if a value with rows is late.
bool find_late(std::vector<bool>& late, const std::vector<Extent>& extents, const std::vector<Code>& codes) {
  bool waits = false;
  late.assign(extents.size(), false);
  for (const Code& code : codes) {
    bool is_late = code.is_reduction() && has_rows(extents[code.operands[0]]) && !has_rows(extents[code.result]);
    for (std::uint32_t k = 0; k < code.arity; ++k) is_late = is_late || late[code.operands[k]];
    late[code.result] = is_late;
    waits = waits || (is_late && has_rows(extents[code.result]));
  }
  return waits;
}

}  // namespace

TileGrid grid_of(const Group& group, const std::vector<Code>& codes, std::span<const View> operands,
                 std::span<const Out> results) {
  TileGrid grid;
  for (const Group::Value& value : group.values) grid.extents.push_back(value.extent);
  for (std::size_t i = 0; i < group.operand_count; ++i) learn(grid, group.values[i], operands[i].sizes);
  for (std::size_t i = 0; i < group.results.size(); ++i) learn(grid, group.values[group.results[i]], results[i].sizes);
  grid.error = error_of(grid, codes);
  flatten(grid, codes);
  if (grid.rows != 1) return find_late(grid.late, grid.extents, codes), grid;
  grid.staged = find_late(grid.late, grid.extents, codes);
  if (!grid.staged) return grid;
  replace(grid.extents, Extent::One, Extent::Rows);
  find_late(grid.late, grid.extents, codes);
  return grid;
}

bool waits_for_all_rows(const Group& group, const std::vector<Code>& codes) {
  std::vector<Extent> extents;
  bool rows = false;
  for (const Group::Value& value : group.values) {
    extents.push_back(value.extent);
    rows = rows || value.extent == Extent::Rows || value.row_axes > 0;
  }
  std::vector<bool> late;
  return rows && find_late(late, extents, codes);
}

}  // namespace nabla::detail
