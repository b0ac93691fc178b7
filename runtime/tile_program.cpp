#include <nabla/runtime/tile_program.hpp>

#include <algorithm>

#include <nabla/graph/op.hpp>
#include <nabla/runtime/tile_sizes.hpp>

namespace nabla::detail {
namespace {

constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);
constexpr std::size_t tile_bytes = 4096;  // a handful of them are in the first-level cache together
constexpr std::size_t alignment = 64;

using Kind = OtherStep::Kind;

kernels::TileFn copy_of(DType dtype) {
  const kernels::Copies& copies = kernels::kernels().copy;
  return size_of(dtype) == 1 ? copies.b1 : size_of(dtype) == 4 ? copies.b4 : copies.b8;
}

kernels::SpreadFn spread_of(DType dtype) {
  const kernels::Spreads& spreads = kernels::kernels().spread;
  return size_of(dtype) == 1 ? spreads.b1 : size_of(dtype) == 4 ? spreads.b4 : spreads.b8;
}

class Builder {
 public:
  Builder(const Group& group, const std::vector<Code>& codes, std::span<const View> operands,
          std::span<const Out> results, const std::optional<ProductPlace>& product)
      : group_(group),
        codes_(codes),
        product_(product),
        grid_(grid_of(group, codes, operands, results)),
        places_(group.values.size()) {
    p_.rows = grid_.rows, p_.columns = grid_.columns;
    p_.error = grid_.error;
    if (!codes.empty()) p_.stages.resize(codes.back().stage + 1);
    choose_tile();
    choose_parts();
    find_uses();
    place_operands();
    place_results();
  }

  TileProgram build() && {
    for (std::uint32_t i = 0; i < codes_.size(); ++i) add(i);
    for (std::uint32_t i = 0; i < p_.slots.size(); ++i)
      if (p_.slots[i].row_bytes != 0 || p_.slots[i].column_bytes != 0) p_.moving.push_back(i);
    const std::size_t addresses = rounded(p_.slots.size() * sizeof(std::byte*));
    const std::size_t states = p_.parts == 1 ? rounded(p_.states_bytes) : 0;
    for (Slot& slot : p_.slots)
      if (slot.base == Slot::Base::Own) slot.offset += addresses + states;
    p_.own_states = addresses;
    p_.own_bytes = addresses + states + buffers_;
    return std::move(p_);
  }

 private:
  /// What is known of a value on the way.
  struct Place {
    std::uint32_t slot = none;      // of its entries
    std::uint32_t expanded = none;  // of an entry for each of a tile's, where its extent is smaller
    std::uint32_t buffer = none;    // which of the reused ones
    std::uint32_t last_use = 0;     // by the code of this number
    std::uint32_t last_stage = 0;
    std::uint32_t result = none;
  };

  static std::size_t rounded(std::size_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }
  static bool is_grid(Extent extent) { return extent == Extent::Grid; }

  Extent extent(std::uint32_t value) const { return grid_.extents[value]; }
  DType dtype(std::uint32_t value) const { return group_.values[value].dtype; }

  /// In bytes. Of arrays beyond the second-level cache, and of those beyond all caches, the processor fetches less
  /// ahead the longer a step leaves the operands of another alone.
  std::size_t tile_size() const {
    constexpr std::size_t second_level = std::size_t{1} << 20, all_levels = std::size_t{1} << 25;
    if (p_.rows > 1) return tile_bytes;
    std::size_t entry = 0;
    for (std::uint32_t i = 0; i < group_.operand_count; ++i)
      if (is_grid(extent(i))) entry += size_of(dtype(i));
    for (const std::uint32_t result : group_.results)
      if (is_grid(extent(result))) entry += size_of(dtype(result));
    const std::size_t all = entry * p_.columns;
    return all > all_levels ? tile_bytes / 8 : all > second_level ? tile_bytes / 4 : tile_bytes;
  }

