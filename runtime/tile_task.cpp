#include <nabla/runtime/tile_task.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/runtime/arena.hpp>

namespace nabla::detail {
namespace {

using Kind = OtherStep::Kind;

/// How many entries a step works on.
struct Entries {
  std::size_t rows, columns;
  std::size_t all() const { return rows * columns; }
};

void evaluate(const OtherStep& step, std::byte* const* at, std::size_t n) {
  const std::int64_t size = static_cast<std::int64_t>(n);
  const std::span<const std::int64_t> sizes(&size, 1);
  std::array<View, 3> views;
  for (std::uint32_t k = 0; k < step.arity; ++k) views[k] = {at[step.operands[k]], step.read[k], sizes};
  step.op->eval({views.data(), step.arity}, {at[step.result], step.written, sizes});
}

void repeat(const OtherStep& step, std::byte* const* at, const Entries& n) {
  const std::size_t bytes = n.columns * size_of(step.read[0]);
  if (bytes == 0) return;
  for (std::size_t i = 0; i < n.rows; ++i) std::memcpy(at[step.result] + i * bytes, at[step.operands[0]], bytes);
}

void call(const OtherStep& step, std::byte* const* at, const Entries& n) {
  const void* const x = at[step.operands[0]];
  void* const result = at[step.result];
  switch (step.kind) {
    case Kind::Eval:
      return evaluate(step, at, n.all());
    case Kind::Repeat:
      return repeat(step, at, n);
    case Kind::Spread:
      return step.spread(x, result, n.rows, n.columns);
    case Kind::StartRows:
      return step.fold->start(result, step.apart, n.rows);
    case Kind::FoldRows:
      return step.fold->rows(x, n.rows, n.columns, result, step.apart);
    case Kind::FinishRows:
      return step.fold->finish(x, step.apart, result, n.rows);
    case Kind::FoldColumns:
      return step.fold->columns(x, n.rows, n.columns, result, step.apart);
    case Kind::FoldAll:
      return step.fold->rows(x, 1, n.all(), result, step.apart);
    case Kind::FoldAtOnce: {
      alignas(8) std::byte state[kernels::state_bytes];
      step.fold->start(state, 1, 1);
      step.fold->rows(x, 1, n.columns, state, 1);
      return step.fold->finish(state, 1, result, 1);
    }
  }
}

}  // namespace

TileTask::TileTask(TileProgram program)
    : p_(std::move(program)),
      part_states_((p_.states_bytes + Arena::alignment - 1) / Arena::alignment * Arena::alignment),
      phases_(p_.parts > 1 && !(p_.late.empty() && p_.stores.empty() && p_.after.empty()) ? 2 : 1) {}

/// What a call holds in registers: the addresses of the slots are in its own memory.
class TileTask::Run {
 public:
  Run(const TileTask& task, const Frame& frame, std::byte* shared)
      : task_(task), p_(task.p_), frame_(frame), shared_(shared), at_(reinterpret_cast<std::byte**>(frame.own)) {}

  void part(std::size_t part) {
    start(part);
    for (const LateFold& fold : p_.late) fold.fold->start(states_ + fold.offset, fold.results, fold.results);
    outside(p_.before);
    if (p_.by_columns) {
      const std::size_t first = part * p_.piece;
      block(0, 1, first, std::min(p_.columns, first + p_.piece));
      return;
    }
    const std::size_t first = part * p_.piece, last = std::min(p_.rows, first + p_.piece);
    for (std::size_t row = first; row < last; row += p_.block)
      block(row, std::min(p_.block, last - row), 0, p_.columns);
  }

  void restart() {
    start(0);
    outside(p_.before);
  }

