#pragma once

#include <nabla/graph/op.hpp>

namespace nabla {

/// y[i] = start + i * step, computed in double.
struct Arange {
  static constexpr auto name = "arange";
  Attr<Dim> size;
  Attr<double> start = 0.0, step = 1.0;
  Attr<DType> dtype = f32;
  auto attrs() const { return named_attrs("size", size, "start", start, "step", step, "dtype", dtype); }

  Type infer() const;
  void eval(const Out& y) const;
  Cotangents pullback(const Expr&, const Expr&) const { return {}; }
};

/// 0, 1, ..., n - 1.
Expr arange(const Dim& n, DType dtype, Where where = Where::here());
/// start, start + step, ... up to but without stop, as numpy's: ceil((stop - start) / step) numbers, which rounding may
/// make one more than one thinks where the step is no whole number. Error for a step of 0.
Expr arange(double start, double stop, double step, DType dtype, Where where = Where::here());

}  // namespace nabla
