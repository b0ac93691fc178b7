#include <nabla/rewrite/explain.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rule_sets.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Expr x = input("x", f64, {3}), y = input("y", f64, {3});

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::vector<std::string> rules_of(const RewriteLog& log) {
  std::vector<std::string> names;
  for (const RewriteLog::Step& step : log.steps) names.push_back(step.rule);
  return names;
}

}  // namespace

TEST_CASE("explain tells what each rule did, in order, and what a rule made is seen by the rules") {
  const Expr e = log(1 + exp(x));
  const RewriteLog log = explain({e});
  CHECK(rules_of(log) == std::vector<std::string>{"log1p", "softplus"});
  REQUIRE(log.steps.size() == 2);
  CHECK(log.steps[0].set == "stabilize");
  CHECK(to_formula(log.steps[0].before) == "log(add(1, exp(x)))");
  CHECK(to_formula(log.steps[0].after) == "log1p(exp(x))");
  CHECK(to_formula(log.steps[1].before) == "log1p(exp(x))");
  CHECK(to_formula(log.steps[1].after) == "softplus(x)");
  CHECK(log.steps[1].before->where().line == e->where().line);
  CHECK(log.count("log1p") == 1);
  CHECK(log.count("expm1") == 0);
  CHECK(log.nodes_before == 5);
  CHECK(log.nodes_after == 2);
  CHECK(log.stopped.empty());
}

TEST_CASE("a rule sees what another rule has made of an operand, however the graph is built") {
  // exp(x) - 1 becomes expm1(x), and log(-expm1(x)) log1mexp(x).
  CHECK(rules_of(explain({log(-(exp(x) - 1))})) == std::vector<std::string>{"expm1", "log1mexp-expm1"});
}

TEST_CASE("what explain prints") {
  const Expr e = log(1 + exp(x)) + log(1 + exp(x));
  CHECK(without_lines(to_string(explain({e}))) ==
        "explain_test.cpp: log1p (stabilize)\n"
        "    log(add(1, exp(x)))\n"
        "    log1p(exp(x))\n"
        "explain_test.cpp: softplus (stabilize)\n"
        "    log1p(exp(x))\n"
        "    softplus(x)\n"
        "10 nodes, 3 after rewriting\n"
        "  cse: 10 -> 6, -1 add -1 constant -1 exp -1 log\n"
        "  rules: 6 -> 3, -1 add -1 constant -1 exp -1 log +1 softplus\n"
        "  1 x log1p (stabilize)\n"
        "  1 x softplus (stabilize)\n");
}

TEST_CASE("explain of a Function covers its updates, with its options, and marks gradients") {
  const Parameter w("w", Tensor::ones(f64, {3}));
  const Expr loss = sum(log(1 - sigmoid(w * x)));
  Updates updates;
  updates.set(w, w - 0.1 * grad(loss, w.expr()));
  const RewriteLog log = explain(nabla::Function({x}, {loss}, updates));
  CHECK(log.count("log1p-sigmoid") + log.count("log-sigmoid") > 0);
  CHECK(std::ranges::any_of(log.steps, [](const RewriteLog::Step& step) { return step.before->is_gradient(); }));
  CHECK(contains(to_string(log), "in a gradient"));
  CHECK(explain(nabla::Function({x}, {loss}, updates, {.rewrite = {.sets = {}}})).steps.empty());
}

TEST_CASE("sets and rules are chosen by name") {
  const Expr e = log(1 + exp(x)) * 1 + log(1 + exp(x)) * 1;
  const auto rewritten = [&](RewriteOptions options) { return explain({e}, options); };
  CHECK(rules_of(rewritten({.sets = {"canonical"}})) == std::vector<std::string>{"mul-one", "mul-one"});
  CHECK(rewritten({.sets = {"canonical", "cse"}}).count("mul-one") == 1);
  CHECK(rewritten({.sets = {}}).nodes_after == node_count({e}));
  CHECK(rules_of(rewritten({.without = {"softplus", "mul-one"}})) == std::vector<std::string>{"log1p"});
  CHECK(rewritten({.without = {"stabilize"}}).count("log1p") == 0);
  CHECK(rewritten({.without = {"cse"}}).count("log1p") == 2);
  const nabla::Function f({x}, {e}, {}, {.rewrite = {.without = {"log1p"}}});
  CHECK(explain(f).count("log1p") == 0);
}

