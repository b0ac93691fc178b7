"""The functions of one or two numbers, as mpmath computes them."""

import math
from fractions import Fraction

from mpmath import mp, mpf

from table import HUGE, INF, NAN, Function, Function2


def everywhere(grid):
    return grid.uniform(-3, 3, 20) + grid.uniform(-100, 100, 20) + grid.magnitudes() + grid.near(0, 1, -1)


def exponents(grid):
    """Where 2^x, e^x and 10^x over- and underflow in either dtype."""
    ends = grid.uniform(85, 131, 12) + grid.uniform(-151, -85, 12) + grid.uniform(700, 1024, 8)
    return everywhere(grid) + ends + grid.uniform(-1076, -700, 8)


def positive(grid):
    return grid.uniform(0, 4) + grid.magnitudes(count=40, signs=(1,)) + grid.near(1, 2, 0.5, 10) + grid.uniform(-3, 0, 3)


def halves(grid):
    ends = [2.0**grid.mantissa, 2.0 ** (grid.mantissa - 1)]
    return everywhere(grid) + grid.near(0.5, 1.5, 2.5, 3, *ends, *(-x for x in ends)) + [-0.5, -1.5, -2.5]


def angles(grid):
    """Where sines and cosines are near 0, too."""
    return everywhere(grid) + grid.near(*(k * math.pi / 4 for k in (1, 2, 3, 4, 6, 8, -2, -4))) + grid.uniform(-1e5, 1e5)


def unit(grid):
    """[-1, 1], and a bit of what is outside."""
    inside = grid.uniform(-1, 1, 50) + grid.magnitudes(high=-1, count=24)
    return inside + grid.near(0, 0.5, -0.5, 1, -1) + grid.uniform(-2, 2, 6)


def probabilities(grid):
    return grid.uniform(0, 1, 50) + grid.magnitudes(high=-1, count=24, signs=(1,)) + grid.near(0, 0.25, 0.5, 0.75, 1)


def gammas(grid):
    """Around all the roots and poles that matter, and where the recurrence ends."""
    roots = [1, 2, 1.4616321449683623, -0.504083008264455409, -1.573498473162390459, -2.610720868444144650]
    slope_roots = [-0.495715676913038394, -1.498786194009774541, -2.499444391258482490, -0.499998573757045946]
    log_roots = [-2.457024738220800603, -2.747682646727412609, -3.143580888349980058, -3.955294284858597975]
    spread = grid.uniform(0, 3, 15) + grid.uniform(3, 40, 15) + grid.uniform(-6, 0, 20) + grid.uniform(-200, 0, 10)
    return spread + grid.near(0.5, 12, -1, -2, *roots, *slope_roots, *log_roots) + grid.magnitudes(signs=(1,)) + grid.magnitudes(high=20)


def two(grid):
    near_each_other = [(x, grid.next(x, grid.mantissa)) for x in grid.uniform(0.5, 3, 6)]
    return (
        grid.pairs(grid.uniform(-3, 3, 40), grid.uniform(-3, 3, 40))
        + grid.pairs(grid.magnitudes(), grid.magnitudes())
        + near_each_other
    )


def powers(grid):
    return (
        grid.pairs(grid.uniform(0, 4, 30), grid.uniform(-20, 20, 30))
        + grid.pairs(grid.magnitudes(count=20, signs=(1,)), grid.uniform(-1, 1, 20))
        + grid.pairs(grid.near(1), grid.uniform(-400, 400, 20))
        + [(-1.5, 3.0), (-1.5, -2.0), (-2.0, 0.5), (-0.25, 41.0), (2.0, 0.5), (10.0, -30.0)]
    )


# --- IEEE 754 at zeros and infinities, which mpmath does not tell ---


def ieee_mul(x, y):
    return x * y


def ieee_div(x, y):
    if y != 0:
        return x / y
    return NAN if x == 0 or math.isnan(x) else math.copysign(INF, x) * math.copysign(1, y)


def ieee_pow(x, y):
    if x == 0 and y < 0:
        odd = math.isfinite(y) and y % 2 == 1
        return math.copysign(INF, x) if odd else INF
    if x == 0 or y == 0 or not (math.isfinite(x) and math.isfinite(y)):
        return math.pow(x, y)
    return None


def either(choose):
    return lambda x, y: NAN if math.isnan(x) or math.isnan(y) else choose(x, y)


