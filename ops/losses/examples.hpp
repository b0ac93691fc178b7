#pragma once

#include <functional>

#include <nabla/graph/operand.hpp>
#include <nabla/graph/shape.hpp>
#include <nabla/ops/losses/options.hpp>

namespace nabla::detail {

/// The examples of a loss, and what the options say of them.
class Examples {
 public:
  /// Of losses of this type. Error where weights or mask do not fit.
  Examples(const Type& losses, LossOptions options);

  /// x, whose first axes are the examples'; but where an example is masked, 0 for integers and 1/2 for floats: a value
  /// where every loss is finite, and has a finite slope, that is not passed on.
  Expr counted(const Expr& x) const;
  /// The losses, weighted, without the masked ones, and reduced.
  Expr reduced(const Expr& losses) const;

 private:
  Type type_;
  LossOptions options_;
};

/// The operands of a loss, and its options', for an Error to show.
Exprs shown(const Expr& prediction, const Expr& target, const LossOptions& options);

/// The shape without the last axis, that of the classes. Error for rank 0.
Shape without_classes(const Shape& shape);

/// A loss of the prediction, then the target.
using LossOf = std::function<Expr(const Expr&, const Expr&)>;

/// The loss of numbers: `f` of each pair, and the mean over the last axis, unless there is but one.
Expr loss_of_entries(const char* name, const Operand& prediction, const Operand& target, const LossOptions& options,
                     const LossOf& f);
/// The loss of vectors: `f` takes the last axis to one loss.
Expr loss_of_rows(const char* name, const Operand& prediction, const Operand& target, const LossOptions& options,
                  const LossOf& f);

}  // namespace nabla::detail
