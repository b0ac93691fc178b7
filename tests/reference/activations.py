"""The activations, and what of the losses is a function of numbers, as mpmath computes them."""

import math

from mpmath import mp, mpf

from table import INF, NAN, Function, Function2


def everywhere(grid):
    """What most activations are asked: the usual range, every magnitude, close to 0."""
    return grid.uniform(-3, 3) + grid.uniform(-40, 40) + grid.magnitudes() + grid.near(0)


def exponents(grid):
    """Where e^x ends in either dtype, and where log(1 + e^x) is x or e^x."""
    return everywhere(grid) + grid.uniform(-110, -85, 10) + grid.uniform(-760, -700, 10) + grid.near(-17, 17, -37, 37)


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def elu(x, alpha):
    return x if x > 0 else alpha * mp.expm1(x)


def density(x):
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def phi(x):
    if abs(x) > 10**4:  # too much for mpmath's erfc; the first term is more than enough
        return -density(x) / x if x < 0 else 1 - density(x) / x
    return mp.erfc(-x / mp.sqrt(2)) / 2


def gelu_tanh(x):
    if abs(x) > 10**4:  # too many digits before the point of the exponent
        return x if x > 0 else -mpf(2) ** -20000
    return x / (1 + mp.exp(-2 * mp.sqrt(2 / mp.pi) * (x + mpf("0.044715") * x**3)))


def mish(x):
    return x * mp.tanh(mp.log1p(mp.exp(x)))


def squareplus(x, b):
    return (x + mp.sqrt(x * x + b)) / 2


def leaky(x, slope):
    return x if x > 0 else slope * x


def between(x, low, middle, high, ends):
    """middle(x) within the ends, low(x) and high(x) beyond."""
    return low(x) if x <= ends[0] else high(x) if x >= ends[1] else middle(x)


def general_relu(x, top, slope, bottom):
    return min(x, top) if x > bottom else slope * (x - bottom)


def gates(grid):
    """Where a factor beside x ends, e^x or the normal tails, in either dtype."""
    return exponents(grid) + grid.uniform(-39.5, -36, 12) + grid.uniform(-15, -12, 12) + grid.uniform(-22, -8, 20)


def around(*points):
    return lambda grid: everywhere(grid) + grid.near(*points, *(-p for p in points))


def prelu_special(x, slope):
    """IEEE 754, but 0 for x = -inf with a slope of 0, and a slope of NaN is seen for x > 0 too."""
    if math.isnan(x) or math.isnan(slope):
        return NAN
    if x > 0:
        return x
    return 0.0 if slope == 0 else slope * x


# --- derivatives, where a formula that is right in the tails takes care ---


def silu_slope(x):
    return sigmoid(x) * (1 + x * sigmoid(-x))


def gelu_tanh_slope(x):
    if abs(x) > 10**4:
        return ONE if x > 0 else -mpf(2) ** -20000
    v = 2 * mp.sqrt(2 / mp.pi) * (x + mpf("0.044715") * x**3)
    dv = 2 * mp.sqrt(2 / mp.pi) * (1 + 3 * mpf("0.044715") * x**2)
    return sigmoid(v) + x * sigmoid(v) * sigmoid(-v) * dv


def mish_slope(x):
    t = mp.tanh(mp.log1p(mp.exp(x)))
    return t + x * (1 - t * t) * sigmoid(x)


def tails(f32=-200.0, f64=-1000.0):
    """Not around the minimum of what is x times a gate: there the slope's terms cancel each other. And not between a
    dtype's number and -50: there one of them is denormal, with the digits that it has left."""

    def picked(grid):
        end = f32 if grid.name == "f32" else f64
        return [x for x in gates(grid) if not -2.5 < x < -0.5 and not -50 < x < end]

    return picked


ZERO, ONE = mpf(0), mpf(1)
SELU_SCALE = mpf("1.0507009873554804934193349852946")
SELU_ALPHA = mpf("1.6732632423543772848170429916717")
GATE = {0: 0.0, -INF: -0.0, INF: INF}  # of what is x times a number from 0 to 1

