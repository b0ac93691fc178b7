#pragma once
// Private: the operation behind loop(), and what vmap() falls back on.

#include <memory>
#include <vector>

#include <nabla/graph/op.hpp>
#include <nabla/graph/replace.hpp>

namespace nabla {
class Function;
}

namespace nabla::detail {

/// y[k] = body(x_1[k], ..., x_n[k]) for each index k of a leading axis, where operands that are not mapped are the same
/// for every k. The body's leaves are its parameters, inputs in the order of the operands, and constants.
///
/// An operation with a body: its eval() calls a compiled Function for each k (the first call compiles), its pullback is
/// the loop over the body's vjp, its batch rule the loop over the body's vmap. It has no text to be read back from.
class Loop final : public Op {
 public:
  Loop(Exprs parameters, Expr body, std::vector<bool> mapped);
  ~Loop() override;

  const Exprs& parameters() const { return parameters_; }
  const Expr& body() const { return body_; }
  const std::vector<bool>& mapped() const { return mapped_; }

  std::string_view name() const override { return "loop"; }
  std::size_t arity() const override { return parameters_.size(); }
  Type infer(Types operands) const override;
  void eval(Views operands, const Out& y) const override;
  Cotangents pullback(Operands operands, const Expr& y, const Expr& dy) const override;
  Expr batch(const Batch& x) const override;
  std::vector<AttrText> attrs() const override;
  bool equals(const Op& other) const override { return this == &other; }
  Ref<const Op> with_dtype(DType from, DType to) const override;

 private:
  const Function& function() const;

  Exprs parameters_;
  Expr body_;
  std::vector<bool> mapped_;
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

/// {x, xs} with the further axis in front of each xs.
Expr make_loop(const Expr& output, const Replacements& inputs, Where where);

}  // namespace nabla::detail