def modulo(x, y):
    """x - y floor(x / y), exactly."""
    a, b = Fraction(float(x)), Fraction(float(y))
    rest = a - b * math.floor(a / b)
    return mpf(rest.numerator) / rest.denominator if rest else math.copysign(0.0, y)


def modulo_special(x, y):
    if math.isnan(y) or y == 0 or not math.isfinite(x):
        return NAN
    if x == 0:
        return math.copysign(0.0, y)
    return x if (x < 0) == (y < 0) else y  # of an infinite y


def floored_quotient_special(x, y):
    if math.isnan(y) or y == 0 or not math.isfinite(x):
        return ieee_div(x, y) if y == 0 else NAN
    if x == 0:
        return math.copysign(0.0, x) * math.copysign(1, y)
    return 0.0 if (x < 0) == (y < 0) else -1.0


def log_sum_special(x, y):
    return None if math.isfinite(x) and math.isfinite(y) else either(max)(x, y)


def product_with_log(log_of):
    """x log_of(y), as a function of mpmath numbers and at the ends."""

    def f(x, y):
        product = x * log_of(y)
        return -0.0 if product == 0 and x < 0 else product

    def special(x, y):
        if math.isnan(x) or math.isnan(y):
            return NAN
        if x == 0:
            return 0.0
        if y == -INF:
            return NAN
        size = attempt_log(log_of, y)
        return x * size if not (math.isfinite(x) and math.isfinite(size) and size != 0) else None

    return f, special


def attempt_log(log_of, y):
    """As a float, right where it is 0, infinite or NaN."""
    if y == INF:
        return INF
    if log_of == mp.log1p and y == 0:
        return y
    try:
        size = log_of(mpf(y))
    except ValueError:
        return -INF
    return NAN if size.imag else float(size.real)


def log1mexp(x):
    if x > 0:
        return mp.nan
    return mp.log(-mp.expm1(x)) if x > -1 else mp.log1p(-mp.exp(x))


def toward(rounded):
    """With the sign of x where it is 0."""

    def f(x):
        y = rounded(x)
        return -0.0 if y == 0 and x < 0 else y

    return f


def log_gamma(x):
    return mp.inf if x <= 0 and x == mp.floor(x) else mp.loggamma(x).real


def polygamma(n):
    def f(x):
        if x <= 0 and x == mp.floor(x):
            return mp.inf if n % 2 else mp.nan
        return mp.polygamma(n, x)

    at = {0: INF if n % 2 else -INF, INF: 0.0, -INF: NAN}
    return Function(f"polygamma_{n}", f, gammas, at, odd=n % 2 == 0)


def near_zero_sums(grid):
    """Pairs with e^x + e^y near 1."""
    xs = grid.uniform(-3, -0.1, 10)
    return [(x, grid.round(mp.log(1 - mp.exp(x)))) for x in xs]


XLOGY, XLOGY_SPECIAL = product_with_log(mp.log)
XLOG1PY, XLOG1PY_SPECIAL = product_with_log(mp.log1p)
BOTH_NAN = {INF: NAN, -INF: NAN}

