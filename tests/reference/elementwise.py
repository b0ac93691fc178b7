"""The functions of one or two numbers, as mpmath computes them."""

import math

from mpmath import mp, mpf

from table import INF, NAN, Function, Function2


def everywhere(grid):
    return grid.uniform(-3, 3, 20) + grid.uniform(-100, 100, 20) + grid.magnitudes() + grid.near(0, 1, -1)


def exponents(grid):
    """Where 2^x, e^x and 10^x over- and underflow in either dtype."""
    ends = grid.uniform(85, 131, 12) + grid.uniform(-151, -85, 12) + grid.uniform(700, 1024, 8)
    return everywhere(grid) + ends + grid.uniform(-1076, -700, 8)


def positive(grid):
    return grid.uniform(0, 4) + grid.magnitudes(count=40, signs=(1,)) + grid.near(1, 2, 0.5, 10) + grid.uniform(-3, 0, 3)


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
]
