#include <nabla/runtime/profiler.hpp>

#include <algorithm>

#include <nabla/graph/op.hpp>
#include <nabla/runtime/flops.hpp>

namespace nabla::detail {
namespace {

Profile::Node node_of(const Expr& x, const Bindings& symbols) {
  return {std::string(x->op().name()),
          x.name(),
          std::string(to_string(x.dtype())) + to_string(x.shape().evaluate(symbols)),
          x->where(),
          x->is_gradient(),
          nabla::flops(x, symbols)};
}

Profile::Instruction instruction_of(const Plan& plan, const Instruction& instruction, const Layout& layout,
                                    const Bindings& symbols) {
  Profile::Instruction made;
  for (std::uint32_t n = 0; n < instruction.node_count; ++n)
    made.nodes.push_back(node_of(plan.nodes[instruction.first_node + n], symbols));
  const double all = made.flops();
  for (Profile::Node& node : made.nodes)
    node.share = all > 0 ? node.flops / all : 1 / static_cast<double>(made.nodes.size());
  const auto operands = plan.operands_of(instruction);
  for (std::size_t i = 0; i < operands.size(); ++i)
    if (std::find(operands.begin(), operands.begin() + static_cast<std::ptrdiff_t>(i), operands[i]) ==
        operands.begin() + static_cast<std::ptrdiff_t>(i))
      made.bytes += layout.bytes(operands[i]);
  for (const std::uint32_t result : plan.results_of(instruction)) made.bytes += layout.bytes(result);
  return made;
}

double seconds(std::chrono::steady_clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

Profiler::Profiler(const Plan& plan, const Layout& layout, const Bindings& symbols, const MachinePeak& peak) {
  profile_.peak = peak;
  for (const Instruction& instruction : plan.instructions)
    profile_.instructions.push_back(instruction_of(plan, instruction, layout, symbols));
  profile_.events.reserve(plan.instructions.size());
}

void Profiler::start() {
  profile_.events.clear();
  begin_ = latest_ = Clock::now();
}

/// One look at the clock an instruction: it begins where the one before has ended.
void Profiler::end(std::uint32_t i, std::span<const Out>) {
  const Clock::time_point now = Clock::now();
  Profile::Instruction& instruction = profile_.instructions[i];
  const double time = seconds(now - latest_);
  instruction.seconds += time;
  instruction.fastest = profile_.calls == 0 ? time : std::min(instruction.fastest, time);
  profile_.events.push_back({i, seconds(latest_ - begin_), time});
  latest_ = now;
}

void Profiler::end_call() {
  profile_.seconds += seconds(Clock::now() - called_);
  ++profile_.calls;
}

}  // namespace nabla::detail
