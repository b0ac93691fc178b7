#!/usr/bin/env python3
"""Writes data/NAME.txt, the reference values of tests/ops/reference_test.cpp, by arithmetic of 50 digits and more.

    python3 tests/reference/make.py [name...]

A tool for whoever adds a function: it needs mpmath, while the tests read the files that are committed.
"""

import sys

import activations
import elementwise
from table import write


def main(names):
    functions = {f.name: f for f in elementwise.FUNCTIONS + activations.FUNCTIONS}
    unknown = set(names) - set(functions)
    if unknown:
        sys.exit(f"no such function: {', '.join(sorted(unknown))}")
    for name in names or functions:
        write(functions[name])
        print(name)


if __name__ == "__main__":
    main(sys.argv[1:])
