#include <nabla/runtime/frontier.hpp>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

#include <nabla/graph/op.hpp>

namespace nabla::detail {

Dependencies::Dependencies(const Plan& plan, std::span<const Overwrite> overwrites)
    : plan_(plan), overwrites_(overwrites.begin(), overwrites.end()), overwrite_of_(plan.values.size(), none) {
  for (std::uint32_t i = 0; i < overwrites_.size(); ++i) overwrite_of_[overwrites_[i].parameter] = i;
  find_reads();
  find_readers();
  find_effects();
}

void Dependencies::find_reads() {
  reads_.first.reserve(plan_.instructions.size() + 1);
  reads_.entries.reserve(plan_.operands.size());
  for (const Instruction& instruction : plan_.instructions) {
    const std::size_t begin = reads_.entries.size();
    reads_.first.push_back(static_cast<std::uint32_t>(begin));
    for (const std::uint32_t operand : plan_.operands_of(instruction)) reads_.entries.push_back(plan_.root(operand));
    const auto from = reads_.entries.begin() + static_cast<std::ptrdiff_t>(begin);
    std::sort(from, reads_.entries.end());
    reads_.entries.erase(std::unique(from, reads_.entries.end()), reads_.entries.end());
  }
  reads_.first.push_back(static_cast<std::uint32_t>(reads_.entries.size()));
}

void Dependencies::find_readers() {
  readers_.first.resize(plan_.values.size() + 1);
  for (const std::uint32_t value : reads_.entries) ++readers_.first[value + 1];
  std::partial_sum(readers_.first.begin(), readers_.first.end(), readers_.first.begin());
  readers_.entries.resize(reads_.entries.size());
  std::vector<std::uint32_t> next(readers_.first.begin(), readers_.first.end() - 1);
  for (std::uint32_t i = 0; i < plan_.instructions.size(); ++i)
    for (const std::uint32_t value : reads(i)) readers_.entries[next[value]++] = i;
}

void Dependencies::find_effects() {
  next_effect_.resize(plan_.instructions.size(), none);
  std::uint32_t latest = none;
  for (std::uint32_t i = 0; i < plan_.instructions.size(); ++i) {
    const Instruction& instruction = plan_.instructions[i];
    if (instruction.node_count != 1) continue;  // no group prints or checks anything
    const std::string_view name = plan_.nodes[instruction.first_node]->op().name();
    if (name != "print" && name != "check") continue;
    if (latest != none) next_effect_[latest] = i;
    latest = i;
  }
}

Frontier::Frontier(const Dependencies& dependencies)
    : dependencies_(dependencies),
      waits_for_(dependencies.plan().instructions.size()),
      pending_(dependencies.overwrites().size()) {
  const Plan& plan = dependencies.plan();
  for (std::uint32_t i = 0; i < waits_for_.size(); ++i) {
    may_fail_ += plan.instructions[i].kernel->may_throw();
    for (const std::uint32_t result : plan.results_of(plan.instructions[i]))
      for (const std::uint32_t reader : dependencies.readers(result)) ++waits_for_[reader];
    if (const std::uint32_t next = dependencies.next_effect(i); next != Dependencies::none) ++waits_for_[next];
  }
  for (std::uint32_t i = 0; i < pending_.size(); ++i) {
    const Overwrite& overwrite = dependencies.overwrites()[i];
    // Of the readers it is one itself.
    pending_[i] = static_cast<std::uint32_t>(dependencies.readers(overwrite.parameter).size()) - 1 + (may_fail_ > 0);
    waits_for_[overwrite.instruction] += pending_[i];
  }
}

std::vector<std::uint32_t> Frontier::first() const {
  std::vector<std::uint32_t> ready;
  for (std::uint32_t i = 0; i < waits_for_.size(); ++i)
    if (waits_for_[i] == 0) ready.push_back(i);
  return ready;
}

void Frontier::complete(std::uint32_t instruction, std::vector<std::uint32_t>& ready) {
  const Plan& plan = dependencies_.plan();
  for (const std::uint32_t result : plan.results_of(plan.instructions[instruction]))
    for (const std::uint32_t reader : dependencies_.readers(result)) arrive(reader, ready);
  if (const std::uint32_t next = dependencies_.next_effect(instruction); next != Dependencies::none)
    arrive(next, ready);
  for (const std::uint32_t value : dependencies_.reads(instruction))
    if (const std::uint32_t overwrite = dependencies_.overwrite_of(value); overwrite != Dependencies::none)
      if (dependencies_.overwrites()[overwrite].instruction != instruction) arrive_at_overwrite(overwrite, ready);
  if (plan.instructions[instruction].kernel->may_throw() && --may_fail_ == 0)
    for (std::uint32_t i = 0; i < pending_.size(); ++i) arrive_at_overwrite(i, ready);
}

std::uint32_t Frontier::give_up(std::vector<std::uint32_t>& ready) {
  std::uint32_t chosen = Dependencies::none;
  for (std::uint32_t i = 0; i < pending_.size(); ++i) {
    if (pending_[i] == 0) continue;
    const bool frees = waits_for_[dependencies_.overwrites()[i].instruction] == pending_[i];
    if (frees || chosen == Dependencies::none) chosen = i;
    if (frees) break;
  }
  if (chosen == Dependencies::none) return chosen;
  const std::uint32_t instruction = dependencies_.overwrites()[chosen].instruction;
  waits_for_[instruction] -= std::exchange(pending_[chosen], 0) - 1;
  arrive(instruction, ready);
  return chosen;
}

void Frontier::arrive(std::uint32_t instruction, std::vector<std::uint32_t>& ready) {
  if (--waits_for_[instruction] == 0) ready.push_back(instruction);
}

/// Nothing where the overwrite was given up.
void Frontier::arrive_at_overwrite(std::uint32_t overwrite, std::vector<std::uint32_t>& ready) {
  if (pending_[overwrite] == 0) return;
  --pending_[overwrite];
  arrive(dependencies_.overwrites()[overwrite].instruction, ready);
}

}  // namespace nabla::detail
