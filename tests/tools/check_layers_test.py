#!/usr/bin/env python3
"""tools/check_layers.py on small trees, good and bad."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).parents[2] / "tools" / "check_layers.py"


def findings(files):
    """What the check prints about a tree of {path: text}, as a list of lines."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in {"CMakeLists.txt": "set(PRIVATE_HEADERS ops/eigen.hpp)\n", **files}.items():
            file = pathlib.Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        done = subprocess.run([sys.executable, CHECK, folder], capture_output=True, text=True)
        lines = done.stdout.splitlines()
        assert done.stderr == "" and done.returncode == (1 if lines else 0), done
        return lines


class CheckLayers(unittest.TestCase):
    def test_includes_to_the_left_are_fine(self):
        self.assertEqual([], findings({
            "nabla.hpp": "#include <nabla/version.hpp>\n#include <nabla/io/idx.hpp>\n",
            "catch.hpp": "#include <catch2/catch.hpp>\n#include <nabla/autodiff/verify.hpp>\n",
            "eigen.hpp": "#include <Eigen/Core>\n#include <nabla/graph/tensor.hpp>\n",
            "kernels/v2.cpp": '#include "loops.hpp"\n#include <Eigen/Core>\n',
            "kernels/loops.hpp": "#include <Eigen/Core>\n",
            "ops/exp.cpp": "#include <nabla/ops/eigen.hpp>\n#include <nabla/kernels/kernels.hpp>\n",
            "ops/eigen.hpp": "#include <Eigen/Core>\n",
            "graph/dag.hpp": "#include <boost/graph/compressed_sparse_row_graph.hpp>\n",
            "graph/dot.cpp": "#include <boost/graph/graphviz.hpp>\n",
            "runtime/plan.cpp": "#include <nabla/graph/dag.hpp>\n#include <boost/graph/topological_sort.hpp>\n",
            "autodiff/grad.cpp": "#include <nabla/ops/ops.hpp>\n#include <nabla/autodiff/grad.hpp>\n",
            "autodiff/verify.cpp": "#include <nabla/runtime/function.hpp>\n",
            "nn/data.cpp": "#include <nabla/io/idx.hpp>\n",
            "tests/graph/dag_test.cpp": '#include "support/near.hpp"\n#include <nabla/nabla.hpp>\n',
        }))

    def test_each_bad_include_is_found_with_its_line(self):
        self.assertEqual([
            "autodiff/grad.cpp:1: autodiff may not include <nabla/runtime/function.hpp>",
            "graph/dim.hpp:1: Boost header <boost/graph/graph_traits.hpp> is not for this file",
            "graph/dim.hpp:2: Eigen header <Eigen/Core> is not for this file",
            "graph/expr.cpp:2: graph may not include <nabla/ops/ops.hpp>",
            "io/idx.cpp:1: io may not include <nabla/autodiff/grad.hpp>",
            "kernels/loops.hpp:1: kernels may not include <nabla/graph/view.hpp>",
            "ops/exp.cpp:1: Boost header <boost/graph/topological_sort.hpp> is not for this file",
            "ops/exp.cpp:2: ops may not include <nabla/nabla.hpp>",
            "ops/exp.cpp:3: unknown folder: <nabla/operations/log.hpp>",
            "ops/exp.hpp:1: a public header includes <nabla/ops/eigen.hpp>, which is not installed",
            "ops/exp.hpp:2: a public header includes <nabla/kernels/loops.hpp>, which is not installed",
        ], findings({
            "autodiff/grad.cpp": "#include <nabla/runtime/function.hpp>\n",
            "graph/dim.hpp": "#include <boost/graph/graph_traits.hpp>\n#include <Eigen/Core>\n",
            "graph/expr.cpp": "// #include <nabla/nn/layers.hpp>\n  # include <nabla/ops/ops.hpp>\n",
            "io/idx.cpp": "#include <nabla/autodiff/grad.hpp>\n",
            "kernels/loops.hpp": "#include <nabla/graph/view.hpp>\n",
            "ops/exp.cpp": "#include <boost/graph/topological_sort.hpp>\n#include <nabla/nabla.hpp>\n"
                           "#include <nabla/operations/log.hpp>\n",
            "ops/exp.hpp": "#include <nabla/ops/eigen.hpp>\n#include <nabla/kernels/loops.hpp>\n",
        }))

    def test_a_quoted_include_across_folders_is_no_way_around(self):
        self.assertEqual(["graph/expr.cpp:1: graph may not include <nabla/ops/ops.hpp>"], findings({
            "graph/expr.cpp": '#include "../ops/ops.hpp"\n',
            "ops/ops.hpp": "",
        }))


if __name__ == "__main__":
    unittest.main()
