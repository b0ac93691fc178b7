// Every rule of every table: well formed, and equal on both sides wherever the naive side has a value.

#include <nabla/rewrite/rule.hpp>

#include <cmath>
#include <map>
#include <set>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/rebuild.hpp>
#include <nabla/graph/rng.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rule_sets.hpp>

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
  for (const detail::RuleSet& set : detail::rule_sets())
    for (const Rule& rule : *set.rules) all.push_back(&rule);
  return all;
}

bool is_one_of(const detail::Rules& rules, const Rule& rule) {
  return &rule >= rules.data() && &rule < rules.data() + rules.size();
}
bool is_for_gradients(const Rule& rule) { return is_one_of(detail::gradients(), rule); }

/// What is 0 by definition, though a naive spelling multiplies it by a NaN.
bool may_lose_a_nan(const Rule& rule) { return is_for_gradients(rule) || is_one_of(detail::cross_entropies(), rule); }

bool is_wildcard(const Expr& e) { return e->op().name() == "any" || e->op().name() == "number"; }

std::set<std::string> wildcards(const Expr& e) {
  std::set<std::string> names;
  const Dag dag = freeze(Exprs{e});
  for (Vertex v = 0; v < num_vertices(dag); ++v)
    if (is_wildcard(dag[v])) names.insert(dag[v].name());
  return names;
}

/// The sizes of the wildcards: of "y", and of the others. Arguments come in rows, so that operations along an axis have
/// one.
struct Sized {
  Sizes others, y;
};
constexpr std::int64_t rows = 40, columns = 3;
const std::vector<Sized> all_sizes{
    {{rows, columns}, {rows, columns}}, {{rows, columns}, {}}, {{rows, 1}, {rows, 1}},
    {{rows, 1}, {rows, columns}},       {{1, 1}, {1, 1}},      {{rows, columns}, {rows, 1}},
    {{rows, columns, 1}, {columns, 2}}};

/// Moderate ones, or all kinds.
Numbers arguments(Rng& rng, std::int64_t count, bool moderate) {
  const Numbers special{0,      -0.0,  1,      -1, inf, -inf, NaN,  1e-300, -1e-300, 1e300,
                        -1e300, 1e-17, -1e-17, 30, -30, 700,  -700, 800,    -800,    0.5};
  Numbers list;
  for (std::int64_t i = 0; i < count; ++i)
    list.push_back(moderate ? 8 * rng.uniform() - 4 : special[rng.below(special.size())]);
  return list;
}

/// Numbers that rules merge, factor out or know.
double known_number(Rng& rng) {
  const Numbers special{2, -0.5, 3, -1, 0, 1, 4, -2, 0.5, 1e-200, 1e200, -7.25, 1e-310};
  return special[rng.below(special.size())];
}

/// The last axis, or of two sums the first; kept or not; the other order; sizes that fit. By the variable's number.
AttrBindings attributes(const Expr& node, std::span<const Expr> operands) {
  const bool list = std::ranges::any_of(node->op().attrs(), [](const AttrText& a) { return a.name == "axes"; });
  const std::string_view name = node->op().name();
  const bool transposes = name == "transpose", stretches = name == "broadcast_to";
  const Shape& shape = operands[0].shape();
  std::vector<Dim> in_front = shape.dims();
  in_front.insert(in_front.begin(), 1);
  const std::string order = shape.rank() == 2 ? "[1, 0]" : "[2, 1, 0]";
  AttrBindings with;
  with.bind(1, "1");
  with.bind(2, transposes ? order : list ? "[1]" : "1");
  with.bind(3, list || name == "prod" ? "true" : "1");
  with.bind(4, transposes ? order : "[0]");
  with.bind(5, "true");
  with.bind(6, stretches ? "[2, 2, 40, 3]" : to_string(Shape{shape.elements()}));
  with.bind(7, stretches ? "[2, 40, 3]" : to_string(Shape(in_front)));
  with.bind(8, "i64");
  with.bind(9, "f64");
  with.bind(10, to_string(shape));
  with.bind(11, std::to_string(columns));
  with.bind(12, "f32");
  with.bind(13, "2");
  with.bind(14, "0");
  with.bind(15, "true");
  with.bind(16, "false");
  with.bind(17, "1");
  with.bind(18, to_string(shape));
  return with;
}

/// The left-hand side with inputs for its wildcards, attribute variables bound, and what the rule makes of it.
struct Instance {
  Expr left, right;
  Feeds feeds;
};

class Instantiation {
 public:
  Instantiation(Rng& rng, bool moderate, Sized sizes) : rng_(rng), moderate_(moderate), sizes_(std::move(sizes)) {}

  Expr bound(const Expr& pattern) {
    return rebuild(Exprs{pattern}, [&](const Expr& node, std::span<const Expr> operands) {
      if (is_wildcard(node)) return leaf(node);
      return operands.empty() ? node : make(node->op().bind(attributes(node, operands)), operands, {});
    })[0];
  }
  const Feeds& feeds() const { return feeds_; }

