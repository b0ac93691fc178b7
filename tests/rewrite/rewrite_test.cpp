#include <nabla/rewrite/rewrite.hpp>

#include <nabla/nabla.hpp>
#include <nabla/rewrite/explain.hpp>

#include "catch.hpp"

using namespace nabla;

namespace {

/// Passes merge, broadcast, fold and simplify in every layer, and what one pass made is changed by the next.
Exprs network() {
  Expr h = input("x", f64, {Dim("batch"), 4});
  std::vector<Parameter> weights;
  for (int i = 0; i < 5; ++i) {
    const Parameter w("w" + std::to_string(i), Tensor::zeros(f64, {4, 4}));
    const Expr centred = h - mean(h, 1, keepdims);
    const Expr normal = named(centred / sqrt(mean(square(centred), 1, keepdims) + 1e-5), "normal");
    h = h + log(1 + exp(matmul(transpose(transpose(normal)), w) * (constant(2.0) * 3)));
    weights.push_back(w);
  }
  const Expr loss = mean(square(h));
  Exprs outputs{loss};
  for (const Expr& slope : grad(loss, weights)) outputs.push_back(slope);
  return outputs;
}

}  // namespace

TEST_CASE("a graph is rewritten into the same one whether or not a log keeps those between", "[rewrite]") {
  const Exprs outputs = network();
  const std::string before = to_text(outputs);
  RewriteLog log;
  const std::vector<Expr> with_log = rewrite(outputs, {}, &log), without = rewrite(outputs, {}, nullptr);
  CHECK(to_text(Exprs(with_log)) == to_text(Exprs(without)));
  CHECK(log.passes.size() > 3);
  CHECK(to_text(outputs) == before);
  CHECK(to_text(Exprs(without)) != before);
}

TEST_CASE("a log has each graph as its pass found and left it", "[rewrite]") {
  const Exprs outputs = network();
  RewriteLog log;
  const std::vector<Expr> last = rewrite(outputs, {}, &log);
  std::string text = to_text(outputs);
  for (const RewriteLog::Pass& pass : log.passes) {
    CHECK(to_text(Exprs(pass.before)) == text);
    text = to_text(Exprs(pass.after));
    CHECK(to_text(Exprs(pass.before)) != text);
  }
  CHECK(to_text(Exprs(last)) == text);
}
