// The laws that every operation keeps, on the domains of tests/support/laws.cpp.

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <sstream>

#include <nabla/autodiff/grad.hpp>
#include <nabla/autodiff/jvp.hpp>
#include <nabla/autodiff/verify.hpp>
#include <nabla/autodiff/vjp.hpp>
#include <nabla/autodiff/vmap.hpp>
#include <nabla/graph/dag.hpp>
#include <nabla/graph/dot.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/graph/rng.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/ops/table.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/allocations.hpp"
#include "support/evaluate.hpp"
#include "support/laws.hpp"
#include "support/numbers.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

/// An application of the operation to inputs, with values for them.
struct Applied {
  Exprs inputs;
  Feeds feeds;
  Expr result;

  Exprs floats() const {
    Exprs list;
    for (const Expr& x : inputs)
      if (is_float(x.dtype())) list.push_back(x);
    return list;
  }
};

DType dtype_of_operand(const OperandLaw& operand, DType dtype) {
  if (operand.boolean) return b8;
  return operand.integer ? i32 : dtype;
}

Tensor draw(const OperandLaw& operand, DType dtype, Rng& rng) {
  Tensor values = Tensor::empty(f64, operand.sizes);
  for (double& v : values.mutable_span<double>()) {
    v = operand.low + (operand.high - operand.low) * rng.uniform();
    if (operand.integer) v = std::floor(v);
    if (operand.boolean) v = v < 0.5 ? 0 : 1;
  }
  return values.cast(dtype_of_operand(operand, dtype));
}

/// Sizes other than 1 as symbols n2, n3, ... if asked for: a size of 1 is what broadcasts.
Shape shape_of(const Sizes& sizes, bool symbolic) {
  std::vector<Dim> dims;
  for (const std::int64_t size : sizes)
    dims.push_back(symbolic && size != 1 ? Dim("n" + std::to_string(size)) : Dim(size));
  return Shape(std::move(dims));
}

Applied apply_law(const Law& law, DType dtype, bool symbolic = false) {
  Rng rng(17);
  Applied applied;
  for (std::size_t i = 0; i < law.operands.size(); ++i) {
    const OperandLaw& operand = law.operands[i];
    const std::string name(1, static_cast<char>('a' + i));
    applied.inputs.push_back(input(name, dtype_of_operand(operand, dtype), shape_of(operand.sizes, symbolic)));
    applied.feeds.emplace_back(applied.inputs.back(), draw(operand, dtype, rng));
  }
  applied.result = law.apply(applied.inputs);
  return applied;
}

/// A scalar that depends on every entry of the result in its own way; its weights become one more feed.
Expr scalar_of(Applied& applied) {
  Rng rng(23);
  Tensor weights = Tensor::empty(f64, evaluate(applied.result, applied.feeds).sizes());
  for (double& w : weights.mutable_span<double>()) w = 0.5 + rng.uniform();
  const Expr w = input("weights", applied.result.dtype(), Shape(weights.sizes()));
  applied.feeds.emplace_back(w, weights.cast(w.dtype()));
  return sum(applied.result * w);
}

Tensor call(const Applied& applied) {
  std::vector<Tensor> feeds;
  for (const auto& [x, value] : applied.feeds) feeds.push_back(value);
  return Function(applied.inputs, {applied.result}, {}, {.allow_unused_inputs = true}).call(feeds)[0];
}

bool has_nan(const Tensor& tensor) {
  const Tensor wide = tensor.cast(f64);
  return std::ranges::any_of(wide.span<double>(), [](double v) { return std::isnan(v); });
}

std::string describe_law(const Law& law) {
  std::string text = law.operation;
  for (const OperandLaw& operand : law.operands) text += " " + to_string(operand.sizes);
  return text;
}

/// Random numbers of the type of x under the law's sizes, as one more feed.
Expr random_like(Applied& applied, const Expr& x, const std::string& name, Rng& rng) {
  Tensor values = Tensor::empty(f64, evaluate(x, applied.feeds).sizes());
  for (double& v : values.mutable_span<double>()) v = 2 * rng.uniform() - 1;
  const Expr fresh = input(name, x.dtype(), x.shape());
  applied.feeds.emplace_back(fresh, values.cast(x.dtype()));
  return fresh;
}

