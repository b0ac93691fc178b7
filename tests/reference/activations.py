"""The activations, and what of the losses is a function of numbers, as mpmath computes them."""

from mpmath import mp, mpf

from table import INF, Function, Function2


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


SELU_SCALE = mpf("1.0507009873554804934193349852946")
SELU_ALPHA = mpf("1.6732632423543772848170429916717")
SIXTH = mpf(1 / 6.0)  # as an f64, which the attribute is

FUNCTIONS = [
    Function("sigmoid", sigmoid, exponents, {-INF: 0.0, INF: 1.0}),
    Function("tanh", mp.tanh, everywhere, {-INF: -1.0, INF: 1.0}, odd=True),
    Function("softplus", lambda x: mp.log1p(mp.exp(x)), exponents, {-INF: 0.0, INF: INF}),
    Function("softsign", lambda x: x / (1 + abs(x)), everywhere, {-INF: -1.0, INF: 1.0}, odd=True),
    Function("relu", lambda x: max(x, mpf(0)), everywhere, {-INF: 0.0, INF: INF}),
    Function("elu", lambda x: elu(x, mpf(0.75)), exponents, {-INF: -0.75, INF: INF}, odd=True),
    Function("selu", lambda x: SELU_SCALE * elu(x, SELU_ALPHA), exponents,
             {-INF: -SELU_SCALE * SELU_ALPHA, INF: INF}, odd=True),
    Function("hard_sigmoid", lambda x: min(max(SIXTH * x + mpf(0.5), mpf(0)), mpf(1)),
             lambda grid: everywhere(grid) + grid.near(3), {-INF: 0.0, INF: 1.0}),
    Function2("sigmoid_cross_entropy", lambda x, t: mp.log1p(mp.exp(x)) - t * x,
              lambda grid: grid.pairs(grid.uniform(-30, 30, 40) + grid.near(0, 17), grid.uniform(0, 1)), ends=False),
]
