#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <nabla/kernels/kernels.hpp>
#include <nabla/runtime/group.hpp>
#include <nabla/runtime/group_codes.hpp>
#include <nabla/runtime/kernel.hpp>

namespace nabla::detail {

/// Where a value's entries are: at row r and column c of the grid, `row_bytes` r + `column_bytes` c behind the base.
struct Slot {
  enum class Base : std::uint8_t { Operand, Result, Own, States, Shared };

  Base base = Base::Own;
  std::uint32_t index = 0;  // of the operand or result
  std::size_t offset = 0;   // in the task's own memory, among the states, or in the shared memory
  std::size_t row_bytes = 0, column_bytes = 0;
};

/// One call of a kernel on the entries of a tile.
struct MicroStep {
  kernels::TileFn run = nullptr;  // null: program.others[x] tells
  double a = 0;
  std::uint32_t x = 0, y = 0, z = 0, result = 0;  // slots
  unsigned steps = kernels::all_steps;
  bool wide = false;  // outside of tiles: an entry for each column, not just one
};

/// What is no call of an elementwise kernel.
struct OtherStep {
  enum class Kind : std::uint8_t {
    Eval,         ///< of an operation without a kernel; all operands have steps of 1
    Repeat,       ///< the result is what each row of a tile reads of x, an entry for each column
    Spread,       ///< the result has for each entry of a tile what x has for its row
    StartRows,    ///< states of no entries for the rows of a block
    FoldRows,     ///< a tile's entries into the states of their rows
    FinishRows,   ///< entries of the states of a block
    FoldColumns,  ///< a tile's entries into the states of their columns
    FoldAll,      ///< into a single state
    FoldAtOnce,   ///< all entries into one
  };

  Kind kind = Kind::Eval;
  std::uint32_t arity = 1;
  std::array<std::uint32_t, 3> operands{};  // slots
  std::array<DType, 3> read{};
  std::uint32_t result = 0;  // slot
  DType written{};
  const Op* op = nullptr;
  const kernels::Fold* fold = nullptr;
  kernels::SpreadFn spread = nullptr;
  std::size_t apart = 1;  // of the states
};

/// A reduction over the rows, or over all entries, which is known when all tiles are done.
struct LateFold {
  const kernels::Fold* fold;
  std::size_t results;
  std::size_t offset;    // of the states among those of a part
  std::uint32_t result;  // slot
};

/// What moves from the task's own memory to a result.
struct Store {
  std::uint32_t from, to;  // slots
  std::size_t size;        // of an entry
  std::size_t entries;     // where that does not follow from the block
};

/// A group under concrete sizes: micro-steps over tiles of a grid of rows and columns.
///
/// The rows are divided into blocks: as many whole rows as fit into a tile, or a single row in several tiles. For each
/// block the stages follow each other, each over all tiles of the block, so that a stage finds what the one before has
/// reduced along the rows. What is reduced over the rows is gathered over all blocks; each part gathers in states of
/// its own, which are combined in order at the end.
struct TileProgram {
  struct Stage {
    std::vector<MicroStep> rows;    // once for a block, on an entry for each row
    std::vector<MicroStep> tile;    // for each tile of it
    std::vector<MicroStep> finish;  // behind them
  };

  std::size_t rows = 1, columns = 1;
  std::size_t block = 1, width = 1;  // rows and columns of a tile
  std::size_t parts = 1, piece = 1;  // of so many rows, or of so many columns of the only row
  bool by_columns = false;

  std::vector<Slot> slots;  // the first `operands` are the operands', in order
  std::size_t operands = 0;
  std::vector<std::uint32_t> moving;  // those that depend on the row or column
  std::vector<OtherStep> others;
  std::vector<MicroStep> before, after;  // the tiles
  std::vector<Stage> stages;
  std::vector<LateFold> late;
  std::vector<Store> block_stores, stores;  // behind a block, and at the end

  std::size_t own_bytes = 0;     // the slots' addresses, then the buffers
  std::size_t own_states = 0;    // where the states of a single part are in its own memory
  std::size_t states_bytes = 0;  // of a part
  const char* error = nullptr;   // what a call complains of
};

/// Where a product leaves its entries: value `value` of the group, in that result or, if that is none, in the shared
/// memory.
struct ProductPlace {
  std::uint32_t value = 0;
  std::optional<std::uint32_t> result;
};

/// `operands` are the group's, the product's value among them. The program refers to the group's operations.
TileProgram tile_program(const Group& group, const std::vector<Code>& codes, std::span<const View> operands,
                         std::span<const Out> results, const std::optional<ProductPlace>& product);

}  // namespace nabla::detail