  void choose_tile() {
    for (std::uint32_t i = 0; i < group_.values.size(); ++i)
      if (is_grid(extent(i))) widest_ = std::max(widest_, size_of(dtype(i)));
    const std::size_t entries = tile_size() / widest_, columns = p_.columns;
    p_.width = columns;
    if (columns > entries) {
      const std::size_t tiles = (columns + entries - 1) / entries;
      p_.width = std::min(entries, ((columns + tiles - 1) / tiles + alignment - 1) / alignment * alignment);
    } else if (p_.rows > 1 && columns < entries / 2) {
      p_.block = std::min(p_.rows, entries / std::max<std::size_t>(columns, 1));
    }
    tile_ = p_.block * p_.width;
  }

  /// By the sizes alone, so that every number of threads gives the same bits.
  void choose_parts() {
    constexpr std::size_t enough = 30'000, most = 16;  // entries computed; a part's states are combined by one thread
    const std::size_t steps = static_cast<std::size_t>(std::ranges::count_if(codes_, [&](const Code& code) {
      return is_grid(extent(code.is_reduction() ? code.operands[0] : code.result));
    }));
    const std::size_t work = p_.rows * p_.columns * std::max<std::size_t>(steps, 1);
    p_.by_columns = p_.rows == 1;
    const std::size_t all = p_.by_columns ? p_.columns : p_.rows, unit = p_.by_columns ? p_.width : p_.block;
    p_.piece = all;
    if (work < 2 * enough || (p_.by_columns && grid_.staged)) return;
    const std::size_t parts = std::min(most, work / enough);
    p_.piece = ((all + parts - 1) / parts + unit - 1) / unit * unit;
    p_.parts = (all + p_.piece - 1) / p_.piece;
  }

  void find_uses() {
    for (std::uint32_t i = 0; i < codes_.size(); ++i)
      for (std::uint32_t k = 0; k < codes_[i].arity; ++k) {
        places_[codes_[i].operands[k]].last_use = i;
        places_[codes_[i].operands[k]].last_stage = codes_[i].stage;
      }
  }

  std::uint32_t add_slot(const Slot& slot) {
    p_.slots.push_back(slot);
    return static_cast<std::uint32_t>(p_.slots.size() - 1);
  }

  /// A buffer for nothing else.
  std::uint32_t own(std::size_t bytes, std::size_t column_bytes = 0) {
    const std::size_t offset = buffers_;
    buffers_ += rounded(bytes);
    return add_slot({Slot::Base::Own, 0, offset, 0, column_bytes});
  }

  std::uint32_t memory(Slot::Base base, std::uint32_t index, std::uint32_t value) {
    const std::size_t size = size_of(dtype(value));
    const Extent e = extent(value);
    return add_slot({base, index, 0,
                     e == Extent::Grid   ? p_.columns * size
                     : e == Extent::Rows ? size
                                         : 0,
                     e == Extent::Grid || e == Extent::Columns ? size : 0});
  }

  void place_operands() {
    std::uint32_t from = 0;
    for (std::uint32_t i = 0; i < group_.operand_count; ++i)
      if (!group_.product || group_.product->value != i) places_[i].slot = memory(Slot::Base::Operand, from++, i);
    p_.operands = p_.slots.size();
    if (product_)
      places_[product_->value].slot = memory(product_->result ? Slot::Base::Result : Slot::Base::Shared,
                                             product_->result.value_or(0), product_->value);
  }

  void place_results() {
    for (std::uint32_t i = 0; i < group_.results.size(); ++i) {
      Place& place = places_[group_.results[i]];
      place.result = memory(Slot::Base::Result, i, group_.results[i]);
      if (product_ && product_->value == group_.results[i]) continue;
      if (is_grid(extent(group_.results[i]))) place.slot = place.result;
    }
  }