 private:
  const Expr& leaf(const Expr& wildcard) {
    const auto [known, fresh] = leaves_.try_emplace(wildcard.name());
    if (fresh) known->second = wildcard->op().name() == "number" ? constant(known_number(rng_)) : fed(wildcard);
    return known->second;
  }
  Expr fed(const Expr& wildcard) {
    Sizes sizes = wildcard.name() == "y" ? sizes_.y : sizes_.others;
    if (wildcard.name() == "labels" || wildcard.name() == "updates") sizes.pop_back();
    if (wildcard.name() == "scale") sizes.clear();
    if (wildcard.name() == "from") return constant(std::int64_t{0});
    if (wildcard.name() == "from_before") return constant(std::int64_t{1});
    if (wildcard.name() == "zero") return constant(Tensor::zeros(f64, sizes));
    const Expr in = input(wildcard.name(), wildcard.dtype(), Shape(sizes));
    Tensor values = tensor(f64, sizes, arguments(rng_, elements(sizes), moderate_));
    for (double& v : values.mutable_span<double>()) {
      if (in.dtype() == b8) v = v > 0 ? 1 : 0;
      if (in.dtype() == i64)
        v = static_cast<double>(
            rng_.below(static_cast<std::uint64_t>(sizes.empty() ? 1 : std::min(sizes.back(), columns))));
    }
    feeds_.emplace_back(in, values.cast(in.dtype()));
    return in;
  }

  Rng& rng_;
  bool moderate_;
  Sized sizes_;
  std::map<std::string, Expr> leaves_;
  Feeds feeds_;
};

/// Nothing where the rule is not for operands of these sizes and numbers.
std::optional<Instance> instance(const Rule& rule, Rng& rng, bool moderate, const Sized& sizes) {
  Instantiation with(rng, moderate, sizes);
  try {
    Instance made{with.bound(rule.left), {}, {}};
    Match matched;
    if (!detail::match(rule.left, made.left, matched)) return {};
    // These inputs make no gradients, which is all that rules for gradients alone ask for.
    if (rule.when && !is_for_gradients(rule) && !rule.when(made.left, matched)) return {};
    made.right = rule.make ? rule.make(made.left, matched) : with.bound(rule.right);
    if (!made.right) return {};
    made.right = broadcast_to(made.right, made.left.shape());
    made.feeds = with.feeds();
    static_cast<void>(evaluate(made.left, made.feeds));  // an Error where a slice is beyond the end
    return made;
  } catch (const Error&) {
    return {};
  }
}

bool near(double a, double b, double relative) {
  return a == b || std::abs(a - b) <= 1e-12 + relative * std::max(std::abs(a), std::abs(b));
}

/// Is there an infinite or huge entry in what entry i of a result is made of: its row, or all rows? Then naive
/// spellings along an axis overflow or absorb.
bool is_extreme(const Instance& made, std::size_t i, std::size_t entries) {
  const bool of_all = entries != rows * columns && entries != rows;
  const std::size_t row = entries == rows ? i : i / columns;
  for (const auto& [in, value] : made.feeds) {
    if (!is_float(in.dtype())) continue;
    const Numbers x = numbers(value);
    const bool in_rows = !of_all && x.size() % rows == 0;
    const std::size_t width = x.size() / rows, first = in_rows ? row * width : 0;
    for (std::size_t j = first; j < (in_rows ? first + width : x.size()); ++j)
      if (std::abs(x[j]) > 1e16) return true;
  }
  return false;
}

bool is_nan_in(const Instance& made, std::size_t i, std::size_t entries) {
  for (const auto& [in, value] : made.feeds)
    if (is_float(in.dtype()) && value.elements() == entries && std::isnan(numbers(value)[i])) return true;
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
  for (const Rule* rule : all_rules()) {
    INFO(rule->name);
    int tried = 0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed)
      for (const Sized& sizes : all_sizes) {
        Rng rng(seed);
        const auto made = instance(*rule, rng, true, sizes);
        if (!made) continue;
        ++tried;
        const Numbers left = numbers(evaluate(made->left, made->feeds));
        const Numbers right = numbers(evaluate(made->right, made->feeds));
        REQUIRE(left.size() == right.size());
        const double relative = made->left.dtype() == f32 ? 1e-5 : 1e-9;
        for (std::size_t i = 0; i < left.size(); ++i) {
          INFO(left[i] << " and " << right[i]);
          CHECK((near(left[i], right[i], relative) || (std::isnan(left[i]) && std::isnan(right[i]))));
        }
      }
    CHECK(tried > 0);
  }
}

TEST_CASE("on all kinds of numbers a rule never loses a value that the naive side has, nor a NaN of the operands") {
  for (const Rule* rule : all_rules()) {
    if (is_one_of(detail::finite(), *rule)) continue;
    const bool along_an_axis = goes_along_an_axis(*rule);
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      Rng rng(seed);
      const auto made = instance(*rule, rng, false, all_sizes[seed % all_sizes.size()]);
      // A softmax has lost which of several entries was the largest.
      if (!made || (along_an_axis && is_integer(made->left.dtype()))) continue;
      INFO(rule->name << ", seed " << seed);
      const Numbers left = numbers(evaluate(made->left, made->feeds));
      const Numbers right = numbers(evaluate(made->right, made->feeds));
      REQUIRE(left.size() == right.size());
      for (std::size_t i = 0; i < left.size(); ++i) {
        INFO(left[i] << " and " << right[i]);
        // The naive side may have lost most of its digits: near 1 - sigmoid(36) it is right to 1 in 1000.
        const bool naive_has_a_value = std::isfinite(left[i]) && !(along_an_axis && is_extreme(*made, i, left.size()));
        if (naive_has_a_value) CHECK(near(left[i], right[i], 1e-2));
        if (is_nan_in(*made, i, left.size()) && std::isnan(left[i]) && !may_lose_a_nan(*rule))
          CHECK(std::isnan(right[i]));
      }
    }
  }
}
