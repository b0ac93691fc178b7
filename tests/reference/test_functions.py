#!/usr/bin/env python3
"""Values, gradients and Hessians times a vector of the test functions of tests/autodiff/test_functions_test.cpp and
models_test.cpp, to 17 digits, by differences in 150-digit arithmetic: independent of every formula for a derivative.
Prints C++ tables."""
from mpmath import atan, cos, exp, log, mp, mpf, pi, sin, sqrt

mp.dps = 150
H = mpf(10) ** -30


def rosenbrock(x):
    return sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:]))


def powell(x):
    a, b, c, d = x
    return (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4


def wood(x):
    a, b, c, d = x
    return (100 * (b - a * a) ** 2 + (1 - a) ** 2 + 90 * (d - c * c) ** 2 + (1 - c) ** 2
            + mpf("10.1") * ((b - 1) ** 2 + (d - 1) ** 2) + mpf("19.8") * (b - 1) * (d - 1))


def beale(x):
    return sum((mpf(y) - x[0] * (1 - x[1] ** (i + 1))) ** 2 for i, y in enumerate(["1.5", "2.25", "2.625"]))


def brown_dennis(x):
    t = [mpf(i) / 5 for i in range(1, 21)]
    return sum(((x[0] + s * x[1] - exp(s)) ** 2 + (x[2] + x[3] * sin(s) - cos(s)) ** 2) ** 2 for s in t)


def helical_valley(x):
    theta = atan(x[1] / x[0]) / (2 * pi) + (0 if x[0] > 0 else mpf("0.5"))
    return 100 * ((x[2] - 10 * theta) ** 2 + (sqrt(x[0] ** 2 + x[1] ** 2) - 1) ** 2) + x[2] ** 2


POINTS = [["0.3", "-1.2"], ["1.1", "0.4"], ["-0.7", "0.9"], ["2.0", "-0.5"], ["-1.5", "-1.0"]]


def mixture(p):
    """Of two Gaussians in the plane: logits of the weights, means, logarithms of the deviations."""
    a, mean, deviation = p[:2], [p[2:4], p[4:6]], [p[6:8], p[8:10]]
    total = mpf(0)
    for point in POINTS:
        terms = []
        for k in range(2):
            z = [(mpf(point[d]) - mean[k][d]) / exp(deviation[k][d]) for d in range(2)]
            terms.append(exp(a[k] - sum(deviation[k]) - sum(v * v for v in z) / 2))
        total += log(sum(terms)) - log(exp(a[0]) + exp(a[1])) - log(2 * pi)
    return total


def bundle(p):
    """Half the squared residual of a point in a camera, and of its weight: rotation, centre, focal length, principal
    point, radial distortion, point, weight."""
    r, centre, focal, principal, radial, point, weight = p[:3], p[3:6], p[6], p[7:9], p[9:11], p[11:14], p[14]
    x = [point[i] - centre[i] for i in range(3)]

    def cross(u, v):
        return [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]

    t = sum(v * v for v in r)
    if t == 0:
        one, half = mpf(1), mpf(1) / 2
    else:
        angle = sqrt(t)
        one, half = sin(angle) / angle, (1 - cos(angle)) / t
    once = cross(r, x)
    twice = cross(r, once)
    y = [x[i] + one * once[i] + half * twice[i] for i in range(3)]
    u, v = y[0] / y[2], y[1] / y[2]
    q = u * u + v * v
    stretch = 1 + radial[0] * q + radial[1] * q * q
    residual = [weight * (principal[0] + focal * stretch * u - mpf("0.2")),
                weight * (principal[1] + focal * stretch * v + mpf("0.1")), 1 - weight * weight]
    return sum(s * s for s in residual) / 2


def along(f, x, v):
    return (f([a + H * b for a, b in zip(x, v)]) - f([a - H * b for a, b in zip(x, v)])) / (2 * H)


def unit(n, i):
    return [mpf(int(k == i)) for k in range(n)]


def direction(n):
    return [mpf((-1) ** i * (i + 1)) for i in range(n)]


def text(numbers):
    return "{" + ", ".join(mp.nstr(v, 17) for v in numbers) + "}"


def show(name, f, *points):
    for point in points:
        x = [mpf(v) for v in point]
        n = len(x)
        gradient = [along(f, x, unit(n, i)) for i in range(n)]
        product = [along(lambda at, i=i: along(f, at, unit(n, i)), x, direction(n)) for i in range(n)]
        print(f"// {name}\n{{{{{', '.join(point)}}},\n {mp.nstr(f(x), 17)},\n {text(gradient)},\n {text(product)}}},")


CAMERA = ["0.1", "-0.2", "0.3", "1.5", "0.05", "-0.02", "0.01", "-0.003", "0.4", "0.3", "2.5", "0.8"]

show("rosenbrock", rosenbrock, ["-1.2", "1", "0.4", "-0.3", "0.9", "1.1", "-0.5", "0.2", "0.7"])
show("powell", powell, ["3", "-1", "0", "1"], ["0.5", "-0.3", "1.2", "0.7"])
show("wood", wood, ["-3", "-1", "-3", "-1"], ["0.5", "-0.3", "1.2", "0.7"])
show("beale", beale, ["1", "1"], ["2.5", "0.7"])
show("brown_dennis", brown_dennis, ["25", "5", "-5", "-1"], ["-11", "13", "-0.4", "0.2"])
show("helical_valley", helical_valley, ["-1", "0", "0"], ["0.8", "-0.3", "0.4"], ["-0.5", "-1.3", "0.6"])
show("mixture", mixture, ["0.2", "-0.4", "0.5", "-0.3", "-0.8", "0.1", "0.3", "-0.2", "0.1", "0.4"])
show("bundle", bundle, ["0.3", "-0.5", "0.2", *CAMERA], ["0", "0", "0", *CAMERA], ["1e-9", "-2e-9", "3e-9", *CAMERA],
     ["1e-3", "2e-3", "-1e-3", *CAMERA])
