"""PyTensor at the jobs of ../*.cpp, in its default mode, without checks of what it is fed."""

import sys

import numpy as np
import pytensor
import pytensor.tensor as pt

from harness import Bench, jobs

pytensor.config.floatX = "float32"
RATE = np.float32(0.01)
random = np.random.default_rng(1)


def array(*sizes):
    return random.random(sizes, dtype=np.float32)


def net(sizes):
    weights = []
    for m, n in zip(sizes, sizes[1:]):
        weights += [pytensor.shared(((2 * array(m, n) - 1) / np.float32(m**0.5)).astype("float32")),
                    pytensor.shared(np.zeros(n, "float32"))]
    return weights


def outputs(weights, activation, x):
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i + 2 < len(weights):
            x = activation(x)
    return x


def relu(x):
    return pt.maximum(x, np.float32(0))


def cross_entropy(logits, t):
    return -pt.mean(pt.special.log_softmax(logits, axis=1)[pt.arange(t.shape[0]), t])


def mean_squared(y, t):
    return pt.mean((y - t) ** 2)


def compiled(inputs, results, feeds, updates=()):
    function = pytensor.function(inputs, results, updates=list(updates))
    function.trust_input = True
    return lambda: function(*feeds)


def step(weights, activation, loss, feeds):
    x = pt.matrix("x", dtype="float32")
    t = pt.vector("t", dtype="int32") if feeds[1].ndim == 1 else pt.matrix("t", dtype="float32")
    value = loss(outputs(weights, activation, x), t)
    gradient = pytensor.grad(value, weights)
    return compiled([x, t], value, feeds, [(w, w - RATE * g) for w, g in zip(weights, gradient)])


def labels(batch, n):
    return random.integers(n, size=batch, dtype=np.int32)


def mlp_step(batch):
    return step(net((784, 512, 512, 10)), relu, cross_entropy, (array(batch, 784), labels(batch, 10)))


def mlp_forward(batch):
    x = pt.matrix("x", dtype="float32")
    return compiled([x], outputs(net((784, 512, 512, 10)), relu, x), [array(batch, 784)])


def tiny_step(batch):
    return step(net((2, 16, 16, 1)), pt.tanh, mean_squared, (array(batch, 2), array(batch, 1)))


chain = None  # compiling 1,000 operations takes longer than five minutes


def elementwise(n):
    x, w, b, y, z = inputs = [pt.vector(name, dtype="float32") for name in "xwbyz"]
    return compiled(inputs, pt.tanh(x * w + b) * y + z, [4 * array(n) - 2 for _ in inputs])


def softmax_cross_entropy():
    x, t = pt.matrix("x", dtype="float32"), pt.vector("t", dtype="int32")
    loss = cross_entropy(x, t)
    return compiled([x, t], [loss, pytensor.grad(loss, x)], [10 * array(1024, 1000) - 5, labels(1024, 1000)])


def compile_mlp():
    weights, feeds = net((784, 512, 512, 10)), (array(1, 784), labels(1, 10))
    return lambda: step(weights, relu, cross_entropy, feeds)()  # what its compiler keeps on disk is warm


if __name__ == "__main__":
    jobs(Bench(), sys.modules[__name__])
