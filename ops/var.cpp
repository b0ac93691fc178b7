#include <nabla/ops/var.hpp>

#include <nabla/graph/leaf.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/maximum.hpp>
#include <nabla/ops/norm.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/shapes.hpp>
#include <nabla/ops/sqrt.hpp>

namespace nabla {
namespace {

struct Deviations {
  Expr entries;  // x - mean(x)
  Expr freedom;  // their number - ddof
};

Deviations deviations(const char* name, const Operand& x, const Axes& axes, int ddof) {
  const Expr entries = x.expr();
  const Dim count = detail::placed(name, x.where(), Exprs{entries}, [&] {
    return detail::entries_along(detail::floats(entries.type()).shape, axes.normalized(entries.rank()));
  });
  const Expr n = size_of(count, entries.dtype());
  return {entries - mean(entries, axes, keepdims), ddof == 0 ? n : maximum(n - ddof, 0)};
}

}  // namespace

Expr var(const Operand& x, const Axes& axes, Keepdims keep, int ddof) {
  const Provenance at(x.where());
  const Deviations d = deviations("var", x, axes, ddof);
  return sum(square(d.entries), axes, keep) / d.freedom;
}

Expr stddev(const Operand& x, const Axes& axes, Keepdims keep, int ddof) {
  const Provenance at(x.where());
  const Deviations d = deviations("stddev", x, axes, ddof);
  return norm(d.entries, axes, keep) / sqrt(d.freedom);
}

}  // namespace nabla