FUNCTIONS = [
    Function("sigmoid", sigmoid, exponents, {-INF: 0.0, INF: 1.0}),
    Function("tanh", mp.tanh, everywhere, {-INF: -1.0, INF: 1.0}, odd=True),
    Function("softplus", lambda x: mp.log1p(mp.exp(x)), exponents, {-INF: 0.0, INF: INF}),
    Function("softsign", lambda x: x / (1 + abs(x)), everywhere, {-INF: -1.0, INF: 1.0}, odd=True),
    Function("relu", lambda x: max(x, mpf(0)), everywhere, {-INF: 0.0, INF: INF}),
    Function("elu", lambda x: elu(x, mpf(0.75)), exponents, {-INF: -0.75, INF: INF}, odd=True),
    Function("selu", lambda x: SELU_SCALE * elu(x, SELU_ALPHA), exponents,
             {-INF: -SELU_SCALE * SELU_ALPHA, INF: INF}, odd=True),
    Function("hard_sigmoid", lambda x: min(max((x + 3) / 6, ZERO), ONE), around(3), {-INF: 0.0, INF: 1.0}),
    Function("leaky_relu", lambda x: leaky(x, mpf(0.3125)), everywhere, {-INF: -INF, INF: INF}, odd=True),
    Function2("prelu", leaky, lambda grid: grid.pairs(everywhere(grid), grid.uniform(-2, 2)), prelu_special),
    Function("general_relu", lambda x: general_relu(x, mpf(3), mpf(0.25), ONE), around(1, 3), {-INF: -INF, INF: 3.0}),
    Function("relu6", lambda x: min(max(x, ZERO), mpf(6)), around(6), {-INF: 0.0, INF: 6.0}),
    Function("celu", lambda x: x if x > 0 else 3 * mp.expm1(x / 3), exponents, {-INF: -3.0, INF: INF}, odd=True),
    Function("hard_tanh", lambda x: min(max(x, -ONE), ONE), around(1), {-INF: -1.0, INF: 1.0}, odd=True),
    Function("hard_silu", lambda x: between(x, lambda _: ZERO, lambda x: x * (x + 3) / 6, lambda x: x, (-3, 3)),
             around(3), {-INF: 0.0, INF: INF}, odd=True),
    Function("hard_shrink", lambda x: x if abs(x) > 0.5 else ZERO, around(0.5), {-INF: -INF, INF: INF}),
    Function("soft_shrink", lambda x: mp.sign(x) * max(abs(x) - mpf(0.5), ZERO), around(0.5), {-INF: -INF, INF: INF}),
    Function("tanh_shrink", lambda x: x - mp.tanh(x), around(1.75), {0: 0.0, -INF: -INF, INF: INF}, odd=True),
    Function("threshold", lambda x: x if x > 0.5 else mpf(-2), around(0.5), {-INF: -2.0, INF: INF}),
    Function("log_sigmoid", lambda x: -mp.log1p(mp.exp(-x)), exponents, {-INF: -INF, INF: -0.0}),
    Function("silu", lambda x: x * sigmoid(x), gates, GATE, odd=True),
    Function("mish", mish, gates, GATE, odd=True),
    Function("gelu", lambda x: x * phi(x), gates, GATE, odd=True),
    Function("gelu_tanh", gelu_tanh, gates, GATE, odd=True),
    Function("normal_cdf", phi, gates, {-INF: 0.0, INF: 1.0}),
    Function("normal_pdf", density, gates, {-INF: 0.0, INF: 0.0}),
    Function("sparse_plus", lambda x: between(x, lambda _: ZERO, lambda x: (x + 1) ** 2 / 4, lambda x: x, (-1, 1)),
             around(1), {-INF: 0.0, INF: INF}),
    Function("sparse_sigmoid", lambda x: min(max((x + 1) / 2, ZERO), ONE), around(1), {-INF: 0.0, INF: 1.0}),
    Function("squareplus", lambda x: squareplus(x, mpf(4)), everywhere, {-INF: 0.0, INF: INF}),
    Function("softsign_slope", lambda x: 1 / (1 + abs(x)) ** 2, everywhere, {-INF: 0.0, INF: 0.0}),
    Function("elu_slope", lambda x: ONE if x > 0 else mpf(0.75) * mp.exp(x), exponents, {-INF: 0.0, INF: 1.0}),
    Function("tanh_shrink_slope", lambda x: mp.tanh(x) ** 2, everywhere, {-INF: 1.0, INF: 1.0}),
    Function("log_sigmoid_slope", lambda x: sigmoid(-x), exponents, {-INF: 1.0, INF: 0.0}),
    Function("squareplus_slope", lambda x: (1 + x / mp.sqrt(x * x + 4)) / 2, everywhere, {-INF: 0.0, INF: 1.0}),
    Function("silu_slope", silu_slope, tails(), {-INF: 0.0, INF: 1.0}),
    Function("mish_slope", mish_slope, tails(), {-INF: 0.0, INF: 1.0}),
    Function("gelu_slope", lambda x: phi(x) + x * density(x), tails(-12.5, -36.5), {-INF: 0.0, INF: 1.0}),
    Function("gelu_tanh_slope", gelu_tanh_slope, tails(-9.5, -20.5), {-INF: 0.0, INF: 1.0}),
    Function2("sigmoid_cross_entropy", lambda x, t: mp.log1p(mp.exp(x)) - t * x,
              lambda grid: grid.pairs(grid.uniform(-30, 30, 40) + grid.near(0, 17), grid.uniform(0, 1)), ends=False),
]