  /// Where the code's result goes, in a tile.
  std::uint32_t place_tile(std::uint32_t i) {
    const Code& code = codes_[i];
    Place& place = places_[code.result];
    const std::size_t size = size_of(dtype(code.result));
    if (place.slot == none && p_.columns > p_.width && place.last_stage > code.stage)
      place.slot = own(p_.columns * size, size);  // the whole row, for a later stage
    release(i, true);
    if (place.slot == none) {
      if (free_.empty()) {
        free_.push_back(own(tile_ * widest_));
      }
      place.slot = place.buffer = free_.back();
      free_.pop_back();
    }
    release(i, false);
    return place.slot;
  }

  /// Buffers whose values are read for the last time; a kernel may write over entries of the same size.
  void release(std::uint32_t i, bool same_size) {
    const Code& code = codes_[i];
    for (std::uint32_t k = 0; k < code.arity; ++k) {
      Place& place = places_[code.operands[k]];
      const bool same = size_of(dtype(code.operands[k])) == size_of(dtype(code.result)) && !code.is_reduction();
      if (place.buffer == none || place.last_use != i || (same_size && !same)) continue;
      free_.push_back(place.buffer);
      place.buffer = none;
    }
  }

  std::uint32_t place_small(std::uint32_t value) {
    Place& place = places_[value];
    const std::size_t size = size_of(dtype(value));
    const Extent e = extent(value);
    if (place.slot == none)
      place.slot = e == Extent::Rows      ? own(p_.block * size)
                   : e == Extent::Columns ? own(p_.columns * size, size)
                                          : own(size);
    if (place.result != none)
      (e == Extent::Rows ? p_.block_stores : p_.stores)
          .push_back({place.slot, place.result, size, e == Extent::Columns ? p_.columns : 1});
    return place.slot;
  }

  std::vector<MicroStep>& list(const Code& code) {
    TileProgram::Stage& stage = p_.stages[code.stage];
    switch (extent(code.result)) {
      case Extent::Grid:
        return stage.tile;
      case Extent::Rows:
        return stage.rows;
      case Extent::Columns:
      case Extent::One:
        break;
    }
    return grid_.late[code.result] ? p_.after : p_.before;
  }

  struct Read {
    std::uint32_t slot;
    bool moves;
  };

  /// The operand as a code of this extent reads it.
  Read read(std::uint32_t value, const Code& code) {
    const Extent e = extent(value), by = extent(code.result);
    if (e == by) return {places_[value].slot, true};
    if (e == Extent::One || by != Extent::Grid) return {places_[value].slot, false};
    if (p_.block == 1) return {places_[value].slot, e == Extent::Columns};
    Place& place = places_[value];
    if (place.expanded == none) {
      place.expanded = own(tile_ * size_of(dtype(value)));
      OtherStep step;
      step.kind = e == Extent::Rows ? Kind::Spread : Kind::Repeat;
      step.spread = spread_of(dtype(value));
      step.operands = {place.slot};
      step.read = {dtype(value)};
      step.result = place.expanded;
      add(step, e == Extent::Rows ? p_.stages[code.stage].rows : p_.before, true);
    }
    return {place.expanded, true};
  }

  void add(const OtherStep& step, std::vector<MicroStep>& to, bool wide) {
    MicroStep micro;
    micro.x = static_cast<std::uint32_t>(p_.others.size());
    micro.wide = wide;
    to.push_back(micro);
    p_.others.push_back(step);
  }

