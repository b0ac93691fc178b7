// Every rule of every table: well formed, and equal on both sides wherever the naive side has a value.

#include <nabla/rewrite/rule.hpp>

#include <cmath>
#include <set>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/rebuild.hpp>
#include <nabla/graph/rng.hpp>
#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/evaluate.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;
using detail::Match;
using detail::Rule;

namespace {

std::vector<const Rule*> all_rules() {
  std::vector<const Rule*> all;
  for (const detail::Rules* rules : {&detail::stabilize(), &detail::simplify(), &detail::gradients()})
    for (const Rule& rule : *rules) all.push_back(&rule);
  return all;
}

bool is_wildcard(const Expr& e) { return e->op().name() == "any"; }

std::set<std::string> wildcards(const Expr& e) {
  std::set<std::string> names;
  const Dag dag = freeze(Exprs{e});
  for (Vertex v = 0; v < num_vertices(dag); ++v)
    if (is_wildcard(dag[v])) names.insert(dag[v].name());
  return names;
}

constexpr std::int64_t rows = 40, columns = 3;

/// Arguments in rows, so that operations along an axis have one: moderate ones, then all kinds.
Numbers arguments(Rng& rng, bool moderate) {
  const Numbers special{0,      -0.0,  1,      -1, inf, -inf, NaN,  1e-300, -1e-300, 1e300,
                        -1e300, 1e-17, -1e-17, 30, -30, 700,  -700, 800,    -800,    0.5};
  Numbers list;
  for (std::int64_t i = 0; i < rows * columns; ++i)
    list.push_back(moderate ? 8 * rng.uniform() - 4 : special[rng.below(special.size())]);
  return list;
}

/// The left-hand side with inputs for its wildcards, attribute variables bound to the last axis.
struct Instance {
  Expr left, right;
  Feeds feeds;
};
Instance instance(const Rule& rule, Rng& rng, bool moderate) {
  Instance made;
  const auto bound = [&](const Expr& pattern) {
    return rebuild(Exprs{pattern}, [&](const Expr& node, std::span<const Expr> operands) -> Expr {
      if (is_wildcard(node)) {
        for (const auto& [in, value] : made.feeds)
          if (in.name() == node.name()) return in;
        const Expr in = input(node.name(), node.dtype(), {rows, columns});
        Tensor values = tensor(f64, {rows, columns}, arguments(rng, moderate));
        for (double& v : values.mutable_span<double>()) {
          if (node.dtype() == b8) v = v > 0 ? 1 : 0;
          if (node.dtype() == i64) v = static_cast<double>(rng.below(columns));
          if (node.name() == "zero") v = 0;
        }
        made.feeds.emplace_back(in, values.cast(node.dtype()));
        return in;
      }
      if (operands.empty()) return node;
      AttrBindings with;
      const bool list = std::ranges::any_of(node->op().attrs(), [](const AttrText& a) { return a.name == "axes"; });
      with.bind(1, "1");
      with.bind(2, list ? "[1]" : "1");
      with.bind(3, list ? "true" : "1");
      return make(node->op().bind(with), operands, {});
    })[0];
  };
  made.left = bound(rule.left);
  if (!rule.make) {
    made.right = bound(rule.right);
  } else {
    Match matched;
    REQUIRE(detail::match(rule.left, made.left, matched));
    made.right = rule.make(made.left, matched);
  }
  return made;
}

bool near(double a, double b, double relative) {
  return a == b || std::abs(a - b) <= 1e-12 + relative * std::max(std::abs(a), std::abs(b));
}

/// Is there an infinite or huge entry in the row of entry i? Then naive spellings along the row overflow or absorb.
bool row_is_extreme(const Instance& made, std::size_t i) {
  const std::size_t first = i / columns * columns;
  for (const auto& [in, value] : made.feeds)
    for (std::size_t j = first; is_float(in.dtype()) && j < first + columns; ++j)
      if (std::abs(value.span<double>()[j]) > 1e16) return true;
  return false;
}

bool is_nan_in(const Instance& made, std::size_t i) {
  for (const auto& [in, value] : made.feeds)
    if (is_float(in.dtype()) && std::isnan(value.span<double>()[i])) return true;
  return false;
}

bool goes_along_an_axis(const Rule& rule) {
  const Dag dag = freeze(Exprs{rule.left});
  for (Vertex v = 0; v < num_vertices(dag); ++v)
    if (!dag[v]->operands().empty() && !dag[v]->op().is_elementwise()) return true;
  return false;
}

}  // namespace

TEST_CASE("rules have names of their own, and no wildcard on the right that the left lacks") {
  std::set<std::string> names;
  for (const Rule* rule : all_rules()) {
    INFO(rule->name);
    CHECK(names.insert(rule->name).second);
    CHECK_FALSE(is_wildcard(rule->left));
    CHECK(static_cast<bool>(rule->right) != static_cast<bool>(rule->make));
    if (!rule->right) continue;
    const std::set<std::string> left = wildcards(rule->left), right = wildcards(rule->right);
    CHECK(std::includes(left.begin(), left.end(), right.begin(), right.end()));
    CHECK(rule->right.dtype() == rule->left.dtype());
  }
}

TEST_CASE("both sides of every rule agree on moderate numbers") {
  for (const Rule* rule : all_rules())
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      Rng rng(seed);
      const Instance made = instance(*rule, rng, true);
      INFO(rule->name);
      const Numbers left = numbers(evaluate(made.left, made.feeds)), right = numbers(evaluate(made.right, made.feeds));
      REQUIRE(left.size() == right.size());
      for (std::size_t i = 0; i < left.size(); ++i) {
        INFO(left[i] << " and " << right[i]);
        CHECK((near(left[i], right[i], 1e-9) || (std::isnan(left[i]) && std::isnan(right[i]))));
      }
    }
}

TEST_CASE("on all kinds of numbers a rule never loses a value that the naive side has, nor a NaN of the operands") {
  for (const Rule* rule : all_rules()) {
    const bool along_an_axis = goes_along_an_axis(*rule);
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      Rng rng(seed);
      const Instance made = instance(*rule, rng, false);
      INFO(rule->name << ", seed " << seed);
      const Numbers left = numbers(evaluate(made.left, made.feeds)), right = numbers(evaluate(made.right, made.feeds));
      REQUIRE(left.size() == right.size());
      for (std::size_t i = 0; i < left.size(); ++i) {
        INFO(left[i] << " and " << right[i]);
        // The naive side may have lost most of its digits: near 1 - sigmoid(36) it is right to 1 in 1000.
        const bool naive_has_a_value = std::isfinite(left[i]) && !(along_an_axis && row_is_extreme(made, i));
        if (naive_has_a_value) CHECK(near(left[i], right[i], 1e-2));
        const bool of_gradients =
            rule >= detail::gradients().data() && rule < detail::gradients().data() + detail::gradients().size();
        if (is_nan_in(made, i) && std::isnan(left[i]) && !of_gradients) CHECK(std::isnan(right[i]));
      }
    }
  }
}
