#include <nabla/runtime/group_codes.hpp>

#include <algorithm>
#include <optional>

#include <nabla/graph/op.hpp>
#include <nabla/ops/reduce.hpp>

namespace nabla::detail {
namespace {

constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

Code::Kind kind_of(const Expr& node) {
  if (op_as<Sum>(node)) return Code::Kind::Sum;
  if (op_as<Max>(node)) return Code::Kind::Max;
  if (op_as<Min>(node)) return Code::Kind::Min;
  return Code::Kind::Eval;
}

/// Replaces what two steps do by one kernel, where the first's value is not needed but by the second.
class Superinstructions {
 public:
  Superinstructions(const Group& group, std::vector<Code>& codes)
      : group_(group), codes_(codes), maker_(group.values.size(), none), uses_(group.values.size()) {
    for (std::uint32_t i = 0; i < codes.size(); ++i) {
      maker_[codes[i].result] = i;
      for (std::uint32_t k = 0; k < codes[i].arity; ++k) ++uses_[codes[i].operands[k]];
    }
    for (const std::uint32_t result : group.results) ++uses_[result];
  }

  void run() {
    for (Code& code : codes_) {
      if (code.kind != Code::Kind::Kernel) continue;
      const DType dtype = group_.values[code.result].dtype;
      const kernels::Kernels& k = kernels::kernels();
      if (dtype == DType::f32)
        visit(
            code, [&](const auto& family) { return family.tile_f32; }, k);
      if (dtype == DType::f64)
        visit(
            code, [&](const auto& family) { return family.tile_f64; }, k);
    }
    std::erase_if(codes_, [](const Code& code) { return code.op == nullptr; });
  }

 private:
  using Operands = std::array<std::uint32_t, 3>;

  template <class Of>
  void visit(Code& code, Of of, const kernels::Kernels& k) {
    const auto is = [&](const Code* c, const auto& family) { return c && c->tile.run == of(family); };
    Code* const first = inner(code, 0);
    Code* const second = code.arity > 1 ? inner(code, 1) : nullptr;
    const Operands& x = code.operands;
    if (is(&code, k.add)) {
      if (is(first, k.mul)) return merge(code, first, of(k.mul_add), {first->operands[0], first->operands[1], x[1]});
      if (is(second, k.mul))
        return merge(code, second, of(k.mul_add), {second->operands[0], second->operands[1], x[0]});
    }
    if (is(&code, k.sub)) {
      if (is(first, k.mul)) return merge(code, first, of(k.mul_sub), {first->operands[0], first->operands[1], x[1]});
      if (is(second, k.mul))
        return merge(code, second, of(k.sub_mul), {second->operands[0], second->operands[1], x[0]});
      if (is(second, k.square))
        return merge(code, second, of(k.sub_mul), {second->operands[0], second->operands[0], x[0]});
    }
    if (is(&code, k.mul))
      for (std::uint32_t i = 0; i < 2; ++i)
        if (slope(code, i == 0 ? first : second, x[1 - i], of, k)) return;
    for (const auto& [function, of_sum, of_product] :
         {std::array{of(k.tanh), of(k.tanh_add), of(k.tanh_mul_add)},
          std::array{of(k.sigmoid), of(k.sigmoid_add), of(k.sigmoid_mul_add)},
          std::array{of(k.relu), of(k.relu_add), of(k.relu_mul_add)}}) {
      if (code.tile.run != function) continue;
      if (is(first, k.add)) return merge(code, first, of_sum, first->operands);
      if (is(first, k.mul_add)) return merge(code, first, of_product, first->operands);
    }
  }

  /// g (z - y y) and g (y (z - y)), the slopes of tanh and sigmoid.
  template <class Of>
  bool slope(Code& code, Code* factor, std::uint32_t other, Of of, const kernels::Kernels& k) {
    if (!factor) return false;
    const Operands& y = factor->operands;
    if (factor->tile.run == of(k.sub_mul) && y[0] == y[1])
      return merge(code, factor, of(k.tanh_slope), {y[0], other, y[2]}), true;
    if (factor->tile.run != of(k.mul)) return false;
    for (std::uint32_t i = 0; i < 2; ++i) {
      Code* const rest = inner(*factor, i);
      if (!rest || rest->tile.run != of(k.sub) || rest->operands[1] != y[1 - i]) continue;
      const std::uint32_t z = rest->operands[0], at = y[1 - i];
      merge(*factor, rest, of(k.mul), factor->operands);
      return merge(code, factor, of(k.sigmoid_slope), {at, other, z}), true;
    }
    return false;
  }

  /// The code that computes the operand, for nobody else, from values of the same stage.
  Code* inner(const Code& code, std::uint32_t operand) {
    const std::uint32_t value = code.operands[operand];
    if (maker_[value] == none || uses_[value] != 1) return nullptr;
    Code& made = codes_[maker_[value]];
    return made.kind == Code::Kind::Kernel && made.stage == code.stage ? &made : nullptr;
  }

  void merge(Code& code, Code* gone, kernels::TileFn kernel, Operands operands) {
    code.tile = {kernel, 0};
    code.operands = operands;
    code.arity = 3;
    gone->op = nullptr;
  }

  const Group& group_;
  std::vector<Code>& codes_;
  std::vector<std::uint32_t> maker_, uses_;
};

}  // namespace

std::vector<Code> codes_of(const Group& group) {
  std::vector<std::uint32_t> known(group.values.size());  // from which stage on a value can be used
  std::vector<Code> codes;
  codes.reserve(group.steps.size());
  for (std::size_t i = 0; i < group.steps.size(); ++i) {
    const Group::Step& step = group.steps[i];
    Code code;
    code.kind = kind_of(step.node);
    code.op = &step.node->op();
    code.arity = static_cast<std::uint32_t>(step.operands.size());
    code.result = static_cast<std::uint32_t>(group.operand_count + i);
    std::copy(step.operands.begin(), step.operands.end(), code.operands.begin());
    std::vector<Type> types;
    for (const std::uint32_t operand : step.operands) {
      types.push_back({group.values[operand].dtype, {}});
      code.stage = std::max(code.stage, known[operand]);
    }
    if (code.kind == Code::Kind::Eval && code.op->tile(types, code.tile)) code.kind = Code::Kind::Kernel;
    known[code.result] = code.stage + (code.is_reduction() ? 1 : 0);
    codes.push_back(code);
  }
  Superinstructions(group, codes).run();
  std::ranges::stable_sort(codes, {}, &Code::stage);
  return codes;
}

bool has_codes(const Group& group) {
  return std::ranges::all_of(group.steps, [](const Group::Step& step) { return step.operands.size() <= 3; });
}

const kernels::Fold& fold_of(Code::Kind kind, DType dtype) {
  const kernels::Kernels& k = kernels::kernels();
  const kernels::Folds& folds = kind == Code::Kind::Sum   ? k.fold_sum
                                : kind == Code::Kind::Max ? k.fold_max
                                                          : k.fold_min;
  return dtype == DType::f32   ? *folds.f32
         : dtype == DType::f64 ? *folds.f64
         : dtype == DType::i32 ? *folds.i32
                               : *folds.i64;
}

}  // namespace nabla::detail
