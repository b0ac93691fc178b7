#!/usr/bin/env python3
"""The README's program is that of examples/01_first_graph.cpp, which the tests compile and run."""

import pathlib
import sys

root = pathlib.Path(__file__).resolve().parents[2]
program = (root / "examples/01_first_graph.cpp").read_text(encoding="utf-8").split("// [readme]\n")[1]
if f"```cpp\n{program}```\n" not in (root / "README.md").read_text(encoding="utf-8"):
    sys.exit("README.md does not quote the part between the [readme] marks of examples/01_first_graph.cpp")
