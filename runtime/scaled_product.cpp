#include <nabla/runtime/scaled_product.hpp>

#include <utility>

#include <nabla/graph/op.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/matmul.hpp>
#include <nabla/ops/pick.hpp>

namespace nabla::detail {
namespace {

/// Reads off a single step what it does to a product.
class Reader {
 public:
  Reader(const Group& group, const Code& code) : group_(group), code_(code) {}

  std::optional<ScaledProduct> read() const {
    const kernels::Kernels& k = kernels::kernels();
    const auto& [x, y, z] = code_.operands;
    if (is(k.mul_add)) return scaled(x, y, z, 1, 1);
    if (is(k.mul_sub)) return scaled(x, y, z, 1, -1);
    if (is(k.sub_mul)) return scaled(x, y, z, -1, 1);
    if (is(k.mul)) return scaled(x, y, ScaledProduct::none, 1, 1);
    if (is(k.neg)) return scaled(x, ScaledProduct::none, ScaledProduct::none, -1, 1);
    if (is(k.add)) return added(is_product(x) ? y : x, is_product(x) ? x : y, 1, 1);
    if (is(k.sub)) return is_product(x) ? added(y, x, 1, -1) : added(x, y, -1, 1);
    return std::nullopt;
  }

 private:
  template <class Family>
  bool is(const Family& family) const {
    return code_.tile.run == (group_.product->node.dtype() == DType::f32 ? family.tile_f32 : family.tile_f64);
  }
  bool is_product(std::uint32_t value) const { return value == group_.product->value; }

  std::optional<ScaledProduct> scaled(std::uint32_t x, std::uint32_t y, std::uint32_t addend, double alpha,
                                      double beta) const {
    if (!is_product(x)) std::swap(x, y);
    if (!is_product(x) || (y != ScaledProduct::none && group_.values[y].extent != Extent::One)) return std::nullopt;
    if (addend == ScaledProduct::none) return ScaledProduct{alpha, beta, y, addend};
    return added(addend, x, alpha, beta, y);
  }

  std::optional<ScaledProduct> added(std::uint32_t addend, std::uint32_t product, double alpha, double beta,
                                     std::uint32_t scale = ScaledProduct::none) const {
    if (!is_product(product) || is_product(addend) || group_.values[addend].extent != Extent::Grid) return std::nullopt;
    return ScaledProduct{alpha, beta, scale, addend};
  }

  const Group& group_;
  const Code& code_;
};

template <class T>
class ScaledProductTask final : public Task {
 public:
  ScaledProductTask(const ScaledProduct& what, const Group& group, std::span<const View> operands)
      : what_(what), place_(group.product->value), first_matrix_(group.operand_count - 1) {
    const auto& op = *op_as<Matmul>(group.product->node);
    const View &a = operands[first_matrix_], &b = operands[first_matrix_ + 1];
    product_.transpose_a = op.transpose_a;
    product_.transpose_b = op.transpose_b;
    product_.m = static_cast<std::size_t>(a.sizes[op.transpose_a ? 1 : 0]);
    product_.k = static_cast<std::size_t>(a.sizes[op.transpose_a ? 0 : 1]);
    product_.n = static_cast<std::size_t>(b.sizes[op.transpose_b ? 0 : 1]);
    product_.alpha = static_cast<T>(what.alpha);
    product_.beta = static_cast<T>(what.beta);
    parts_ = kernel_.parts(product_.m, product_.k, product_.n, op.transpose_a, op.transpose_b);
  }

  std::size_t parts(std::size_t) const override { return parts_; }

  void run(const Frame& frame, std::size_t, std::size_t first, std::size_t last) const override {
    kernels::Product<T> product = product_;
    product.a = entries(frame, first_matrix_);
    product.b = entries(frame, first_matrix_ + 1);
    product.c = entries(frame, first_matrix_ + 2);
    if (what_.scale != ScaledProduct::none) product.alpha *= *operand(frame, what_.scale);
    if (what_.addend != ScaledProduct::none) product.addend = operand(frame, what_.addend);
    kernel_.run(product, first, last);
  }

 private:
  static T* entries(const Frame& frame, std::size_t i) { return reinterpret_cast<T*>(frame.data[i]); }
  /// The product's value is none of the instruction's operands.
  const T* operand(const Frame& frame, std::uint32_t value) const {
    return entries(frame, value - (value > place_ ? 1 : 0));
  }

  const ScaledProduct what_;
  const std::uint32_t place_;
  const std::size_t first_matrix_;  // among the operands; behind both is the result
  const kernels::ProductKernel<T> kernel_ = pick<T>(kernels::kernels().product);
  kernels::Product<T> product_{};  // but for what a call knows
  std::size_t parts_;
};

}  // namespace

std::optional<ScaledProduct> scaled_product(const Group& group, const std::vector<Code>& codes) {
  if (!group.product) return std::nullopt;
  if (codes.empty()) return ScaledProduct{};
  if (codes.size() != 1 || codes[0].kind != Code::Kind::Kernel) return std::nullopt;
  if (group.results.size() != 1 || group.results[0] != codes[0].result) return std::nullopt;
  return Reader(group, codes[0]).read();
}

std::unique_ptr<Task> make_task(const ScaledProduct& what, const Group& group, std::span<const View> operands) {
  if (group.product->node.dtype() == DType::f32)
    return std::make_unique<ScaledProductTask<float>>(what, group, operands);
  return std::make_unique<ScaledProductTask<double>>(what, group, operands);
}

}  // namespace nabla::detail
