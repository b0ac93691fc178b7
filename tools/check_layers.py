#!/usr/bin/env python3
"""Checks that the folders include each other in one direction only. Usage: check_layers.py [ROOT]

Prints one line a finding, file:line: message, and exits with 1 if there are any."""
import pathlib
import re
import sys

# A folder may include itself and what stands to its left.
ORDER = "kernels graph ops rewrite runtime autodiff control nn tools examples bench tests".split()
LIBRARY = ORDER[: ORDER.index("tools")] + ["io"]
MAY_INCLUDE = {folder: set(ORDER[: i + 1]) for i, folder in enumerate(ORDER)}

# Where the line does not tell all. First match wins; the paths are files as regular expressions.
EXCEPTIONS = [
    # io stands beside the line: it reads and writes values, graphs (operations by name) and what the runtime holds.
    (r"io/", {"graph", "ops", "runtime", "io"}),
    (r"nn/", MAY_INCLUDE["nn"] | {"io"}),  # training reads data sets and saves weights
    (r"(tools|examples|bench|tests)/", MAY_INCLUDE["tests"] | {"io", ""}),  # users, in a way
    # Derivatives are expressions; what evaluates numbers in autodiff is verify, and loop's body (a Function of its own).
    (r"autodiff/(verify|loop)[^/]*$", MAY_INCLUDE["autodiff"]),
    (r"autodiff/", {"graph", "ops", "autodiff"}),
    (r"nabla\.hpp$", set(LIBRARY) | {""}),
    (r"eigen\.hpp$", {"graph"}),
    (r"catch\.hpp$", {"graph", "autodiff"}),
    (r"version\.hpp$", set()),
]

# Heavy headers, and the files that may pay for them.
HEAVY = [
    (r"Eigen/", "Eigen", r".*\.cpp$|ops/eigen\.hpp$|eigen\.hpp$|kernels/.*\.hpp$"),
    (r"boost/", "Boost", r"graph/dag\.[hc]pp$|graph/dot\.cpp$"),
]
DAG = "graph/dag.hpp"  # a .cpp file that includes this works on the Boost.Graph object and may use its algorithms

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')


def private_headers(root):
    """The headers that CMake does not install."""
    listed = re.search(r"set\(PRIVATE_HEADERS\s+([^)]*)\)", (root / "CMakeLists.txt").read_text())
    return listed[1].split()


def allowed(file, folder):
    for pattern, folders in EXCEPTIONS:
        if re.match(pattern, file):
            return folders
    return MAY_INCLUDE[folder]


def includes(root, path):
    """(line number, header) of each include; the project's own headers as paths from the root after "nabla/"."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if match := INCLUDE.match(line):
            quote, header = match.groups()
            beside = (path.parent / header).resolve()
            if quote == '"' and beside.is_file() and beside.is_relative_to(root):
                header = f"nabla/{beside.relative_to(root).as_posix()}"
            yield number, header


def check_file(root, path, private):
    file = path.relative_to(root).as_posix()
    folder = file.split("/")[0] if "/" in file else ""
    is_public = path.suffix == ".hpp" and folder in [*LIBRARY, ""] and folder != "kernels" and file not in private
    found = list(includes(root, path))
    uses_dag = path.suffix == ".cpp" and any(header == f"nabla/{DAG}" for _, header in found)
    for number, header in found:
        for pattern, name, files in HEAVY:
            if re.match(pattern, header) and not re.match(files, file) and not (name == "Boost" and uses_dag):
                yield f"{file}:{number}: {name} header <{header}> is not for this file"
        if not header.startswith("nabla/") or header == "nabla/version.hpp":  # anyone may know the version
            continue
        target = header.removeprefix("nabla/")
        target_folder = target.split("/")[0] if "/" in target else ""
        if target_folder not in [*ORDER, "io", ""]:
            yield f"{file}:{number}: unknown folder: <{header}>"
        elif target_folder not in allowed(file, folder):
            yield f"{file}:{number}: {folder or 'this file'} may not include <{header}>"
        elif is_public and (target_folder == "kernels" or target in private):
            yield f"{file}:{number}: a public header includes <{header}>, which is not installed"


def check_tree(root):
    private = private_headers(root)
    folders = [root / folder for folder in [*ORDER, "io"]]
    files = list(root.glob("*.hpp")) + [path for folder in folders for path in folder.rglob("*.[hci]pp")]
    for path in sorted(files):
        yield from check_file(root, path, private)


if __name__ == "__main__":
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent).resolve()
    findings = list(check_tree(root))
    print(*findings, sep="\n", end="\n" if findings else "")
    sys.exit(bool(findings))
