#pragma once
// A few operations of the tests' own, so that graph/ is tested without ops/ and every kind of structure has a plain
// example: commutative or not, with attributes, with any number of operands, with each kind of cotangent.

#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>

namespace nabla::test {

inline Type same_type(const Type& x, const Type& y) {
  if (x.dtype != y.dtype)
    throw Error("dtypes differ: " + std::string(to_string(x.dtype)) + " and " + std::string(to_string(y.dtype)));
  if (x.shape != y.shape) throw Error("shapes differ: " + to_string(x.shape) + " and " + to_string(y.shape));
  return x;
}

/// z[i] = f(x[i], y[i]) for f32
template <class F>
void each(const View& x, const View& y, const Out& z, F f) {
  for (std::size_t i = 0; i < z.elements(); ++i) z.as<float>()[i] = f(x.as<float>()[i], y.as<float>()[i]);
}

struct Plus {
  static constexpr auto name = "plus";
  static constexpr bool elementwise = true;
  static constexpr bool commutative = true;
  Type infer(const Type& x, const Type& y) const { return same_type(x, y); }
  void eval(const View& x, const View& y, const Out& z) const {
    each(x, y, z, [](float a, float b) { return a + b; });
  }
  Cotangents pullback(const Expr&, const Expr&, const Expr&, const Expr& dz) const { return {dz, dz}; }
};
inline Expr plus(const Expr& x, const Expr& y, Where where = Where::here()) { return apply(Plus{}, where, x, y); }

struct Minus {
  static constexpr auto name = "minus";
  Type infer(const Type& x, const Type& y) const { return same_type(x, y); }
  void eval(const View& x, const View& y, const Out& z) const {
    each(x, y, z, [](float a, float b) { return a - b; });
  }
  Cotangents pullback(const Expr&, const Expr&, const Expr&, const Expr& dz) const { return {dz, zero}; }
};
inline Expr minus(const Expr& x, const Expr& y, Where where = Where::here()) { return apply(Minus{}, where, x, y); }

struct Scale {
  static constexpr auto name = "scale";
  Attr<double> factor = 1.0;
  Attr<bool> twice = false;
  auto attrs() const { return named_attrs("factor", factor, "twice", twice); }
  Type infer(const Type& x) const { return x; }
  void eval(const View& x, const Out& y) const {
    const auto by = static_cast<float>(*factor * (*twice ? 2 : 1));
    for (std::size_t i = 0; i < y.elements(); ++i) y.as<float>()[i] = by * x.as<float>()[i];
  }
  Cotangent pullback(const Expr&, const Expr&, const Expr& dy) const { return apply(Scale{*this}, {}, dy); }
};
inline Expr scale(const Expr& x, double factor, bool twice = false, Where where = Where::here()) {
  return apply(Scale{factor, twice}, where, x);
}

/// Any number of operands of one type, side by side on a new axis.
struct Stack {
  static constexpr auto name = "stack";
  Type infer(Types types) const {
    if (types.empty()) throw Error("nothing to stack");
    for (const Type& type : types) same_type(types[0], type);
    std::vector<Dim> dims{Dim(types.size())};
    for (const Dim& dim : types[0].shape) dims.push_back(dim);
    return {types[0].dtype, Shape(std::move(dims))};
  }
  void eval(Views views, const Out& y) const {
    float* to = y.as<float>();
    for (const View& view : views)
      for (const float entry : view.span<float>()) *to++ = entry;
  }
  Cotangents pullback(Operands operands, const Expr&, const Expr&) const {
    return Cotangents(operands.size(), undefined("a test needs none"));
  }
};
inline Expr stack(std::span<const Expr> operands, Where where = Where::here()) {
  return make(make_ref<const detail::Model<Stack>>(Stack{}), operands, where);
}

/// x, plus itself, plus itself ... `depth` times: a chain whose tree has 2^depth leaves.
inline Expr doubled(Expr x, int depth) {
  for (int i = 0; i < depth; ++i) x = plus(x, x);
  return x;
}

}  // namespace nabla::test