  void end() {
    for (std::size_t i = 0; i < p_.moving.size(); ++i) at_[p_.moving[i]] = base(p_.slots[p_.moving[i]]);
    for (const LateFold& fold : p_.late) {
      for (std::size_t part = 1; part < p_.parts; ++part)
        fold.fold->merge(states_ + part * task_.part_states_ + fold.offset, fold.results, states_ + fold.offset,
                         fold.results, fold.results);
      fold.fold->finish(states_ + fold.offset, fold.results, at_[fold.result], fold.results);
    }
    outside(p_.after);
    for (const Store& store : p_.stores) copy(store, store.entries);
  }

 private:
  std::byte* base(const Slot& slot) const {
    switch (slot.base) {
      case Slot::Base::Operand:
        return frame_.data[slot.index];
      case Slot::Base::Result:
        return frame_.results[slot.index].data;
      case Slot::Base::Own:
        return frame_.own + slot.offset;
      case Slot::Base::States:
        return states_ + slot.offset;
      case Slot::Base::Shared:
        break;
    }
    return shared_;
  }

  void start(std::size_t part) {
    states_ = p_.parts == 1 ? frame_.own + p_.own_states : frame_.shared + part * task_.part_states_;
    std::copy_n(frame_.data, p_.operands, at_);
    for (std::size_t i = p_.operands; i < p_.slots.size(); ++i) at_[i] = base(p_.slots[i]);
  }

  void move(std::size_t row, std::size_t column) {
    for (const std::uint32_t i : p_.moving) {
      const Slot& slot = p_.slots[i];
      at_[i] = base(slot) + row * slot.row_bytes + column * slot.column_bytes;
    }
  }

  void block(std::size_t row, std::size_t rows, std::size_t first, std::size_t last) {
    const bool single = last - first <= p_.width;
    if (row + first > 0) move(row, first);
    for (const TileProgram::Stage& stage : p_.stages) {
      steps(stage.rows, {rows, single ? last - first : p_.width}, rows);
      for (std::size_t column = first; column < last; column += p_.width) {
        if (!single) move(row, column);
        const Entries n{rows, std::min(p_.width, last - column)};
        steps(stage.tile, n, n.all());
      }
      steps(stage.finish, {rows, 1}, rows);
    }
    for (const Store& store : p_.block_stores) copy(store, rows);
  }

  void steps(const std::vector<MicroStep>& list, const Entries& entries, std::size_t n) {
    for (const MicroStep& step : list) run(step, entries, n);
  }

  void outside(const std::vector<MicroStep>& list) {
    for (const MicroStep& step : list) run(step, {p_.block, p_.columns}, step.wide ? p_.columns : 1);
  }

  void run(const MicroStep& step, const Entries& entries, std::size_t n) {
    if (step.run)
      step.run(at_[step.x], at_[step.y], at_[step.z], at_[step.result], n, step.steps, step.a);
    else
      other(p_.others[step.x], entries, n);
  }

  void other(const OtherStep& step, const Entries& entries, std::size_t n) {
    const bool whole = step.kind == Kind::Eval || step.kind == Kind::FoldAll;
    call(step, at_, whole ? Entries{1, n} : entries);
  }

  void copy(const Store& store, std::size_t entries) {
    if (entries > 0) std::memcpy(at_[store.to], at_[store.from], entries * store.size);
  }

  const TileTask& task_;
  const TileProgram& p_;
  const Frame& frame_;
  std::byte* const shared_;
  std::byte* states_ = nullptr;
  std::byte** const at_;
};

void TileTask::run(const Frame& frame, std::size_t phase, std::size_t first, std::size_t last) const {
  run(frame, nullptr, phase, first, last);
}

void TileTask::run(const Frame& frame, std::byte* shared, std::size_t phase, std::size_t first,
                   std::size_t last) const {
  if (p_.error) throw Error(p_.error);
  Run run(*this, frame, shared);
  if (phase == 0)
    for (std::size_t part = first; part < last; ++part) run.part(part);
  else
    run.restart();
  if (phase + 1 == phases_ && (phase == 1 || p_.parts == 1)) run.end();
}

}  // namespace nabla::detail