FUNCTIONS = [
    Function("exp", mp.exp, exponents, {-INF: 0.0, INF: INF}),
    Function("expm1", mp.expm1, exponents, {-INF: -1.0, INF: INF}, odd=True),
    Function("log", mp.log, positive, {0: -INF, INF: INF, -INF: NAN}),
    Function("log1p", mp.log1p, lambda grid: positive(grid) + grid.near(0, -1), {0: 0.0, -1: -INF, INF: INF, -INF: NAN},
             odd=True),
    Function("sqrt", mp.sqrt, positive, {0: 0.0, INF: INF, -INF: NAN}, odd=True),
    Function("square", lambda x: x * x, everywhere, {INF: INF, -INF: INF}),
    Function("abs", abs, everywhere, {INF: INF, -INF: INF}),
    Function("neg", lambda x: -x, everywhere, {0: -0.0, INF: -INF, -INF: INF}, odd=True),
    Function2("add", lambda x, y: x + y, two, lambda x, y: x + y),
    Function2("sub", lambda x, y: x - y, two, lambda x, y: x - y),
    Function2("mul", lambda x, y: x * y, two, ieee_mul),
    Function2("div", lambda x, y: x / y, two, ieee_div),
    Function2("pow", mp.power, powers, ieee_pow),
    Function2("maximum", max, two, either(lambda x, y: x if x > y else y)),
    Function2("minimum", min, two, either(lambda x, y: x if x < y else y)),
    # Logarithms and powers
    Function("log2", lambda x: mp.log(x, 2), positive, {0: -INF, INF: INF, -INF: NAN}),
    Function("log10", mp.log10, positive, {0: -INF, INF: INF, -INF: NAN}),
    Function("exp2", lambda x: mp.power(2, x), exponents, {INF: INF, -INF: 0.0}),
    Function("log1mexp", log1mexp, lambda grid: exponents(grid) + grid.near(-math.log(2)),
             {0: -INF, INF: NAN, -INF: -0.0}),
    Function("logit", lambda x: mp.log(x / (1 - x)), probabilities, {0: -INF, 1: INF, **BOTH_NAN}),
    Function2("logaddexp", lambda x, y: mp.log(mp.exp(x) + mp.exp(y)),
              lambda grid: two(grid) + near_zero_sums(grid), log_sum_special),
    Function2("xlogy", XLOGY, lambda grid: powers(grid) + two(grid), XLOGY_SPECIAL),
    Function2("xlog1py", XLOG1PY,
              lambda grid: powers(grid) + two(grid) + grid.pairs(grid.uniform(-3, 3), grid.near(0, -1)), XLOG1PY_SPECIAL),
    # Rounding
    Function("floor", mp.floor, halves, {INF: INF, -INF: -INF}, odd=True),
    Function("ceil", toward(mp.ceil), halves, {INF: INF, -INF: -INF}, odd=True),
    Function("round", toward(mp.nint), halves, {INF: INF, -INF: -INF}, odd=True),
    Function("trunc", toward(lambda x: mp.floor(x) if x > 0 else mp.ceil(x)), halves, {INF: INF, -INF: -INF}, odd=True),
    Function("sign", mp.sign, everywhere, {INF: 1.0, -INF: -1.0}),
    Function("reciprocal", lambda x: 1 / x, everywhere, {0: INF, INF: 0.0, -INF: -0.0}, odd=True),
    Function("rsqrt", lambda x: 1 / mp.sqrt(x), positive, {0: INF, INF: 0.0, -INF: NAN}, odd=True),
    Function2("mod", modulo, two, modulo_special),
    Function2("floor_divide", lambda x, y: mpf(math.floor(Fraction(float(x)) / Fraction(float(y)))), two,
              floored_quotient_special),
    # Circular and hyperbolic
    Function("sin", mp.sin, angles, BOTH_NAN, odd=True),
    Function("cos", mp.cos, angles, BOTH_NAN),
    Function("tan", mp.tan, angles, BOTH_NAN, odd=True),
    Function("asin", mp.asin, unit, BOTH_NAN, odd=True),
    Function("acos", mp.acos, unit, BOTH_NAN),
    Function("atan", mp.atan, everywhere, {INF: mp.pi / 2, -INF: -mp.pi / 2}, odd=True),
    Function2("atan2", mp.atan2, two, math.atan2),
    Function("sinh", mp.sinh, exponents, {INF: INF, -INF: -INF}, odd=True),
    Function("cosh", mp.cosh, exponents, {INF: INF, -INF: INF}),
    Function("log_cosh", lambda x: mp.log(mp.cosh(x)), lambda grid: everywhere(grid) + grid.near(0, 0.5, 1, -1),
             {INF: INF, -INF: INF}),
    Function("asinh", mp.asinh, everywhere, {INF: INF, -INF: -INF}, odd=True),
    Function("acosh", mp.acosh, lambda grid: positive(grid) + grid.uniform(1, 100), {INF: INF, -INF: NAN}),
    Function("atanh", mp.atanh, unit, {1: INF, -1: -INF, **BOTH_NAN}, odd=True),
    # Special functions
    Function("erf", mp.erf, everywhere, {INF: 1.0, -INF: -1.0}, odd=True),
    Function("erfc", lambda x: mp.erfc(x) if x < 1e4 else mpf(2) ** -HUGE, lambda grid: everywhere(grid) + grid.uniform(0.4, 30, 40), {INF: 0.0, -INF: 2.0}),
    Function("erfinv", mp.erfinv, unit, {1: INF, -1: -INF, **BOTH_NAN}, odd=True),
    Function("lgamma", log_gamma, gammas, {0: INF, INF: INF, -INF: INF}),
    Function("digamma", mp.digamma, gammas, {0: -INF, INF: INF, -INF: NAN}, odd=True),
    polygamma(1),
    polygamma(2),
    polygamma(3),
    polygamma(8),
]
