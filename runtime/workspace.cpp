#include <nabla/runtime/workspace.hpp>

#include <algorithm>
#include <cstring>
#include <new>

#include <nabla/graph/leaf.hpp>
#include <nabla/runtime/arena.hpp>
#include <nabla/runtime/locate.hpp>
#include <nabla/runtime/pool.hpp>

namespace nabla::detail {
namespace {

constexpr std::align_val_t alignment{Arena::alignment};

/// The part where the share begins: shares differ by at most one part, whatever the thread that runs them.
std::size_t first_part(std::size_t share, std::size_t shares, std::size_t parts) { return parts * share / shares; }

std::size_t most_parts(const Task& task) {
  std::size_t most = 1;
  for (std::size_t phase = 0; phase < task.phases(); ++phase) most = std::max(most, task.parts(phase));
  return most;
}

/// What one thread needs for itself, so that no two share a cache line.
std::size_t own_stride(const Task& task) {
  return (task.own_bytes() + Arena::alignment - 1) / Arena::alignment * Arena::alignment;
}

}  // namespace

Workspace::Workspace(const Plan& plan, const Layout& layout, std::size_t threads)
    : plan_(plan),
      layout_(layout),
      threads_(threads),
      external_(plan.input_count + plan.parameters.size() + plan.targets.size()),
      patched_(external_.size()),
      views_(plan.operands.size()),
      outs_(plan.results.size()),
      data_(plan.operands.size() + plan.results.size()) {
  std::size_t own = 0;
  for (std::uint32_t i = 0; i < plan.instructions.size(); ++i)
    if (const std::size_t stride = own_stride(layout.task(i)); stride > 0)
      own = std::max(own, stride * std::min(threads, most_parts(layout.task(i))));
  const std::size_t peak = layout.peak();  // a multiple of the alignment
  arena_ = static_cast<std::byte*>(operator new(peak + own, alignment));
  own_ = arena_ + peak;
  try {
    steps_.reserve(plan.instructions.size());
    for (std::uint32_t i = 0; i < plan.instructions.size(); ++i) add_step(i);
    for (const Copy& copy : plan.copies) add_copy(copy);
    std::ranges::stable_sort(reads_, {}, &Patch::external);
    std::ranges::stable_sort(writes_, {}, &Patch::external);
  } catch (...) {
    operator delete(arena_, alignment);
    throw;
  }
}

Workspace::~Workspace() { operator delete(arena_, alignment); }

void Workspace::run(Watch* watch) {
  patch();
  if (watch)
    evaluate(*watch);
  else
    evaluate();
  copy();
}

void Workspace::add_step(std::uint32_t i) {
  const Instruction& instruction = plan_.instructions[i];
  const std::uint32_t first_data = instruction.first_operand + instruction.first_result;
  std::uint32_t data = first_data;
  for (std::uint32_t k = 0; k < instruction.operand_count; ++k, ++data) {
    const std::uint32_t place = instruction.first_operand + k;
    const std::uint32_t value = plan_.operands[place];
    const Pointer from = pointer(value);
    if (from.external != fixed) reads_.push_back({place, data, from.external, from.shift});
    views_[place] = {from.data, plan_.values[value].node.dtype(), layout_.sizes(value)};
    data_[data] = from.data;
  }
  for (std::uint32_t k = 0; k < instruction.result_count; ++k, ++data) {
    const std::uint32_t place = instruction.first_result + k;
    const std::uint32_t value = plan_.results[place];
    const Pointer to = pointer(value);
    if (to.external != fixed) writes_.push_back({place, data, to.external, 0});
    outs_[place] = {to.data, plan_.values[value].node.dtype(), layout_.sizes(value)};
    data_[data] = to.data;
  }
  const Task& task = layout_.task(i);
  const Frame frame{views_.data() + instruction.first_operand, outs_.data() + instruction.first_result,
                    data_.data() + first_data, arena_ + layout_.shared_offset(i), own_};
  for (std::size_t phase = 0; phase < task.phases(); ++phase) {
    const std::size_t parts = task.parts(phase);
    steps_.push_back({&task, frame, static_cast<std::uint32_t>(phase), static_cast<std::uint32_t>(parts),
                      static_cast<std::uint32_t>(std::min(parts, threads_))});
  }
}

void Workspace::add_copy(const Copy& copy) {
  const Pointer from = pointer(copy.value);
  const auto to = static_cast<std::uint32_t>(plan_.input_count + plan_.parameters.size() + copy.target);
  if (layout_.bytes(copy.value) > 0)
    copies_.push_back({from.data, from.external, from.shift, to, layout_.bytes(copy.value)});
}

Workspace::Pointer Workspace::pointer(std::uint32_t value) const {
  const std::size_t shift = layout_.shift(value);
  const auto readable = [&](const Tensor& tensor) {
    return Pointer{const_cast<std::byte*>(tensor.view().data) + shift, fixed, 0};  // never a result, so never written
  };
  const std::uint32_t parameters = plan_.input_count;
  const auto targets = static_cast<std::uint32_t>(parameters + plan_.parameters.size());
  const Value& root = plan_.values[plan_.root(value)];
  switch (root.home) {
    case Home::Input:
      return {nullptr, root.index, shift};
    case Home::Parameter:
      return {nullptr, parameters + root.index, shift};
    case Home::Target:
      return {nullptr, targets + root.index, shift};
    case Home::Constant:
      return readable(static_cast<const Constant&>(root.node->op()).value());
    case Home::Size:
      return readable(layout_.size_value(root.index));
    case Home::Arena:
    case Home::Alias:
      break;
  }
  return {arena_ + layout_.offset(plan_.root(value)) + shift, fixed, 0};
}

/// Most calls get most of their data where the call before had it.
void Workspace::patch() {
  const auto put = [&](const std::vector<Patch>& patches, auto& places) {
    for (std::size_t i = 0; i < patches.size();) {
      const std::uint32_t external = patches[i].external;
      std::byte* const now = external_[external];
      const bool moved = now != patched_[external];
      for (; i < patches.size() && patches[i].external == external; ++i)
        if (moved) places[patches[i].place].data = data_[patches[i].data] = now + patches[i].shift;
    }
  };
  put(reads_, views_);
  put(writes_, outs_);
  patched_ = external_;
}

void Workspace::evaluate() {
  const Step* step = steps_.data();
  const Step* const end = step + steps_.size();
  try {
    for (; step != end; ++step)
      if (step->shares <= 1)
        step->task->run(step->frame, step->phase, 0, step->parts);
      else
        spread(*step);
  } catch (const Error& error) {
    throw locate(error, node_of(*step));
  }
}

/// A loop of its own, so that the other one asks nothing of each instruction.
void Workspace::evaluate(Watch& watch) {
  const Step* step = steps_.data();
  watch.start();
  for (std::uint32_t i = 0; i < plan_.instructions.size(); ++i) {
    const Instruction& instruction = plan_.instructions[i];
    const Step* const end = step + layout_.task(i).phases();
    try {
      for (; step != end; ++step)
        if (step->shares <= 1)
          step->task->run(step->frame, step->phase, 0, step->parts);
        else
          spread(*step);
    } catch (const Error& error) {
      throw locate(error, node_of(*step));
    }
    watch.end(i, std::span(outs_).subspan(instruction.first_result, instruction.result_count));
  }
}

void Workspace::spread(const Step& step) const {
  const std::size_t stride = own_stride(*step.task);
  const auto run = [&](std::size_t share, std::size_t rank) {
    Frame frame = step.frame;
    frame.own += rank * stride;
    step.task->run(frame, step.phase, first_part(share, step.shares, step.parts),
                   first_part(share + 1, step.shares, step.parts));
  };
  if (!Pool::shared().run(step.shares, run)) step.task->run(step.frame, step.phase, 0, step.parts);
}

/// The first node that the step's instruction computes.
const Expr& Workspace::node_of(const Step& step) const {
  return plan_.values[plan_.results[static_cast<std::size_t>(step.frame.results - outs_.data())]].node;
}

void Workspace::copy() const {
  for (const CopyStep& step : copies_)
    std::memcpy(external_[step.to_external],
                step.from_external == fixed ? step.from : external_[step.from_external] + step.shift, step.bytes);
}

}  // namespace nabla::detail
