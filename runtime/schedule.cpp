#include <nabla/runtime/schedule.hpp>

#include <algorithm>
#include <queue>
#include <unordered_map>

#include <nabla/graph/error.hpp>
#include <nabla/runtime/frontier.hpp>
#include <nabla/runtime/lifetimes.hpp>

namespace nabla::detail {
namespace {

using Order = std::vector<std::uint32_t>;
constexpr std::uint32_t none = Dependencies::none;

/// Each symbol of the inputs as a size that a batch might have.
Bindings guesses(const Plan& plan) {
  Bindings guesses;
  for (const Value& value : plan.values)
    if (value.home == Home::Input)
      for (const Dim& dim : value.node.shape())
        if (!dim.symbol().empty()) guesses.bind(dim.symbol(), 64);
  return guesses;
}

/// About what each value takes in the arena.
std::vector<std::size_t> guessed_bytes(const Plan& plan) {
  const Bindings symbols = guesses(plan);
  std::vector<std::size_t> bytes(plan.values.size());
  for (std::size_t v = 0; v < bytes.size(); ++v) {
    const Value& value = plan.values[v];
    if (value.home != Home::Arena) continue;
    try {
      double count = static_cast<double>(size_of(value.node.dtype()));
      for (const Dim& dim : value.node.shape()) count *= static_cast<double>(dim.evaluate(symbols));
      bytes[v] = static_cast<std::size_t>(std::clamp(count, 1.0, 1e12));
    } catch (const Error&) {  // a size that is negative for these guesses: not large
    }
  }
  return bytes;
}

std::unordered_map<std::uint64_t, std::uint32_t> values_of_parameters(const Plan& plan) {
  std::unordered_map<std::uint64_t, std::uint32_t> values;
  for (std::uint32_t v = 0; v < plan.values.size(); ++v)
    if (plan.values[v].home == Home::Parameter) values.emplace(plan.values[v].node->id(), v);
  return values;
}

/// The renewals that an instruction could compute in place.
class Candidates {
 public:
  Candidates(const Plan& plan, std::span<const Renewal> renewals) : plan_(plan), producer_(plan.values.size(), none) {
    for (std::uint32_t i = 0; i < plan.instructions.size(); ++i)
      for (const std::uint32_t result : plan.results_of(plan.instructions[i])) producer_[result] = i;
    for (const Copy& copy : plan.copies) copied_.push_back(plan.root(copy.value));
    std::ranges::sort(copied_);
    const auto parameters = values_of_parameters(plan);
    for (std::uint32_t i = 0; i < renewals.size(); ++i)
      if (const auto found = parameters.find(renewals[i].parameter->id()); found != parameters.end())
        add(i, renewals[i].target, found->second);
  }
  std::span<const Overwrite> overwrites() const { return overwrites_; }
  /// The number of an overwrite's renewal.
  std::uint32_t renewal(std::size_t overwrite) const { return renewals_[overwrite]; }

 private:
  void add(std::uint32_t renewal, std::uint32_t target, std::uint32_t parameter) {
    const std::uint32_t value = plan_.root(plan_.targets[target]);
    const bool computed_there = plan_.values[value].home == Home::Target && plan_.values[value].index == target;
    if (!computed_there || std::ranges::binary_search(copied_, parameter)) return;
    if (!lets_overwrite(plan_.instructions[producer_[value]], value, parameter)) return;
    overwrites_.push_back({producer_[value], parameter});
    renewals_.push_back(renewal);
  }

  /// Does the instruction read the parameter, and only through operands that this result may overwrite?
  bool lets_overwrite(const Instruction& instruction, std::uint32_t value, std::uint32_t parameter) const {
    if (instruction.kernel->may_throw()) return false;
    const auto results = plan_.results_of(instruction);
    const auto r = static_cast<std::size_t>(std::ranges::find(results, value) - results.begin());
    const auto operands = plan_.operands_of(instruction);
    bool reads = false;
    for (std::size_t o = 0; o < operands.size(); ++o) {
      if (plan_.root(operands[o]) != parameter) continue;
      if (!instruction.kernel->may_overwrite(o, r)) return false;
      reads = true;
    }
    return reads;
  }

