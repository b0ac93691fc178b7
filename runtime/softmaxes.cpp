#include <nabla/runtime/softmaxes.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include <nabla/graph/op.hpp>
#include <nabla/ops/softmax.hpp>
#include <nabla/ops/softmax_lines.hpp>
#include <nabla/runtime/line_task.hpp>

namespace nabla::detail {
namespace {

using Result = const Out* SoftmaxLines::*;

/// What a node is of its operand.
struct Kind {
  Result result;
  std::size_t axis;
};
std::optional<Kind> kind_of(const Expr& node) {
  const auto of = [&](Result result, int axis) {
    return Kind{result, normalized_axis(axis, node->operands()[0].rank())};
  };
  if (const auto* const op = op_as<Softmax>(node)) return of(&SoftmaxLines::softmax, op->axis);
  if (const auto* const op = op_as<LogSoftmax>(node)) return of(&SoftmaxLines::log_softmax, op->axis);
  if (const auto* const op = op_as<LogSumExp>(node)) return of(&SoftmaxLines::logsumexp, op->axis);
  return std::nullopt;
}

class SoftmaxKernel final : public Kernel {
 public:
  SoftmaxKernel(std::size_t axis, std::vector<Result> results)
      : axis_(static_cast<int>(axis)), results_(std::move(results)) {}

  std::unique_ptr<Task> bind(std::span<const View> operands, std::span<const Out>) const override {
    constexpr std::size_t columns = 64;  // whole vectors
    const SoftmaxLines what(operands[0], axis_);
    return make_line_task(what.lines(), what.layout.n, what.layout.inner == 1 ? 1 : columns,
                          [this](const Frame& frame, std::size_t first, std::size_t last) {
                            SoftmaxLines lines(frame.operands[0], axis_);
                            for (std::size_t i = 0; i < results_.size(); ++i) lines.*results_[i] = &frame.results[i];
                            lines.compute(first, last);
                          });
  }
  bool may_overwrite(std::size_t, std::size_t result) const override {
    if (results_[result] == &SoftmaxLines::softmax)
      return std::ranges::find(results_, &SoftmaxLines::log_softmax) == results_.end();
    return results_[result] == &SoftmaxLines::log_softmax;
  }
  bool may_throw() const override { return false; }

 private:
  int axis_;
  std::vector<Result> results_;
};

}  // namespace

void join_softmaxes(const Dag& dag, std::vector<Part>& parts) {
  std::map<std::pair<Vertex, std::size_t>, std::size_t> first;  // the part, by operand and axis
  std::size_t kept = 0;
  for (Part& part : parts) {
    const auto kind = part.group ? std::nullopt : kind_of(dag[part.results[0]]);
    if (kind) {
      const auto [found, is_new] = first.emplace(std::pair(part.operands[0], kind->axis), kept);
      std::vector<Vertex>& results = parts[found->second].results;
      // Two of a kind differ in keepdims.
      const auto same = [&](Vertex v) { return kind_of(dag[v])->result == kind->result; };
      if (!is_new && std::ranges::none_of(results, same)) {
        results.push_back(part.results[0]);
        continue;
      }
    }
    if (&parts[kept] != &part) parts[kept] = std::move(part);
    ++kept;
  }
  parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(kept), parts.end());
}

std::unique_ptr<const Kernel> make_softmax_kernel(const Dag& dag, const Part& part) {
  std::vector<Result> results;
  std::size_t axis = 0;
  for (const Vertex v : part.results) {
    const std::optional<Kind> kind = kind_of(dag[v]);
    if (!kind) return nullptr;
    results.push_back(kind->result);
    axis = kind->axis;
  }
  return std::make_unique<SoftmaxKernel>(axis, std::move(results));
}

}  // namespace nabla::detail
