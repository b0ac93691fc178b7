"""How reference values are made: the arguments, the exact values, the files.

A file data/NAME.txt has a line `f32` and a line `f64`; below each, a row per argument: the arguments (one or two), which
are exact numbers of that dtype, and the exact value rounded to 64 bits. Numbers are written as hexadecimal floats.
"""

import math
import pathlib
import random
import struct

from mpmath import mp, mpc, mpf

mp.dps = 50
DATA = pathlib.Path(__file__).parent / "data"
INF, NAN = math.inf, math.nan
HUGE = 16000  # exponents beyond it are written as inf and 2^-HUGE: far outside what f64 rounds to a number


class Grid:
    """The numbers of one dtype, and ways to pick arguments among them."""

    def __init__(self, name, code, integer, mantissa, exponents):
        self.name, self._code, self._integer = name, code, integer
        self.mantissa, (self.lowest, self.highest) = mantissa, exponents
        self._random = random.Random(name)

    def round(self, x):
        return struct.unpack(self._code, struct.pack(self._code, x))[0]

    def next(self, x, steps=1):
        """The number `steps` further away from 0 (towards it if negative)."""
        (bits,) = struct.unpack(self._integer, struct.pack(self._code, x))
        return struct.unpack(self._code, struct.pack(self._integer, bits + steps))[0]

    @property
    def smallest(self):
        return 2.0 ** (self.lowest - self.mantissa)

    @property
    def largest(self):
        return (2 - 2.0**-self.mantissa) * 2.0**self.highest

    def specials(self):
        sized = [self.smallest, self.smallest * 12345, 2.0**self.lowest, self.largest]
        return [0.0, -0.0, INF, -INF, NAN] + sized + [-x for x in sized]

    def uniform(self, low, high, count=30):
        return [self.round(self._random.uniform(low, high)) for _ in range(count)]

    def magnitudes(self, low=None, high=None, count=16, signs=(1, -1)):
        """Random mantissas at exponents from low to high, by default all there are."""
        low, high = self.lowest if low is None else low, self.highest if high is None else high
        exponents = [low + (high - low) * i / max(1, count - 1) for i in range(count)]
        return [
            self.round(sign * self._random.uniform(1, 1.99) * 2.0 ** round(k)) for sign in signs for k in exponents
        ]

    def near(self, *points):
        """Each point, its neighbours, and numbers ever closer to it on both sides."""
        picked = []
        for point in points:
            x = self.round(point)
            steps = [2.0**-k for k in (3, 7, 12, 17, 22, 30, 40) if k < self.mantissa]
            picked += [x] + [self.round(x + sign * step * max(1, abs(x))) for step in steps for sign in (1, -1)]
            picked += [self.next(x), self.next(x, -1)] if x != 0 else []
        return picked

    def pairs(self, xs, ys):
        """Random pairs of the two lists, as many as the longer has entries."""
        count = max(len(xs), len(ys))
        return list(zip(self._shuffled(xs, count), self._shuffled(ys, count)))

    def _shuffled(self, xs, count):
        repeated = (list(xs) * (count // len(xs) + 1))[:count]
        self._random.shuffle(repeated)
        return repeated


def grids():
    """Fresh ones, so that a function's arguments do not depend on which others are made."""
    return [Grid("f32", "<f", "<I", 23, (-126, 127)), Grid("f64", "<d", "<Q", 52, (-1022, 1023))]


class Function:
    """A function of one number. `f` takes and gives mpmath numbers, or -0.0; what it raises at, or answers with a
    complex number, is NaN. `at` has the values at numbers where the formula does not say them: infinities, zeros, poles.
    `odd` is about zeros and poles: f(-0) = -f(0), where an even function has f(-0) = f(0)."""

    def __init__(self, name, f, args, at=None, odd=False):
        self.name, self._f, self._args, self._at, self._odd = name, f, args, at or {}, odd

    def arguments(self, grid):
        return unique((x,) for x in grid.specials() + self._args(grid))

    def value(self, x):
        if math.isnan(x):
            return NAN
        if x in self._at:
            return -self._at[x] if self._odd and is_minus_zero(x) else self._at[x]
        if math.isinf(x):
            raise ValueError(f"{self.name}: say what it is at {x}")
        value = exact(self._f, (x,))
        return -0.0 if value == 0 and self._odd and is_minus_zero(x) else value


class Function2:
    """A function of two numbers. `special` gives its value, a float, where an argument is 0, infinite or NaN, or None
    where the formula `f` is right. Without `ends`, that is not asked: the domain is narrower."""

    def __init__(self, name, f, args, special=lambda x, y: None, ends=True):
        self.name, self._f, self._args, self._special, self._ends = name, f, args, special, ends

    def arguments(self, grid):
        ends = [0.0, -0.0, INF, -INF, NAN, 1.0, -2.5, grid.smallest, -grid.largest] if self._ends else []
        return unique([(x, y) for x in ends for y in ends] + list(self._args(grid)))

    def value(self, x, y):
        if any(v == 0 or not math.isfinite(v) for v in (x, y)):
            value = self._special(x, y)
            if value is not None:
                return value
        return exact(self._f, (x, y))


def is_minus_zero(x):
    return x == 0 and math.copysign(1, x) < 0


def unique(arguments):
    seen = {}
    for row in arguments:
        seen.setdefault(tuple(text(x) for x in row), row)
    return list(seen.values())


def exact(f, arguments):
    """f to 64 bits at least: at ever more digits, until more digits change nothing."""
    last = None
    for digits in (50, 100, 200, 400, 800, 1600):
        with mp.workdps(digits):
            value = attempt(f, arguments)
            if not mp.isfinite(value):
                return value
            if last is not None and value != 0 and abs(value - last) <= abs(value) * mpf(2) ** -100:
                return value
            last = value
    if last != 0:
        raise ArithmeticError(f"no end of digits at {arguments}")
    return last


def attempt(f, arguments):
    try:
        value = f(*(mpf(x) for x in arguments))
    except (ValueError, ZeroDivisionError):
        return mp.nan
    if isinstance(value, mpc):
        return value.real if value.imag == 0 else mp.nan
    return value if value == 0 else mpf(value)  # a float may be -0


def text(x):
    """A float or an mpf as 0x3p-1, which is 1.5."""
    if isinstance(x, float) and (x == 0 or not math.isfinite(x)):
        return "nan" if math.isnan(x) else "inf" if x == INF else "-inf" if x == -INF else f"{x:.0f}"
    with mp.workprec(64):
        x = +mpf(x)
    if not mp.isfinite(x):
        return "nan" if mp.isnan(x) else "inf" if x > 0 else "-inf"
    sign, mantissa, exponent, bits = x._mpf_
    minus = "-" if sign else ""
    if mantissa == 0:
        return "0"
    if exponent + bits > HUGE:
        return minus + "inf"
    if exponent + bits < -HUGE:
        return f"{minus}0x1p-{HUGE}"
    return f"{minus}0x{int(mantissa):x}p{exponent}"


def write(function):
    lines = []
    for grid in grids():
        lines.append(grid.name)
        for arguments in function.arguments(grid):
            lines.append(" ".join([*map(text, arguments), text(function.value(*arguments))]))
    DATA.mkdir(exist_ok=True)
    (DATA / f"{function.name}.txt").write_text("\n".join(lines) + "\n")