TEST_CASE("rules that are wrong for NaN and infinities apply where they are asked for") {
  const Expr e = x - x;
  CHECK(explain({e}).steps.empty());
  CHECK(rules_of(explain({e}, {.sets = {"all", "finite"}})) == std::vector<std::string>{"finite-minus-itself"});
  CHECK(explain({e}, {.sets = {"all", "finite"}, .without = {"finite"}}).steps.empty());
  CHECK(explain({e * 0}, {.sets = {"all", "finite"}, .without = {"finite-minus-itself"}}).count("finite-times-zero") ==
        1);
}

TEST_CASE("a rule, set or pass that there is not is an error that names those near it") {
  CHECK(message_without_lines([] { nabla::Function({x}, {x + 1}, {}, {.rewrite = {.without = {"log1"}}}); }) ==
        "explain_test.cpp: function: rewrite: \"log1\" in `without` is no rule, set or pass: did you mean \"log1p\", "
        "\"log1mexp\" or "
        "\"log1p-minus\"?");
  CHECK(message_without_lines([] { explain({x}, {.sets = {"stabilise"}}); }) ==
        "rewrite: \"stabilise\" in `sets` is no set of rules or pass: did you mean \"stabilize\"?");
  CHECK(contains(message_without_lines([] { explain({x}, {.sets = {"nonsense"}}); }),
                 "there are \"all\", \"stabilize\", "));
  CHECK(contains(message_without_lines([] { explain({x}, {.sets = {"log1p"}}); }), "no set of rules or pass"));
}

TEST_CASE("a rule that goes on and on is stopped, and explain says so") {
  const Expr any_x = detail::any("x");
  const detail::PlantedRules planted({{"round-and-round", exp(any_x), exp(any_x + 1)}});
  const RewriteLog log = explain({exp(x)}, {.sets = {"planted"}});
  REQUIRE_FALSE(log.stopped.empty());
  CHECK(log.stopped[0].rule == "round-and-round");
  CHECK(log.count("round-and-round") < 200);
  CHECK(contains(to_string(log), "stopped, it goes on and on: explain_test.cpp:"));
}

TEST_CASE("names, lines and gradient marks survive rewriting, and the log shows them") {
  const Expr h = named(log(1 + exp(x)), "h");
  const RewriteLog log = explain({grad(sum(h), x), h});
  const Expr after = log.passes.back().after[1];
  CHECK(after.name() == "h");
  CHECK(after->where().line == h->where().line);
  for (const RewriteLog::Step& step : log.steps) CHECK(step.after->is_gradient() == step.before->is_gradient());
}

TEST_CASE("visits grow with the nodes: ten times these, at most thirteen times those") {
  const auto visits = [](int layers) {
    Expr h = x;
    for (int i = 0; i < layers; ++i) h = h + log(1 + exp(-(h - mean(h)) / sqrt(mean(square(h)) + 1e-5)));
    const RewriteLog log = explain({grad(sum(h), x)});
    CHECK(log.count("log1p") + 1 == static_cast<std::size_t>(layers));  // a gradient needs no value of the last
    return std::pair(log.nodes_before, log.visits);
  };
  const auto [few_nodes, few] = visits(20);
  const auto [many_nodes, many] = visits(200);
  CHECK(many_nodes > 9 * few_nodes);
  CHECK(many < 13 * few);
  CHECK(few > few_nodes);
}