  void add(std::uint32_t i) {
    const Code& code = codes_[i];
    const std::uint32_t x = code.operands[0];
    if (code.is_reduction() && extent(x) != extent(code.result)) return add_reduction(i);
    std::array<Read, 3> reads{};
    for (std::uint32_t k = 0; k < code.arity; ++k) reads[k] = read(code.operands[k], code);
    const bool wide = extent(code.result) == Extent::Columns;
    std::vector<MicroStep>& to = list(code);
    if (code.kind == Code::Kind::Eval) {
      for (std::uint32_t k = 0; k < code.arity; ++k)
        if (!reads[k].moves) reads[k] = repeat(code, code.operands[k], reads[k].slot, to);
    }
    const std::uint32_t result = is_grid(extent(code.result)) ? place_tile(i) : place_small(code.result);
    if (code.kind == Code::Kind::Eval) {
      OtherStep step;
      step.arity = code.arity;
      for (std::uint32_t k = 0; k < code.arity; ++k)
        step.operands[k] = reads[k].slot, step.read[k] = dtype(code.operands[k]);
      step.result = result, step.written = dtype(code.result);
      step.op = code.op;
      return add(step, to, wide);
    }
    MicroStep micro{code.is_reduction() ? copy_of(dtype(x)) : code.tile.run, code.tile.a};
    micro.x = reads[0].slot, micro.y = reads[1].slot, micro.z = reads[2].slot;
    micro.result = result;
    micro.steps = 0;
    for (std::uint32_t k = 0; k < code.arity; ++k) micro.steps |= reads[k].moves ? 1U << k : 0;
    if (tile_ == 1) micro.steps = kernels::all_steps;
    micro.wide = wide;
    to.push_back(micro);
  }

  /// An operand of step 0 as one with as many entries as the result, for an eval().
  Read repeat(const Code& code, std::uint32_t value, std::uint32_t slot, std::vector<MicroStep>& to) {
    const std::size_t size = size_of(dtype(value));
    const Extent e = extent(code.result);
    const std::size_t n = e == Extent::Grid      ? tile_
                          : e == Extent::Rows    ? p_.block
                          : e == Extent::Columns ? p_.columns
                                                 : 1;
    MicroStep micro{copy_of(dtype(value))};
    micro.x = slot;
    micro.result = own(n * size);
    micro.steps = 0;
    micro.wide = e == Extent::Columns;
    to.push_back(micro);
    return {micro.result, true};
  }

  void add_reduction(std::uint32_t i) {
    const Code& code = codes_[i];
    const std::uint32_t x = code.operands[0];
    const Extent from = extent(x), to = extent(code.result);
    TileProgram::Stage& stage = p_.stages[code.stage];
    OtherStep step;
    step.fold = &fold_of(code.kind, dtype(x));
    step.operands = {places_[x].slot};
    step.read = {dtype(x)};
    if (from == Extent::Columns) {
      step.kind = Kind::FoldAtOnce;
      step.result = place_small(code.result);
      return add(step, grid_.late[code.result] ? p_.after : p_.before, true);
    }
    if (to == Extent::Rows) {
      step.result = own(p_.block * kernels::state_bytes);
      step.apart = p_.block;
      step.kind = Kind::StartRows;
      add(step, stage.rows, false);
      step.kind = Kind::FoldRows;
      add(step, stage.tile, false);
      step.kind = Kind::FinishRows;
      step.operands = {step.result};
      step.result = place_small(code.result);
      add(step, stage.finish, false);
    } else {
      const std::size_t results = to == Extent::Columns ? p_.columns : 1;
      const Slot states{Slot::Base::States, 0, p_.states_bytes, 0, to == Extent::Columns ? step.fold->size : 0};
      p_.states_bytes += rounded(results * kernels::state_bytes);
      step.apart = results;
      step.result = add_slot(states);
      step.kind = to == Extent::Columns ? Kind::FoldColumns : Kind::FoldAll;
      add(step, from == Extent::Rows ? stage.rows : stage.tile, false);
      p_.late.push_back({step.fold, results, states.offset, place_small(code.result)});
    }
    release(i, false);
  }

  const Group& group_;
  const std::vector<Code>& codes_;
  const std::optional<ProductPlace>& product_;
  TileGrid grid_;
  std::vector<Place> places_;
  std::vector<std::uint32_t> free_;  // slots of buffers
  std::size_t buffers_ = 0;
  std::size_t tile_ = 1;    // entries
  std::size_t widest_ = 1;  // of the grid's, bytes
  TileProgram p_;
};

}  // namespace

TileProgram tile_program(const Group& group, const std::vector<Code>& codes, std::span<const View> operands,
                         std::span<const Out> results, const std::optional<ProductPlace>& product) {
  return Builder(group, codes, operands, results, product).build();
}

}  // namespace nabla::detail