double inner_product(const Exprs& xs, const Exprs& ys, const Feeds& feeds) {
  double total = 0;
  for (std::size_t i = 0; i < xs.size(); ++i) total += evaluate(cast(sum(xs[i] * ys[i]), f64), feeds).item<double>();
  return total;
}

/// Operand i of the law in `count` versions, one after the other along a further axis.
Tensor draw_several(const OperandLaw& operand, std::int64_t count, DType dtype, Rng& rng) {
  OperandLaw several = operand;
  several.sizes.insert(several.sizes.begin(), count);
  return draw(several, dtype, rng);
}

/// The law's operands, those whose bit is set in `which` with a further axis: what vmap and loop take, and the feeds.
struct Mapped {
  Replacements inputs;
  Feeds feeds;
};
Mapped map_operands(const Applied& applied, const Law& law, std::size_t which, std::int64_t count) {
  Rng rng(29);
  Mapped mapped{{}, applied.feeds};
  for (std::size_t i = 0; i < law.operands.size(); ++i) {
    if (!(which >> i & 1)) continue;
    const Expr& x = applied.inputs[i];
    std::vector<Dim> sizes{Dim("further")};
    sizes.insert(sizes.end(), x.shape().begin(), x.shape().end());
    const Expr xs = input(x.name() + "s", x.dtype(), Shape(sizes));
    mapped.inputs.emplace_back(x, xs);
    mapped.feeds.emplace_back(xs, draw_several(law.operands[i], count, x.dtype(), rng));
  }
  return mapped;
}

void check_same_numbers(const Tensor& got, const Tensor& want) {
  REQUIRE(got.sizes() == want.sizes());
  REQUIRE(got.dtype() == want.dtype());
  const Tensor a = got.cast(f64), b = want.cast(f64);
  for (std::size_t i = 0; i < a.elements(); ++i)
    CHECK(a.span<double>()[i] == Approx(b.span<double>()[i]).epsilon(1e-12).margin(1e-12));
}

/// Type, gradients of both orders, and vmap.
void check_at_size_1(const Law& law) {
  const Applied applied = apply_law(law, f64);
  const Tensor value = call(applied);
  CHECK(applied.result.type() == Type{value.dtype(), Shape(value.sizes())});
  if (has_nan(value)) return;  // a variance of one entry, less one degree of freedom
  for (int order = 1; order <= law.orders; ++order)
    CHECK(verify_gradient(applied.result, applied.floats(), applied.feeds, {.order = order}).ok());
  const std::size_t all = (std::size_t{1} << law.operands.size()) - 1;
  const Mapped mapped = map_operands(applied, law, all, 2);
  if (mapped.inputs.empty()) return;
  const Tensor looped = evaluate(loop(applied.result, mapped.inputs), mapped.feeds);  // names the operation if it fails
  check_same_numbers(evaluate(vmap(applied.result, mapped.inputs), mapped.feeds), looped);
}

/// Calls body(law) for each law and each of its sizes, which is `size` then wherever it stands. An Error of the body
/// has to name the operation.
template <class Body>
void each_resized(std::int64_t size, Body&& body) {
  for (const Law& law : laws())
    for (const OperandLaw& operand : law.operands)
      for (const std::int64_t replaced : operand.sizes) {
        if (replaced == 1) continue;  // what broadcasts
        Law resized = law;
        for (OperandLaw& o : resized.operands) std::ranges::replace(o.sizes, replaced, size);
        INFO(describe_law(resized));
        try {
          body(resized);
        } catch (const Error& error) {
          CHECK_THAT(error.what(), Catch::Matchers::Contains(law.operation));
        }
      }
}

}  // namespace

TEST_CASE("every operation of the table has a law, and every law an operation") {
  std::set<std::string> named, lawful;
  for (const OpEntry& entry : operations()) named.emplace(entry.name);
  for (const Law& law : laws()) lawful.insert(law.operation);
  CHECK(named == lawful);
}

