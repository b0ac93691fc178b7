"""The Python side of ../harness.cpp: the same options, the same lines of JSON."""

import argparse
import json
import math
import time


class Bench:
    def __init__(self):
        parser = argparse.ArgumentParser()
        parser.add_argument("--only", default="")
        parser.add_argument("--contestant", default="")
        parser.add_argument("--samples", type=int, default=7)
        parser.add_argument("--sample-ms", type=float, default=4)
        parser.add_argument("--threads", type=int, default=1)
        parser.add_argument("--cpu-time", action="store_true")
        self.options = parser.parse_args()
        self.threads = self.options.threads
        self.clock = time.process_time if self.options.cpu_time else time.perf_counter

    def job(self, name, make):
        """Times make()(), where the job is asked for; make() prepares it, with whatever it compiles."""
        if self.options.only not in name:
            return
        run = make()
        run()
        spent, repetitions = 0, 1
        while spent < 0.02:
            us = self._microseconds_of(run, repetitions)
            spent += us * repetitions / 1e6
            repetitions *= 2
        repetitions = max(1, math.ceil(1e3 * self.options.sample_ms / us))
        samples = [self._microseconds_of(run, repetitions) for _ in range(self.options.samples)]
        print(json.dumps({"job": name, "contestant": self.options.contestant, "threads": self.threads, "us": samples}),
              flush=True)

    def _microseconds_of(self, run, repetitions):
        start = self.clock()
        for _ in range(repetitions):
            run()
        return 1e6 * (self.clock() - start) / repetitions


def jobs(bench, suite):
    """The jobs of ../*.cpp; `suite` has a function that makes each, or None for what it cannot do."""
    for batch in (32, 128, 512):
        bench.job(f"MLP step, batch {batch}", lambda: suite.mlp_step(batch))
        bench.job(f"MLP forward, batch {batch}", lambda: suite.mlp_forward(batch))
    for batch in (1, 8):
        bench.job(f"tiny MLP step, batch {batch}", lambda: suite.tiny_step(batch))
    if suite.chain:
        bench.job("chain of 1000, scalar", lambda: suite.chain(()))
        bench.job("chain of 1000, 8 elements", lambda: suite.chain((8,)))
    for n in (1000, 10000, 100000, 1000000, 10000000):
        bench.job(f"elementwise chain, {n} entries", lambda: suite.elementwise(n))
    bench.job("softmax cross-entropy, 1024 x 1000", suite.softmax_cross_entropy)
    if suite.compile_mlp:
        bench.job("compile the MLP's step", suite.compile_mlp)
