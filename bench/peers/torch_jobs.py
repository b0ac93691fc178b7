"""PyTorch at the jobs of ../*.cpp, eager, in its cheapest spellings (see torch.cpp)."""

import sys

import torch
import torch.nn.functional as F

from harness import Bench, jobs

RATE = 0.01


def net(sizes):
    weights = []
    for m, n in zip(sizes, sizes[1:]):
        weights += [((2 * torch.rand(n, m) - 1) / m**0.5).requires_grad_(), torch.zeros(n, requires_grad=True)]
    return weights


def outputs(weights, activation, x):
    for i in range(0, len(weights), 2):
        x = F.linear(x, weights[i], weights[i + 1])
        if i + 2 < len(weights):
            x = activation(x)
    return x


def step(weights, activation, loss, x, t):
    def run():
        value = loss(outputs(weights, activation, x), t)
        gradient = torch.autograd.grad(value, weights)
        with torch.no_grad():
            torch._foreach_add_(weights, gradient, alpha=-RATE)
        return value.item()

    return run


def mlp_step(batch):
    x, t = torch.rand(batch, 784), torch.randint(10, (batch,))
    return step(net((784, 512, 512, 10)), torch.relu, F.cross_entropy, x, t)


def mlp_forward(batch):
    weights, x = net((784, 512, 512, 10)), torch.rand(batch, 784)
    return torch.no_grad()(lambda: outputs(weights, torch.relu, x))


def tiny_step(batch):
    return step(net((2, 16, 16, 1)), torch.tanh, F.mse_loss, torch.rand(batch, 2), torch.rand(batch, 1))


def chain(sizes):
    x, w = (torch.rand(sizes) - 0.5).requires_grad_(), (0.5 + 0.4 * torch.rand(sizes)).requires_grad_()

    def run():
        y = x
        for _ in range(333):
            y = torch.tanh(y * w + x)
        torch.autograd.grad(y.sum(), (w, x))

    return run


def elementwise(n):
    x, w, b, y, z = (4 * torch.rand(n) - 2 for _ in range(5))
    return torch.no_grad()(lambda: torch.addcmul(z, torch.addcmul(b, x, w).tanh_(), y))


def softmax_cross_entropy():
    x, t = (10 * torch.rand(1024, 1000) - 5).requires_grad_(), torch.randint(1000, (1024,))
    return lambda: torch.autograd.grad(F.cross_entropy(x, t), x)


compile_mlp = None  # runs without compiling; torch.compile calls a C++ compiler


if __name__ == "__main__":
    bench = Bench()
    torch.manual_seed(1)
    torch.set_num_threads(bench.threads)
    jobs(bench, sys.modules[__name__])
