#pragma once

#include <concepts>
#include <functional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <nabla/autodiff/report.hpp>
#include <nabla/autodiff/verify_options.hpp>
#include <nabla/graph/where.hpp>

namespace nabla {

/// Numbers to read in one piece: a std::vector<double>, std::array, std::span, an Eigen vector; or one double.
template <class Y>
concept Doubles = std::same_as<Y, double> || requires(const Y& y) {
  { y.data() } -> std::convertible_to<const double*>;
  { y.size() } -> std::convertible_to<std::size_t>;
};

/// The same with numbers of its own: a copy may be changed.
template <class X>
concept Point = Doubles<X> && std::copyable<X> &&(std::same_as<X, double> || requires(X & x, const X& same) {
  { x.data() } -> std::same_as<double*>;
  { same.data() } -> std::same_as<const double*>;
});

namespace detail {

template <Doubles Y>
std::span<const double> numbers(const Y& y) {
  if constexpr (std::same_as<Y, double>)
    return {&y, 1};
  else
    return {y.data(), static_cast<std::size_t>(y.size())};
}
template <Point X>
std::span<double> mutable_numbers(X& x) {
  if constexpr (std::same_as<X, double>)
    return {&x, 1};
  else
    return {x.data(), static_cast<std::size_t>(x.size())};
}

/// A scalar function of `point`, evaluated there as it is, and what is claimed to be its gradient.
struct PlainFunction {
  std::span<double> point;
  bool is_number = false;  // the point is one double
  std::function<double()> evaluate;
  std::span<const double> gradient;
};
GradientReport verify_plain(const PlainFunction& function, const VerifyOptions& options, Where where);

/// Random numbers in [0.5, 1.5).
void draw_cotangent(std::span<double> u, const VerifyOptions& options);
/// sum of u[i] y[i]; not a number where y has another size than u.
double contract(std::span<const double> u, std::span<const double> y);

}  // namespace detail

/// Is g the gradient of f at x? For functions that somebody wrote by hand; no graph is involved:
///
///   verify_gradient([](const std::vector<double>& x) { return x[0] * std::sin(x[1]); },
///                   [](const std::vector<double>& x) { return std::vector{std::sin(x[1]), x[0] * std::cos(x[1])}; },
///                   {0.3, 2.0}).ok()
///
/// x is a std::vector<double> (also in braces), a std::array, an Eigen vector or one double; f(x) a number, g(x) as
/// many numbers as x has. Or f(x) is several numbers and g(x, u) their Jacobian transposed times u, numbers like f(x):
/// so is a Hessian verified, as the Jacobian of a gradient. The functions must give the same whenever they are called
/// at the same x. Checked and reported as for expressions.
///
/// What f or g throws at x itself passes through; so does what is no std::exception, and std::bad_alloc, from
/// anywhere. Another exception of f's at a step from x means that the step left f's domain, as does a value that is not
/// finite. Error where g gives another number of entries than x has, and for options.order 2.
template <class F, class G, Point X = std::vector<double>>
requires std::invocable<F&, const X&> &&
    (std::invocable<G&, const X&> ||
     std::invocable<G&, const X&, const std::invoke_result_t<F&, const X&>&>)GradientReport
    verify_gradient(F&& f, G&& g, const X& x, const VerifyOptions& options = {}, Where where = Where::here()) {
  X moved = x;
  const X& at = moved;
  using Y = std::remove_cvref_t<std::invoke_result_t<F&, const X&>>;
  constexpr bool is_number = std::same_as<X, double>;
  if constexpr (std::is_arithmetic_v<Y>) {
    static_cast<void>(f(at));  // throws what f throws
    const auto gradient = g(at);
    return detail::verify_plain({detail::mutable_numbers(moved), is_number, [&] { return static_cast<double>(f(at)); },
                                 detail::numbers(gradient)},
                                options, where);
  } else {
    static_assert(Point<Y>, "f gives a number, or numbers in a std::vector<double>, a std::array or an Eigen vector");
    Y u = f(at);
    detail::draw_cotangent(detail::mutable_numbers(u), options);
    const auto gradient = g(at, std::as_const(u));
    const auto cost = [&] {
      const Y y = f(at);
      return detail::contract(detail::numbers(u), detail::numbers(y));
    };
    return detail::verify_plain({detail::mutable_numbers(moved), is_number, cost, detail::numbers(gradient)}, options,
                                where);
  }
}

}  // namespace nabla