  const Plan& plan_;
  std::vector<std::uint32_t> producer_;  // by value: its instruction
  std::vector<std::uint32_t> copied_;
  std::vector<Overwrite> overwrites_;
  std::vector<std::uint32_t> renewals_;
};

/// The order that keeps closest to the present one. Overwrites that no order allows are given up.
Order closest(const Dependencies& dependencies, std::vector<std::uint32_t>& given_up) {
  const std::size_t count = dependencies.plan().instructions.size();
  Frontier frontier(dependencies);
  Order order, ready = frontier.first();
  std::priority_queue<std::uint32_t, Order, std::greater<>> queue(std::greater<>(), std::exchange(ready, {}));
  while (order.size() < count) {
    if (queue.empty()) {
      given_up.push_back(frontier.give_up(ready));
    } else {
      order.push_back(queue.top());
      queue.pop();
      frontier.complete(order.back(), ready);
    }
    for (const std::uint32_t instruction : ready) queue.push(instruction);
    ready.clear();
  }
  return order;
}

/// Takes next whatever leaves the least memory alive: its results, less the operands that it is the last to read.
class Greedy {
 public:
  Greedy(const Dependencies& dependencies, std::span<const std::size_t> bytes)
      : dependencies_(dependencies),
        bytes_(bytes),
        growth_(dependencies.plan().instructions.size()),
        done_(growth_.size()),
        readers_(bytes.size()),
        left_(bytes.size()) {
    const Plan& plan = dependencies.plan();
    for (std::uint32_t i = 0; i < growth_.size(); ++i)
      for (const std::uint32_t result : plan.results_of(plan.instructions[i])) growth_[i] += signed_bytes(result);
    for (std::uint32_t v = 0; v < bytes.size(); ++v) {
      for (const std::uint32_t reader : dependencies.readers(v)) left_[v] ^= reader;
      readers_[v] = static_cast<std::uint32_t>(dependencies.readers(v).size());
      if (readers_[v] == 1) growth_[left_[v]] -= signed_bytes(v);
    }
  }

  Order order() {
    Frontier frontier(dependencies_);
    Order order, ready = frontier.first();
    ready_.resize(growth_.size());
    for (push(ready); !queue_.empty(); push(ready)) {
      const std::uint32_t next = queue_.top().second;
      queue_.pop();
      ready.clear();
      if (done_[next]) continue;  // it came with less growth already
      done_[next] = true;
      order.push_back(next);
      leave(next);
      frontier.complete(next, ready);
    }
    return order;
  }

 private:
  std::int64_t signed_bytes(std::uint32_t value) const { return static_cast<std::int64_t>(bytes_[value]); }

  void push(const Order& ready) {
    for (const std::uint32_t instruction : ready) {
      ready_[instruction] = true;
      queue_.emplace(growth_[instruction], instruction);
    }
  }

  /// What a value's last reader but one leaves is for the last to free.
  void leave(std::uint32_t instruction) {
    for (const std::uint32_t value : dependencies_.reads(instruction)) {
      left_[value] ^= instruction;
      if (--readers_[value] != 1 || bytes_[value] == 0) continue;
      const std::uint32_t last = left_[value];
      growth_[last] -= signed_bytes(value);
      if (ready_[last]) queue_.emplace(growth_[last], last);
    }
  }

  using Entry = std::pair<std::int64_t, std::uint32_t>;
  const Dependencies& dependencies_;
  std::span<const std::size_t> bytes_;
  std::vector<std::int64_t> growth_;    // by instruction
  std::vector<bool> done_, ready_;      // by instruction
  std::vector<std::uint32_t> readers_;  // by value: how many are not done
  std::vector<std::uint32_t> left_;     // by value: their numbers' exclusive or, at last the only one's number
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue_;
};

void reorder(Plan& plan, const Order& order) {
  std::vector<Instruction> sorted;
  sorted.reserve(order.size());
  for (const std::uint32_t i : order) sorted.push_back(std::move(plan.instructions[i]));
  plan.instructions = std::move(sorted);
}

}  // namespace

std::vector<std::uint32_t> schedule(Plan& plan, std::span<const Renewal> renewals) {
  std::vector<std::uint32_t> parameters(renewals.size(), not_overwritten);
  const Candidates candidates(plan, renewals);
  std::vector<std::uint32_t> given_up;
  Order order = closest(Dependencies(plan, candidates.overwrites()), given_up);

  std::vector<Overwrite> overwrites;
  for (std::uint32_t i = 0; i < candidates.overwrites().size(); ++i) {
    const Overwrite& overwrite = candidates.overwrites()[i];
    if (std::ranges::find(given_up, i) != given_up.end()) continue;
    overwrites.push_back(overwrite);
    parameters[candidates.renewal(i)] = plan.values[overwrite.parameter].index;
  }

  // In the order as it was planned neighbours belong together; another must be worth it.
  const Dependencies dependencies(plan, overwrites);
  const std::vector<std::size_t> bytes = guessed_bytes(plan);
  const Order greedy = Greedy(dependencies, bytes).order();
  const auto peak = [&](const Order& o) { return Lifetimes(plan, bytes, {}, o).peak().bytes; };
  reorder(plan, peak(greedy) < peak(order) * 19 / 20 ? greedy : order);
  return parameters;
}

}  // namespace nabla::detail
