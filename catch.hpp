#pragma once
// A Catch2 matcher, for version 2 and 3, that says in a test whether a gradient is right:
//
//   REQUIRE_THAT(loss, has_correct_gradient(weights, {{x, images}, {t, labels}}));
//
// Only tests include this header; they bring Catch2 along.

#include <nabla/autodiff/verify.hpp>

#if __has_include(<catch2/matchers/catch_matchers.hpp>)
#include <catch2/matchers/catch_matchers.hpp>

namespace nabla::detail {
using Catch::Matchers::MatcherBase;
using Catch::Matchers::MatcherUntypedBase;
}  // namespace nabla::detail
#else
#include <catch2/catch.hpp>

namespace nabla::detail {
using Catch::Matchers::Impl::MatcherBase;
using Catch::Matchers::Impl::MatcherUntypedBase;
}  // namespace nabla::detail
#endif

namespace nabla {
namespace detail {

/// What a matcher says after the value that it was given: the report of the latest match.
inline std::string describe_match(const std::string& table) {
  return table.empty() ? "has a correct gradient" : "has a correct gradient:\n" + table;
}

class GradientMatcher : public MatcherBase<Expr> {
 public:
  GradientMatcher(Exprs wrt, Feeds feeds, VerifyOptions options, Where where)
      : wrt_(std::move(wrt)), feeds_(std::move(feeds)), options_(options), where_(where) {}

  bool match(const Expr& cost) const override { return match(Exprs{cost}); }
  bool match(const Exprs& outputs) const {
    const GradientReport report = verify_gradient(outputs, wrt_, feeds_, options_, where_);
    table_ = to_string(report);
    return report.ok();
  }

 protected:
  std::string describe() const override { return describe_match(table_); }

 private:
  Exprs wrt_;
  Feeds feeds_;
  VerifyOptions options_;
  Where where_;
  mutable std::string table_;
};

template <class G, class X>
class PlainGradientMatcher : public MatcherUntypedBase {
 public:
  PlainGradientMatcher(G g, X x, VerifyOptions options, Where where)
      : g_(std::move(g)), x_(std::move(x)), options_(options), where_(where) {}

  template <class F>
  bool match(F&& f) const {
    const GradientReport report = verify_gradient(f, g_, x_, options_, where_);
    table_ = to_string(report);
    return report.ok();
  }

 protected:
  std::string describe() const override { return describe_match(table_); }

 private:
  G g_;
  X x_;
  VerifyOptions options_;
  Where where_;
  mutable std::string table_;
};

}  // namespace detail

/// Matches an Expr, or several as Exprs, whose derivatives with respect to `wrt` verify_gradient() finds right; a
/// failure shows its report. Throws as verify_gradient().
inline detail::GradientMatcher has_correct_gradient(Exprs wrt, Feeds feeds = {}, VerifyOptions options = {},
                                                    Where where = Where::here()) {
  return {std::move(wrt), std::move(feeds), options, where};
}
template <class X>
requires(std::same_as<X, Expr> || std::same_as<X, Parameter>) detail::GradientMatcher
    has_correct_gradient(const X& wrt, Feeds feeds = {}, VerifyOptions options = {}, Where where = Where::here()) {
  return {Exprs{wrt}, std::move(feeds), options, where};
}

/// Matches a C++ function f whose gradient, or Jacobian transposed times a vector, is g; verify_gradient(f, g, x) says
/// more.
template <class G, Point X = std::vector<double>>
requires(!requires(const G& g) { Exprs{g}; }) detail::PlainGradientMatcher<std::decay_t<G>, X> has_correct_gradient(
    const G& g, const X& x, VerifyOptions options = {}, Where where = Where::here()) {
  return {g, x, options, where};
}

}  // namespace nabla
