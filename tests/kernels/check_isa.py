#!/usr/bin/env python3
"""No code of one kernel set may run in another: check_isa.py FILE... of objects, archives or shared libraries.

Two checks, by what nm and objdump say:
  - An object with symbols of one set, nabla::kernels::<set>::, defines no other symbol that the linker sees. It would
    be an inline function, of which the linker keeps one copy for all objects: perhaps the one an old processor lacks.
  - A function of v3 has no instruction of v4; any other function but those of v4 has none of either.
"""

import re
import subprocess
import sys

SETS = ("v2", "v3", "v4", "plain")
SET = re.compile(r"nabla(?:::kernels::|_eigen_)(%s)::" % "|".join(SETS))  # the build renames Eigen
# Belongs to no set, yet is no code: references for exceptions; what sanitizers and profilers add.
ALLOWED = re.compile(r"^(DW\.ref\.|__asan_|__odr_asan|__tsan_|__ubsan_|__sancov_|__gcov_|__llvm_|__prof|asan\.|tsan\.)")

# Encodings and registers that came with AVX-512, and with AVX, AVX2, FMA and BMI.
V4 = re.compile(r"%zmm|%[xy]mm(1[6-9]|2\d|3[01])\b|%k[0-7]\b")
V3 = re.compile(r"%ymm|^(v(?!err|erw|mcall|mlaunch|mread|mwrite)\w+|andn|bextr|bls\w+|bzhi|mulx|pdep|pext|rorx|sarx|shlx|shrx|lzcnt|movbe)\b")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def set_of(symbol):
    found = SET.search(symbol)
    return found and found.group(1)


def members(nm_output):
    """The symbols of each member of an archive, or of one object: lists of (type, name)."""
    symbols = []
    for line in nm_output.splitlines():
        if line.endswith(":"):
            yield symbols
            symbols = []
        found = re.match(r"[0-9a-f]+ ([A-Za-z]) (.*)", line)
        if found:
            symbols.append(found.groups())
    yield symbols


def leaks(symbols):
    """The visible symbols of an object that belong to no set, or to another one than most."""
    tags = [set_of(name) for _, name in symbols]
    sets = {tag for tag in tags if tag}
    if not sets:
        return []
    home = max(sets, key=tags.count)
    visible = [name for kind, name in symbols if kind.isupper() or kind in "uvw"]
    return [f"{name}: visible in an object of {home}" for name in visible
            if set_of(name) != home and not ALLOWED.match(name)]


def foreign_instructions(disassembly):
    """Functions with instructions that their set's processors lack, one report for each function."""
    function, home, reported = "", None, False
    for line in disassembly.splitlines():
        header = re.match(r"[0-9a-f]+ <(.*)>:$", line)
        if header:
            function, home, reported = header.group(1), set_of(header.group(1)), False
            continue
        if reported or "\t" not in line or home in ("v4", "plain"):
            continue
        instruction = line.split("\t", 1)[1].strip()
        if V4.search(instruction) or (home != "v3" and V3.search(instruction)):
            reported = True
            yield f"{function}: has `{instruction}`"


def check(path):
    shared = ".so" in path.rsplit("/", 1)[-1]  # one object that holds all sets
    errors = []
    if not shared:
        for symbols in members(run("nm", "-C", "--defined-only", path)):
            errors += leaks(symbols)
    errors += foreign_instructions(run("objdump", "-d", "-C", "--no-show-raw-insn", path))
    found = {tag for tag in map(set_of, run("nm", "-C", path).splitlines()) if tag}
    return errors, found


def main(paths):
    errors, found = [], set()
    for path in paths:
        more, sets = check(path)
        errors += more
        found |= sets
    if not found:
        errors.append("no kernel set in " + " ".join(paths))
    for error in errors:
        print(error)
    print(f"{len(errors)} errors; sets: {' '.join(sorted(found))}")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