TEST_CASE("law: an operation's name and attributes make it again") {
  for (const Law& law : laws()) {
    const Applied applied = apply_law(law, f64);
    // The function may end in a reshape, say: look for the operation among the nodes.
    bool found = false;
    const Dag dag = freeze(Exprs{applied.result});
    for (Vertex v = 0; v < num_vertices(dag); ++v) {
      const Op& op = dag[v]->op();
      const OpEntry* const entry = find_operation(op.name());
      if (!entry) continue;
      found = found || op.name() == law.operation;
      CHECK(entry->make(op.attrs())->equals(op));
    }
    INFO(describe_law(law));
    CHECK(found);
  }
}

TEST_CASE("law: the type inferred from symbols is that of the sizes they stand for") {
  for (const Law& law : laws()) {
    INFO(describe_law(law));
    const Applied fixed = apply_law(law, f64), symbolic = apply_law(law, f64, true);
    const Tensor value = evaluate(symbolic.result, symbolic.feeds);
    CHECK(fixed.result.type() == Type{value.dtype(), Shape(value.sizes())});
    CHECK(same_bits(value, evaluate(fixed.result, fixed.feeds)));
  }
}

TEST_CASE("law: f32 gives what f64 gives, rounded") {
  for (const Law& law : laws()) {
    INFO(describe_law(law));
    const Applied narrow = apply_law(law, f32), wide = apply_law(law, f64);
    const Tensor a = evaluate(narrow.result, narrow.feeds).cast(f64), b = evaluate(wide.result, wide.feeds).cast(f64);
    REQUIRE(a.sizes() == b.sizes());
    for (std::size_t i = 0; i < a.elements(); ++i)
      CHECK(a.span<double>()[i] == Approx(b.span<double>()[i]).epsilon(1e-5).margin(1e-6));
  }
}

TEST_CASE("law: a compiled Function gives the bits of the plain evaluator") {
  for (const Law& law : laws())
    for (const DType dtype : {f32, f64}) {
      INFO(describe_law(law));
      const Applied applied = apply_law(law, dtype, true);
      const Tensor compiled = call(applied), plain = evaluate(applied.result, applied.feeds);
      // Several nodes in one instruction: a product and a sum are rounded once.
      const bool single = num_vertices(freeze(Exprs{applied.result})) == 1 + applied.feeds.size();
      if (single)
        CHECK(same_bits(compiled, plain));
      else
        CHECK(worst_difference(compiled, plain) <= (dtype == f32 ? 1e-6 : 1e-15));
    }
}

TEST_CASE("law: gradients of first and second order agree with numeric differentiation") {
  for (const Law& law : laws())
    for (int order = 1; order <= law.orders; ++order)
      for (const DType dtype : {f32, f64}) {
        INFO(describe_law(law) << ", order " << order);
        Applied applied = apply_law(law, dtype);
        const Expr cost = scalar_of(applied);
        const GradientReport report = verify_gradient(cost, applied.floats(), applied.feeds, {.order = order});
        INFO(to_string(report));
        CHECK(report.ok());
        for (const ParameterReport& parameter : report.parameters) CHECK(parameter.kinks.empty());
      }
}

TEST_CASE("law: gradients have the type of what they are of, symbols and all") {
  for (const Law& law : laws()) {
    if (law.orders == 0) continue;
    INFO(describe_law(law));
    const Applied applied = apply_law(law, f32, true);
    const std::vector<Expr> gradient = grad(sum(applied.result), applied.floats());
    for (std::size_t i = 0; i < gradient.size(); ++i) CHECK(gradient[i].type() == applied.floats()[i].type());
  }
}

TEST_CASE("law: jvp is the adjoint of vjp, and so is that of the gradient") {
  for (const Law& law : laws()) {
    for (int order = 1; order <= law.orders; ++order) {
      INFO(describe_law(law) << ", order " << order);
      Rng rng(31);
      Applied applied = apply_law(law, f64);
      const Exprs wrt = applied.floats();
      Exprs outputs{applied.result};
      if (order == 2) outputs = grad(scalar_of(applied), wrt, {Unreached::zeros});
      Exprs tangents, cotangents;
      for (const Expr& x : wrt) tangents.push_back(random_like(applied, x, "d" + x.name(), rng));
      for (const Expr& y : outputs) cotangents.push_back(random_like(applied, y, "cotangent", rng));
      const double forward = inner_product(jvp(outputs, wrt, tangents), cotangents, applied.feeds);
      const double reverse = inner_product(vjp(outputs, wrt, cotangents, Unreached::zeros), tangents, applied.feeds);
      const double rounding = applied.result.dtype() == f32 ? 1e-6 : 1e-10;
      CHECK(forward == Approx(reverse).epsilon(rounding).margin(1e-12));
    }
  }
}

