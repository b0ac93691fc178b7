#pragma once

#include <span>

#include <nabla/graph/expr.hpp>
#include <nabla/graph/tensor.hpp>
#include <nabla/graph/where.hpp>
#include <nabla/runtime/nan_guard.hpp>
#include <nabla/runtime/plan.hpp>
#include <nabla/runtime/watch.hpp>

namespace nabla::detail {

/// Ends one call at the first value that is not wanted.
class NanWatch final : public Watch {
 public:
  /// `where` is the Function's line, for what has none. All must outlive it.
  NanWatch(NanGuard guard, const Plan& plan, std::span<const Expr> inputs, std::span<const Tensor> feeds, Where where)
      : guard_(guard), plan_(plan), inputs_(inputs), feeds_(feeds), where_(where) {}

  void start() override;
  void end(std::uint32_t instruction, std::span<const Out> results) override;

 private:
  class Search;

  bool is_bad(const View& values) const;
  void check_leaf(const Expr& leaf, const Tensor& value) const;

  NanGuard guard_;
  const Plan& plan_;
  std::span<const Expr> inputs_;
  std::span<const Tensor> feeds_;
  Where where_;
};

}  // namespace nabla::detail
