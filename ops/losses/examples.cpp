#include <nabla/ops/losses/examples.hpp>

#include <utility>

#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/cast.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/maximum.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/shapes.hpp>
#include <nabla/ops/where.hpp>

namespace nabla::detail {
namespace {

void require_fitting(const char* what, const Expr& x, DType dtype, const Shape& losses) {
  if (x.dtype() != dtype)
    throw Error(std::string("the ") + what + " is " + std::string(to_string(x.dtype())) + ", not " +
                std::string(to_string(dtype)));
  bool fits = x.rank() == losses.rank();
  for (std::size_t axis = 0; fits && axis < losses.rank(); ++axis)
    fits = x.shape()[axis] == losses[axis] || x.shape()[axis] == Dim(1);
  if (!fits)
    throw Error(std::string("the ") + what + " of " + to_string(x.shape()) + " does not fit losses of " +
                to_string(losses));
}

void require_alike(const Expr& prediction, const Expr& target) {
  const DType dtype = floats(prediction.type()).dtype;
  if (target.dtype() != dtype)
    throw Error("the prediction is " + std::string(to_string(dtype)) + ", the target " +
                std::string(to_string(target.dtype())) + ": cast() one of them");
  if (!(prediction.shape() == target.shape()))
    throw Error("the shapes differ: " + to_string(prediction.shape()) + " and " + to_string(target.shape()));
}

struct Pair {
  Expr prediction, target;
};

/// A bare number is repeated in the other's shape.
Pair paired(const Operand& prediction, const Operand& target) {
  const Expr p = prediction.meeting(target), t = target.meeting(prediction);
  if (prediction.is_number()) return {broadcast_to(p, t.shape()), t};
  return {p, target.is_number() ? broadcast_to(t, p.shape()) : t};
}

/// `examples` gives the losses' shape, or an Error, once the operands are known to fit.
Expr loss_of(const char* name, const Operand& prediction, const Operand& target, const LossOptions& options,
             Shape (*examples)(const Shape&), const LossOf& f) {
  const Provenance at(prediction.where());
  const auto [p, t] = paired(prediction, target);
  const Examples of = placed(name, prediction.where(), shown(p, t, options), [&, &p = p, &t = t] {
    require_alike(p, t);
    return Examples({p.dtype(), examples(p.shape())}, options);
  });
  return of.reduced(f(of.counted(p), of.counted(t)));
}

Shape of_numbers(const Shape& shape) { return shape.rank() < 2 ? shape : without_classes(shape); }

}  // namespace

Examples::Examples(const Type& losses, LossOptions options) : type_(losses), options_(std::move(options)) {
  if (options_.weights) require_fitting("weight", options_.weights, type_.dtype, type_.shape);
  if (options_.mask) require_fitting("mask", options_.mask, b8, type_.shape);
}

Expr Examples::counted(const Expr& x) const {
  const Expr& mask = options_.mask;
  if (!mask) return x;
  std::vector<Dim> sizes = mask.shape().dims();
  sizes.resize(x.rank(), 1);
  return where(reshape(mask, Shape(std::move(sizes))), x, is_float(x.dtype()) ? 0.5 : 0.0);
}

Expr Examples::reduced(const Expr& losses) const {
  Expr y = losses;
  if (options_.weights) y = y * counted(options_.weights);
  if (options_.mask) y = where(options_.mask, y, 0);
  if (options_.reduction == Reduction::none) return y;
  if (options_.reduction == Reduction::sum) return sum(y);
  if (!options_.mask) return mean(y);
  const Expr count = sum(cast(broadcast_to(options_.mask, type_.shape), type_.dtype));
  return sum(y) / maximum(count, 1);
}

Exprs shown(const Expr& prediction, const Expr& target, const LossOptions& options) {
  Exprs list{prediction, target};
  if (options.weights) list.push_back(options.weights);
  if (options.mask) list.push_back(options.mask);
  return list;
}

Shape without_classes(const Shape& shape) {
  if (shape.rank() == 0) throw Error("the prediction has rank 0: the loss is one of vectors, along the last axis");
  return without(shape, shape.rank() - 1);
}

Expr loss_of_entries(const char* name, const Operand& prediction, const Operand& target, const LossOptions& options,
                     const LossOf& f) {
  return loss_of(name, prediction, target, options, of_numbers, [&](const Expr& p, const Expr& t) {
    const Expr losses = f(p, t);
    return losses.rank() < 2 ? losses : mean(losses, -1);
  });
}

Expr loss_of_rows(const char* name, const Operand& prediction, const Operand& target, const LossOptions& options,
                  const LossOf& f) {
  return loss_of(name, prediction, target, options, without_classes, f);
}

}  // namespace nabla::detail
