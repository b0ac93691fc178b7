"""The programs that bench/run runs, and how: nabla's, each beside its limit, and the other libraries', where installed."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / "bench"
BUILD = ROOT / "build" / "release"
BIN = BUILD / "bin"
VENV = BUILD / "bench-venv"  # bench/setup-peers makes it
FAIR = {"OPENBLAS_CORETYPE": "SKYLAKEX"}  # Debian's OpenBLAS does not know newer processors and falls back to AVX2
TIMEOUT_S = 300  # of a program in a round


class Failed(Exception):
    pass


@dataclass
class Program:
    """One process of a round. Its lines of JSON say who did what in which time."""

    command: list
    contestant: str = ""  # a peer's name; nabla's programs name their contestants themselves
    environment: dict = field(default_factory=dict)

    @property
    def is_peer(self):
        return self.contestant != ""

    def run(self, options, threads, filters):
        command = [*map(str, self.command), "--threads", str(threads), "--samples", str(options.samples)]
        command += ["--sample-ms", str(options.sample_ms)]
        for name in filters:
            command += ["--only", name]
        if self.is_peer:
            command += ["--contestant", self.contestant]
        if options.cpu_time:
            command += ["--cpu-time"]
        environment = {**os.environ, "OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads),
                       "MKL_NUM_THREADS": str(threads), "NABLA_THREADS": str(threads), **self.environment}
        try:
            result = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                    timeout=TIMEOUT_S, preexec_fn=lambda: pin(threads))
        except subprocess.TimeoutExpired:
            raise Failed(f"{' '.join(command)} took longer than {TIMEOUT_S} s")
        if result.returncode != 0:
            raise Failed(f"{' '.join(command)} failed:\n{result.stdout}{result.stderr}")
        return [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]


def pin(threads):
    """To the last processors, as many as there are threads: the first serves most interrupts."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-threads:])


PROBE = Program([BIN / "bench-machine"])


def own():
    """bench/name.cpp is bench-name, if it measures something; some are for other ends."""
    names = [path.stem for path in sorted(BENCH.glob("*.cpp")) if "bench::measure" in path.read_text()]
    return [Program([BIN / f"bench-{name}"]) for name in names
            if name not in ("machine", "products") and (BIN / f"bench-{name}").exists()]


def peers(venv):
    openmp = next(Path("/usr/lib").glob("*/openblas-openmp"), None)  # with it libtorch's threads and OpenBLAS's are one
    path = {"LD_LIBRARY_PATH": str(openmp)} if openmp else {}
    python = venv / "bin" / "python"
    found = []

    def add(contestant, is_there, command, environment):
        if is_there:
            found.append(Program(command, contestant, environment))
        else:
            print(f"{contestant}: not installed, left out (bench/setup-peers)", file=sys.stderr)

    for contestant, name, environment in (("libtorch", "torch", {**FAIR, **path}), ("libtorch as installed", "torch", {}),
                                          ("dlib", "dlib", FAIR)):
        program = BIN / f"bench-{name}"
        add(contestant, program.exists(), [program], environment)
    for contestant, module in (("PyTorch", "torch"), ("JAX", "jax"), ("PyTensor", "pytensor")):
        add(contestant, has(python, module), [python, BENCH / "peers" / f"{module}_jobs.py"], FAIR)
    return found


def has(python, module):
    check = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({module!r}) is None)"
    return python.exists() and subprocess.run([python, "-c", check]).returncode == 0
