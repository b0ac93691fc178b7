#include <nabla/runtime/group.hpp>

#include <algorithm>

#include <nabla/graph/op.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/matmul.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/runtime/arena.hpp>
#include <nabla/runtime/group_codes.hpp>
#include <nabla/runtime/scaled_product.hpp>
#include <nabla/runtime/tile_sizes.hpp>
#include <nabla/runtime/tile_task.hpp>

namespace nabla::detail {
namespace {

/// The product in a first phase, then the steps.
class ProductTask final : public Task {
 public:
  ProductTask(const Matmul& op, DType dtype, std::span<const View> operands, std::span<const Out> results,
              std::size_t first_matrix, const ProductPlace& place, TileProgram program)
      : op_(op), dtype_(dtype), first_matrix_(first_matrix), place_(place), steps_(std::move(program)) {
    const View &a = operands[first_matrix], &b = operands[first_matrix + 1];
    static_cast<void>(results);
    m_ = static_cast<std::size_t>(a.sizes[op.transpose_a ? 1 : 0]);
    k_ = static_cast<std::size_t>(a.sizes[op.transpose_a ? 0 : 1]);
    n_ = static_cast<std::size_t>(b.sizes[op.transpose_b ? 0 : 1]);
    dispatch_float(dtype, [&]<class T>() {
      parts_ = pick<T>(kernels::kernels().product).parts(m_, k_, n_, op.transpose_a, op.transpose_b);
    });
    offset_ = (steps_.shared_bytes() + Arena::alignment - 1) / Arena::alignment * Arena::alignment;
  }

  std::size_t phases() const override { return 1 + steps_.phases(); }
  std::size_t parts(std::size_t phase) const override { return phase == 0 ? parts_ : steps_.parts(phase - 1); }
  std::size_t shared_bytes() const override { return offset_ + (place_.result ? 0 : m_ * n_ * size_of(dtype_)); }
  std::size_t own_bytes() const override { return steps_.own_bytes(); }

  void run(const Frame& frame, std::size_t phase, std::size_t first, std::size_t last) const override {
    std::byte* const to = place_.result ? frame.results[*place_.result].data : frame.shared + offset_;
    if (phase > 0) return steps_.run(frame, to, phase - 1, first, last);
    dispatch_float(dtype_, [&]<class T>() {
      const View &a = frame.operands[first_matrix_], &b = frame.operands[first_matrix_ + 1];
      pick<T>(kernels::kernels().product)
          .run({a.as<T>(), op_.transpose_a, b.as<T>(), op_.transpose_b, reinterpret_cast<T*>(to), m_, k_, n_}, first,
               last);
    });
  }

 private:
  const Matmul& op_;
  const DType dtype_;
  const std::size_t first_matrix_;  // among the operands
  const ProductPlace place_;
  const TileTask steps_;
  std::size_t m_, k_, n_, parts_ = 1;
  std::size_t offset_;  // of the product in the shared memory
};

class GroupKernel final : public Kernel {
 public:
  explicit GroupKernel(Group group) : group_(std::move(group)), codes_(codes_of(group_)) {
    if (!group_.product) return;
    scaled_ = scaled_product(group_, codes_);
    place_ = ProductPlace{group_.product->value, {}};
    for (std::uint32_t i = 0; i < group_.results.size(); ++i)
      if (group_.results[i] == place_->value) place_->result = i;
    for (std::uint32_t i = 0; i < group_.results.size() && !place_->result; ++i)
      if (takes_product(group_.results[i])) place_->result = i;
  }

  std::unique_ptr<Task> bind(std::span<const View> operands, std::span<const Out> results) const override {
    if (!group_.product) return std::make_unique<TileTask>(tile_program(group_, codes_, operands, results, place_));
    if (scaled_) return make_task(*scaled_, group_, operands);
    const auto& op = *op_as<Matmul>(group_.product->node);
    const DType dtype = group_.product->node.dtype();
    const std::size_t first_matrix = group_.operand_count - 1;
    const std::int64_t sizes[] = {operands[first_matrix].sizes[op.transpose_a ? 1 : 0],
                                  operands[first_matrix + 1].sizes[op.transpose_b ? 0 : 1]};
    std::vector<View> all;
    for (std::uint32_t i = 0, from = 0; i < group_.operand_count; ++i)
      all.push_back(i == place_->value ? View{nullptr, dtype, sizes} : operands[from++]);
    return std::make_unique<ProductTask>(op, dtype, operands, results, first_matrix, *place_,
                                         tile_program(group_, codes_, all, results, place_));
  }

  /// The result's entries are written when the operand's have been read for the last time.
  bool may_overwrite(std::size_t operand, std::size_t result) const override {
    if (group_.product && operand + 1 >= group_.operand_count) return false;  // the matrices
    const auto from = static_cast<std::uint32_t>(operand + (place_ && operand >= place_->value ? 1 : 0));
    if (scaled_) return from == scaled_->addend;
    if (place_ && place_->result == result) return false;
    const Group::Value &read = group_.values[from], &written = group_.values[group_.results[result]];
    return read.extent == written.extent && size_of(read.dtype) == size_of(written.dtype) &&
           is_read_before(from, group_.results[result]);
  }

  /// There is no largest of no entries, and an eval() may be the user's.
  bool may_throw() const override {
    return !std::ranges::all_of(
        codes_, [](const Code& code) { return code.kind == Code::Kind::Kernel || code.kind == Code::Kind::Sum; });
  }

 private:
  bool takes_product(std::uint32_t value) const {
    const Group::Value &product = group_.values[place_->value], &taker = group_.values[value];
    return taker.extent == Extent::Grid && taker.dtype == product.dtype && is_read_before(place_->value, value);
  }

  /// Does no code read the value behind the one that makes the other?
  bool is_read_before(std::uint32_t value, std::uint32_t made) const {
    const auto maker = std::ranges::find(codes_, made, &Code::result);
    return maker != codes_.end() && std::all_of(maker + 1, codes_.end(), [&](const Code& code) {
             return std::find(code.operands.begin(), code.operands.begin() + code.arity, value) ==
                    code.operands.begin() + code.arity;
           });
  }

  Group group_;
  std::vector<Code> codes_;
  std::optional<ProductPlace> place_;
  std::optional<ScaledProduct> scaled_;
};

}  // namespace

std::unique_ptr<const Kernel> make_kernel(Group group) { return std::make_unique<GroupKernel>(std::move(group)); }

bool fits(const Group& group) { return has_codes(group) && !waits_for_all_rows(group, codes_of(group)); }

}  // namespace nabla::detail
