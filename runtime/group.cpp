#include <nabla/runtime/group.hpp>

#include <algorithm>
#include <array>
#include <cstring>

#include <nabla/graph/op.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/matmul.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/runtime/arena.hpp>

namespace nabla::detail {
namespace {

using Sizes = std::array<std::int64_t, 2>;

/// The group's steps, one after the other, with a place for each value.
class GroupTask final : public Task {
 public:
  GroupTask(const Group& group, std::span<const View> operands, std::span<const Out> results) : group_(group) {
    find_sizes(operands, results);
    for (std::size_t i = 0; i < group.values.size(); ++i) {
      const Extent extent = group.values[i].extent;
      const bool tall = extent == Extent::Grid || extent == Extent::Rows;
      const bool wide = extent == Extent::Grid || extent == Extent::Columns;
      sizes_.push_back({tall ? rows_ : 1, wide ? columns_ : 1});
      offsets_.push_back(own_);
      const std::size_t bytes = View{nullptr, group.values[i].dtype, sizes_.back()}.bytes();
      own_ += (bytes + Arena::alignment - 1) / Arena::alignment * Arena::alignment;
    }
    own_ += group.values.size() * sizeof(View);
  }

  std::size_t own_bytes() const override { return own_; }

  void run(const Frame& frame, std::size_t, std::size_t, std::size_t) const override {
    std::vector<View> values;
    std::size_t from = 0;
    for (std::uint32_t i = 0; i < group_.values.size(); ++i) {
      const bool is_operand = i < group_.operand_count && !(group_.product && group_.product->value == i);
      values.push_back(
          {is_operand ? frame.operands[from++].data : frame.own + offsets_[i], group_.values[i].dtype, sizes_[i]});
    }
    if (group_.product) {
      const View& product = values[group_.product->value];
      group_.product->node->op().eval({frame.operands + from, 2}, writable(product));
    }
    for (std::size_t i = 0; i < group_.steps.size(); ++i) {
      std::vector<View> read;
      for (const std::uint32_t operand : group_.steps[i].operands) read.push_back(values[operand]);
      const Out result = writable(values[group_.operand_count + i]);
      const Op& op = group_.steps[i].node->op();
      if (!reduce(group_.steps[i].node, read[0], result)) op.eval(read, result);
    }
    for (std::size_t i = 0; i < group_.results.size(); ++i)
      if (const View& value = values[group_.results[i]]; value.elements() > 0)
        std::memcpy(frame.results[i].data, value.data, value.bytes());
  }

 private:
  static Out writable(const View& view) { return {const_cast<std::byte*>(view.data), view.dtype, view.sizes}; }

  static bool reduce(const Expr& node, const View& x, const Out& y) {
    std::vector<int> axes;
    for (int i = 0; i < 2; ++i)
      if (x.sizes[static_cast<std::size_t>(i)] != y.sizes[static_cast<std::size_t>(i)]) axes.push_back(i);
    if (op_as<Sum>(node)) return Sum{{axes, true}}.eval(x, y), true;
    if (op_as<Max>(node)) return Max{{axes, true}}.eval(x, y), true;
    if (op_as<Min>(node)) return Min{{axes, true}}.eval(x, y), true;
    return false;
  }

  void find_sizes(std::span<const View> operands, std::span<const Out> results) {
    std::size_t from = 0;
    for (std::uint32_t i = 0; i < group_.operand_count; ++i)
      if (!group_.product || group_.product->value != i) learn(group_.values[i], operands[from++]);
    for (std::size_t i = 0; i < group_.results.size(); ++i) learn(group_.values[group_.results[i]], results[i]);
    if (group_.product) {
      const auto& product = *op_as<Matmul>(group_.product->node);
      rows_ = operands[from].sizes[product.transpose_a ? 1 : 0];
      columns_ = operands[from + 1].sizes[product.transpose_b ? 0 : 1];
    }
  }
  void learn(const Group::Value& value, const View& view) {
    const auto product = [](std::span<const std::int64_t> sizes) {
      std::int64_t entries = 1;
      for (const std::int64_t size : sizes) entries *= size;
      return entries;
    };
    const std::span<const std::int64_t> sizes = view.sizes;
    if (value.extent == Extent::Rows) rows_ = product(sizes);
    if (value.extent == Extent::Columns) columns_ = product(sizes);
    if (value.extent != Extent::Grid) return;
    rows_ = product(sizes.first(value.row_axes));
    columns_ = product(sizes.subspan(value.row_axes));
  }

  const Group& group_;
  std::int64_t rows_ = 1, columns_ = 1;
  std::vector<Sizes> sizes_;
  std::vector<std::size_t> offsets_;
  std::size_t own_ = 0;
};

class GroupKernel final : public Kernel {
 public:
  explicit GroupKernel(Group group) : group_(std::move(group)) {}

  std::unique_ptr<Task> bind(std::span<const View> operands, std::span<const Out> results) const override {
    return std::make_unique<GroupTask>(group_, operands, results);
  }
  bool may_overwrite(std::size_t, std::size_t) const override { return false; }
  bool may_throw() const override {
    return std::any_of(group_.steps.begin(), group_.steps.end(),
                       [](const Group::Step& step) { return !step.node->op().is_elementwise(); });
  }

 private:
  Group group_;
};

}  // namespace

std::unique_ptr<const Kernel> make_kernel(Group group) { return std::make_unique<GroupKernel>(std::move(group)); }

}  // namespace nabla::detail