TEST_CASE("law: vmap gives what a loop gives, whichever operands have the further axis") {
  for (const Law& law : laws())
    for (std::size_t which = 1; which < std::size_t{1} << law.operands.size(); ++which)
      for (const bool symbolic : {false, true})
        for (const std::int64_t count : {3, 1, 0}) {
          INFO(describe_law(law) << ", operands " << which << ", " << count << " of them");
          const Applied applied = apply_law(law, f64, symbolic);
          const Mapped mapped = map_operands(applied, law, which, count);
          check_same_numbers(evaluate(vmap(applied.result, mapped.inputs), mapped.feeds),
                             evaluate(loop(applied.result, mapped.inputs), mapped.feeds));
        }
}

TEST_CASE("law: a NaN in gives a NaN out") {
  for (const Law& law : laws()) {
    if (!law.keeps_nan || law.orders == 0) continue;
    for (const DType dtype : {f32, f64})
      for (std::size_t operand = 0; operand < law.operands.size(); ++operand) {
        Applied applied = apply_law(law, dtype);
        Tensor& value = applied.feeds[operand].second;
        if (!is_float(value.dtype()) || value.elements() == 0) continue;
        INFO(describe_law(law) << ", operand " << operand + 1);
        Tensor wide = value.cast(f64);
        wide.mutable_span<double>().back() = std::numeric_limits<double>::quiet_NaN();
        value = wide.cast(dtype);
        CHECK(has_nan(evaluate(applied.result, applied.feeds)));
      }
  }
}

TEST_CASE("law: operations print and draw under their names") {
  for (const Law& law : laws()) {
    INFO(describe_law(law));
    const Applied applied = apply_law(law, f64, true);
    CHECK_THAT(to_text({applied.result}), Catch::Matchers::Contains(" = " + law.operation));
    std::ostringstream dot;
    write_dot(dot, {applied.result});
    CHECK_THAT(dot.str(), Catch::Matchers::Contains(law.operation));
  }
}

TEST_CASE("law: a size of 0 gives a result, or a clear error where an entry is needed") {
  each_resized(0, [](const Law& law) {
    const Applied applied = apply_law(law, f32);
    const Tensor value = call(applied);
    CHECK(applied.result.type() == Type{value.dtype(), Shape(value.sizes())});
  });
}

TEST_CASE("law: an axis of size 1 is like any other, or a clear error") { each_resized(1, check_at_size_1); }

TEST_CASE("a call of an operation and of its gradient allocates nothing once another has been made") {
  if (!counts_allocations()) return;
  // Eigen's decompositions have memory of their own, and print() makes a text.
  const std::set<std::string> apart{"cholesky", "cofactor", "cofactor_along",   "det",        "det_sign", "inv",
                                    "solve",    "print",    "solve_triangular", "log_abs_det"};
  for (const Law& law : laws())
    for (const DType dtype : {f32, f64}) {
      if (apart.contains(law.operation)) continue;
      INFO(describe_law(law));
      Applied applied = apply_law(law, dtype);
      Exprs results{applied.result}, inputs;
      if (law.orders > 0 && !applied.floats().empty())
        for (const Expr& dx : grad(scalar_of(applied), applied.floats())) results.push_back(dx);
      std::vector<Tensor> feeds;
      for (const auto& [x, value] : applied.feeds) inputs.push_back(x), feeds.push_back(value);
      const Function f(inputs, results, {}, {.allow_unused_inputs = true});
      std::vector<Tensor> outputs = f.call(feeds);
      f.run(feeds, outputs);
      const std::size_t before = allocations();
      f.run(feeds, outputs);
      CHECK(allocations() == before);
    }
}
