"""JAX at the jobs of ../*.cpp: everything compiled by jax.jit, weights updated in place (donated)."""

import os
import sys

from harness import Bench, jobs

bench = Bench()
os.environ["JAX_PLATFORMS"] = "cpu"
if bench.threads == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import jax
import jax.numpy as jnp
import numpy as np

RATE = 0.01
random = np.random.default_rng(1)


def array(*sizes):
    return jnp.asarray(random.random(sizes, dtype=np.float32))


def net(sizes):
    weights = []
    for m, n in zip(sizes, sizes[1:]):
        weights += [(2 * array(m, n) - 1) / m**0.5, jnp.zeros(n, jnp.float32)]
    return weights


def outputs(weights, activation, x):
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i + 2 < len(weights):
            x = activation(x)
    return x


def cross_entropy(logits, t):
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), t[:, None], axis=1))


def mean_squared(y, t):
    return jnp.mean((y - t) ** 2)


def descent(activation, loss):
    def update(weights, x, t):
        value, gradient = jax.value_and_grad(lambda w: loss(outputs(w, activation, x), t))(weights)
        return value, [w - RATE * g for w, g in zip(weights, gradient)]

    return update


def step(weights, activation, loss, x, t):
    compiled = jax.jit(descent(activation, loss), donate_argnums=0)
    held = [weights]

    def run():
        value, held[0] = compiled(held[0], x, t)
        return float(value)

    return run


def waiting(f, *arguments):
    compiled = jax.jit(f)
    return lambda: jax.block_until_ready(compiled(*arguments))


def labels(batch, n):
    return jnp.asarray(random.integers(n, size=batch, dtype=np.int32))


def mlp_step(batch):
    return step(net((784, 512, 512, 10)), jax.nn.relu, cross_entropy, array(batch, 784), labels(batch, 10))


def mlp_forward(batch):
    return waiting(lambda w, x: outputs(w, jax.nn.relu, x), net((784, 512, 512, 10)), array(batch, 784))


def tiny_step(batch):
    return step(net((2, 16, 16, 1)), jnp.tanh, mean_squared, array(batch, 2), array(batch, 1))


def chain(sizes):
    def last(w, x):
        y = x
        for _ in range(333):
            y = jnp.tanh(y * w + x)
        return jnp.sum(y)

    return waiting(jax.value_and_grad(last, argnums=(0, 1)), 0.5 + 0.4 * array(*sizes), array(*sizes) - 0.5)


def elementwise(n):
    return waiting(lambda x, w, b, y, z: jnp.tanh(x * w + b) * y + z, *(4 * array(n) - 2 for _ in range(5)))


def softmax_cross_entropy():
    return waiting(jax.value_and_grad(cross_entropy), 10 * array(1024, 1000) - 5, labels(1024, 1000))


def compile_mlp():
    weights, x, t = net((784, 512, 512, 10)), array(1, 784), labels(1, 10)

    def run():
        jax.clear_caches()
        jax.block_until_ready(jax.jit(descent(jax.nn.relu, cross_entropy))(weights, x, t))

    return run


if __name__ == "__main__":
    jobs(bench, sys.modules[__name__])
