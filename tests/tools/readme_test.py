#!/usr/bin/env python3
"""What the README shows of programs is theirs: the first lesson, and the part of the third between its marks."""

import pathlib
import sys
import textwrap

root = pathlib.Path(__file__).resolve().parents[2]
readme = (root / "README.md").read_text(encoding="utf-8")
wrong = []
for lesson in ["01_first_graph.cpp", "03_derivatives.cpp"]:
    _, part, _ = (root / "examples" / lesson).read_text(encoding="utf-8").replace("  // [readme]", "// [readme]").split("// [readme]\n")
    if f"```cpp\n{textwrap.dedent(part)}```\n" not in readme:
        wrong.append(f"README.md does not quote the part between the [readme] marks of examples/{lesson}")
print(*wrong, sep="\n")
sys.exit(bool(wrong))
