#!/usr/bin/env python3
"""Runs each command of the program nabla on small graphs: what it prints, writes and returns. nabla_test.py PROGRAM"""

import json
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1))
COMMANDS = ["show", "dot", "html", "grad", "check", "run", "profile", "rewrite", "diff"]

MODEL = """nabla graph 1
weights "weights.safetensors"
%0 : f32[batch, 3] = input "x" at "model.cpp":4
%1 : f32[3, 2] = parameter "W" at "model.cpp":5
%2 : f32[batch, 2] = matmul %0, %1 {transpose_a = false, transpose_b = false} at "model.cpp":6 in "layer"
%3 : f32[batch, 2] = tanh %2 "hidden" at "model.cpp":7 in "layer"
%4 : f32[] = sum %3 {axes = [0, 1], keepdims = false} "loss" at "model.cpp":8
return %4
"""
TEXT = """%0 : f32[batch, 3] = input "x"
%1 : f32[3, 2] = parameter "W"
%2 : f32[batch, 2] = matmul %0, %1 {transpose_a = false, transpose_b = false}
%3 : f32[batch, 2] = tanh %2 "hidden"
%4 : f32[] = sum %3 {axes = [0, 1], keepdims = false} "loss"
return %4
"""
# log(1 + exp(x)), which a rule spells softplus(x)
NAIVE = """nabla graph 1
%0 : f64[] = input "x" at "model.cpp":1
%1 : f64[] = exp %0 at "model.cpp":2
%2 : f64[] = constant 1 at "model.cpp":3
%3 : f64[] = add %2, %1 at "model.cpp":3
%4 : f64[] = log %3 "y" at "model.cpp":3
return %4
"""
# Its gradient is not that of its value.
WRONG = """nabla graph 1
%0 : f64[] = input "x"
%1 : f64[] = constant 2
%2 : f64[] = scale_gradient %0, %1
%3 : f64[] = square %2 "y"
return %3
"""
WEIGHTS = [0.5, -1, 0.25, 2, 1, 0.125]


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name, (sizes, entries) in tensors.items():
        values = struct.pack(f"<{len(entries)}f", *entries)
        header[name] = {"dtype": "F32", "shape": sizes, "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + data)


def read_safetensors(path):
    with open(path, "rb") as file:
        size, = struct.unpack("<Q", file.read(8))
        header, data = json.loads(file.read(size)), file.read()
    return {name: list(struct.unpack(f"<{(e - b) // 4}f", data[b:e]))
            for name, (b, e) in ((name, t["data_offsets"]) for name, t in header.items() if name != "__metadata__")}


class Nabla(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        write_safetensors(self.path("weights.safetensors"), {"W": ([3, 2], WEIGHTS)})
        for name, text in (("model", MODEL), ("naive", NAIVE), ("wrong", WRONG)):
            self.write(name + ".nabla", text)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def call(self, *arguments):
        return subprocess.run([PROGRAM, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=300,
                              check=False)

    def nabla(self, *arguments, code=0):
        """What it prints; nothing goes to the other stream."""
        done = self.call(*arguments)
        self.assertEqual((done.returncode, done.stderr), (code, ""), arguments)
        return done.stdout

    def refused(self, *arguments):
        """The message; nothing goes to the standard output."""
        done = self.call(*arguments)
        self.assertEqual((done.returncode, done.stdout), (2, ""), arguments)
        return done.stderr

    def test_help_shows_an_example_that_is_understood(self):
        self.assertEqual(re.findall(r"^  ([a-z]+)  ", self.nabla("--help"), re.M), COMMANDS)
        for command in COMMANDS:
            text = self.nabla(command, "--help")
            self.assertIn("Exit code: 0 if all is well; 1 if a check failed or graphs differ; 2 for wrong use", text)
            examples = re.findall(r"^  nabla (.*)", text.split("Example:\n")[1], re.M)
            self.assertTrue(examples)
            for example in examples:
                self.assertEqual(example.split()[0], command)
                known = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text))
                self.assertLessEqual({word for word in example.split() if word.startswith("-")}, known, example)

    def test_wrong_use_is_one_message(self):
        self.assertEqual(self.refused("shw", "model.nabla"), 'nabla: there is no command "shw"; did you mean "show"?\n')
        self.assertIn('a command is needed; there are "show", ', self.refused())
        self.assertEqual(self.refused("show"), "nabla: FILE is required\n")
        self.assertEqual(self.refused("show", "lost.nabla"), "nabla: load: lost.nabla: No such file or directory\n")
        self.assertEqual(self.refused("show", "model.nabla", "--output", "los"),
                         'nabla: there is no node "los"; did you mean "loss"?\n')
        self.assertEqual(self.refused("show", "model.nabla", "--output", "%5"),
                         "nabla: there is no node %5: they are %0 to %4\n")
        self.assertEqual(self.refused("dot", "model.nabla", "--direction", "sideways"),
                         "nabla: --direction: sideways is none of down, up, right, left\n")
        self.assertEqual(self.refused("run", "model.nabla", "--seed", "-1"),
                         "nabla: --seed: -1 is no whole number from 0 on\n")
        self.assertEqual(self.refused("run", "model.nabla", "--size", "time=3"),
                         'nabla: --size time=3: the graph has no symbol "time"\n')
        self.assertEqual(self.refused("run", "model.nabla", "--feed", "z=3"),
                         'nabla: there is no input "z"; there are "x"\n')
        self.assertEqual(self.refused("run", "model.nabla", "--feed", "x=much"),
                         'nabla: --feed x=much: "much" is no number\n')
        self.assertEqual(self.refused("rewrite", "naive.nabla", "--without", "softplusses")[:7], "nabla: ")

    def test_a_bad_file_is_named_with_line_and_column(self):
        self.write("bad.nabla", MODEL.replace("tanh", "tanhh"))
        for command in ("show", "dot", "html", "grad", "check", "run", "profile", "rewrite"):
            message = self.refused(command, "bad.nabla")
            self.assertIn('bad.nabla:6:22: there is no operation "tanhh"; did you mean "tanh"', message)
            self.assertNotIn(".cpp:", message.split("\n")[0])
        self.assertIn("bad.nabla:6:22", self.refused("diff", "model.nabla", "bad.nabla"))

    def test_show(self):
        self.assertEqual(self.nabla("show", "model.nabla"), TEXT)
        self.assertEqual(self.nabla("show", "model.nabla", "--output", "%2"), TEXT[:TEXT.index("%3")] + "return %2\n")
        self.assertIn('tanh %2 "hidden"  # model.cpp:7\n', self.nabla("show", "model.nabla", "--where"))
        self.assertIn(" nodes ...\n", self.nabla("show", "model.nabla", "--max-lines", "2"))
        self.assertEqual(self.nabla("show", "model.nabla", "--tree", "--types"),
                         "sum{axes = [0, 1]} [id A] <f32[]> 'loss'\n"
                         " └─ tanh [id B] <f32[batch, 2]> 'hidden'\n"
                         "    └─ matmul [id C] <f32[batch, 2]>\n"
                         "       ├─ x [id D] <f32[batch, 3]>\n"
                         "       └─ W [id E] <f32[3, 2]>\n")
        self.assertEqual(self.nabla("show", "model.nabla", "--formula"),
                         "loss = sum(hidden, axes = [0, 1])\n  where hidden = tanh(x @ W)\n")
        self.assertIn(r"\tanh\left(x \, W\right)", self.nabla("show", "model.nabla", "--latex"))
        self.assertEqual(self.nabla("show", "model.nabla", "-o", "text"), "")
        self.assertEqual(self.read("text"), TEXT)
        self.assertIn("at most 1", self.refused("show", "model.nabla", "--tree", "--latex"))

    def test_summary(self):
        # 2 * 10 * 3 * 2 of the product, 10 * 2 each of tanh and sum
        self.assertEqual(json.loads(self.nabla("show", "model.nabla", "--summary", "--json", "--size", "batch=10")), {
            "nodes": 5, "gradient_nodes": 0, "parameter_entries": 6, "parameter_bytes": 24, "flops": 160,
            "sizes": {"batch": 10},
            "inputs": [{"name": "x", "type": "f32[batch, 3]"}],
            "parameters": [{"name": "W", "type": "f32[3, 2]", "entries": 6, "bytes": 24}],
            "outputs": [{"name": "loss", "type": "f32[]"}],
            "operations": {"input": 1, "matmul": 1, "parameter": 1, "sum": 1, "tanh": 1}})
        text = self.nabla("show", "model.nabla", "--summary")
        self.assertTrue(text.startswith("5 nodes\n1 parameters with 6 entries, 24 bytes\n64 FLOPs, for batch = 4\n"), text)

    def test_dot(self):
        text = self.nabla("dot", "model.nabla")
        self.assertEqual(sorted(re.findall(r"^(n\d)->(n\d)", text, re.M)),
                         [("n0", "n2"), ("n1", "n2"), ("n2", "n3"), ("n3", "n4")])
        self.assertIn("subgraph cluster_", text)
        plain = self.nabla("dot", "model.nabla", "--no-frames", "--types", "none", "--direction", "right")
        self.assertNotIn("subgraph", plain)
        self.assertNotIn("label=\"matmul\\nf32", plain)
        self.assertIn("rankdir=LR", plain)
        near = self.nabla("dot", "model.nabla", "--near", "hidden", "--radius", "1")
        self.assertEqual(re.findall(r"^(n\d)->(n\d)", near, re.M), [("n3", "n4"), ("n2", "n3")])
        between = self.nabla("dot", "model.nabla", "--from", "W", "--to", "hidden")
        self.assertEqual(sorted(re.findall(r"^(n\d) \[", between, re.M)), ["n1", "n2", "n3"])
        self.assertIn("mean", self.nabla("dot", "model.nabla", "--values"))
        if shutil.which("dot"):
            self.assertEqual(self.nabla("dot", "model.nabla", "-o", "model.svg", "--title", "all of it"), "")
            self.assertIn("all of it", self.read("model.svg"))

    @unittest.skipUnless(shutil.which("dot"), "no Graphviz")
    def test_html(self):
        self.assertEqual(self.nabla("html", "model.nabla", "--gradient", "loss", "--rewritten", "--values"), "")
        page = self.read("model.nabla.html")
        self.assertIn("<title>model.nabla</title>", page)
        for part in ('"name":"forward"', '"name":"gradient"', '"name":"rewritten"', "dloss/dW", "mean"):
            self.assertIn(part, page)

    def test_grad(self):
        self.assertEqual(self.nabla("grad", "model.nabla", "-o", "gradient.nabla"), "")
        formula = self.nabla("show", "gradient.nabla", "--formula")
        self.assertTrue(formula.startswith('"dloss/dW" = x.T @ '), formula)
        value = json.loads(self.nabla("run", "gradient.nabla", "--feed", "x=0", "--json"))
        self.assertEqual(value, {"dloss/dW": {"dtype": "f32", "sizes": [3, 2], "entries": [0] * 6}})
        both = self.nabla("grad", "model.nabla", "--wrt", "W", "--wrt", "hidden", "--with-cost")
        self.assertEqual(both.split("\n")[-2].count("%"), 3)
        self.assertIn("hidden", self.refused("grad", "model.nabla", "--output", "hidden"))  # not of rank 0
        self.assertIn("no parameter that is a float", self.refused("grad", "naive.nabla"))

    def test_check(self):
        self.assertIn("ok (tolerance 1e-07, seed 1)\n", self.nabla("check", "model.nabla"))
        for order in (1, 2):
            report = json.loads(self.nabla("check", "model.nabla", "--json", "--order", str(order), "--seed", "7"))
            self.assertEqual((report["ok"], report["order"], report["seed"]), (True, order, 7))
            self.assertEqual([(p["name"], p["checked"], p["failures"]) for p in report["parameters"]], [("W", 6, 0)])
            self.assertLess(report["max_relative_error"], 1e-7)
        self.assertIn("\nx  ", self.nabla("check", "model.nabla", "--wrt", "x"))
        report = json.loads(self.nabla("check", "wrong.nabla", "--feed", "x=3", "--json", code=1))
        self.assertFalse(report["ok"])
        self.assertEqual(report["parameters"][0]["worst"]["gradient"], 12)
        self.assertAlmostEqual(report["parameters"][0]["worst"]["numeric"], 6)
        self.assertIn("\nx  ", self.nabla("check", "wrong.nabla", code=1))

    def test_run(self):
        self.assertEqual(self.nabla("run", "model.nabla", "--feed", "x=0"), "loss = f32[] 0\n")
        write_safetensors(self.path("feeds.safetensors"), {"x": ([1, 3], [1, 0, 0])})
        self.nabla("run", "model.nabla", "--feed", "feeds.safetensors", "--output", "%2", "--output", "x", "-o", "out")
        self.assertEqual(read_safetensors(self.path("out")), {"%2": [0.5, -1], "x": [1, 0, 0]})
        once, again = (self.nabla("run", "model.nabla", "--seed", "3") for _ in range(2))
        self.assertEqual(once, again)
        self.assertNotEqual(once, self.nabla("run", "model.nabla", "--seed", "4"))
        self.assertIn("  min 0, mean 0, max 0, 100 % zeros\n",
                      self.nabla("run", "model.nabla", "--feed", "x=0", "--statistics"))
        self.assertIn("nan_guard: ", self.refused("run", "naive.nabla", "--feed", "x=nan", "--nan-guard"))

    def test_profile(self):
        profile = json.loads(self.nabla("profile", "model.nabla", "--json", "--calls", "3", "--trace", "trace.json"))
        self.assertEqual(profile["calls"], 3)
        self.assertEqual({row["key"] for row in profile["operations"]}, {"matmul", "tanh", "sum"})
        self.assertTrue(json.loads(self.read("trace.json"))["traceEvents"])
        text = self.nabla("profile", "model.nabla", "--memory")
        self.assertTrue(text.startswith("10 calls, "), text)
        self.assertIn("\npeak ", text)

    def test_rewrite(self):
        text = self.nabla("rewrite", "naive.nabla")
        before, rest = text.split("\nafter\n")
        after, rules = rest.split("\nrules\n")
        self.assertEqual(before, "before\n" + self.nabla("show", "naive.nabla"))
        self.assertEqual(after, '%0 : f64[] = input "x"\n%1 : f64[] = softplus %0 "y"\nreturn %1\n')
        self.assertIn("model.cpp:3: ", rules)
        self.assertEqual(self.nabla("rewrite", "naive.nabla", "--rules"), rules)
        self.assertEqual(self.nabla("rewrite", "naive.nabla", "-o", "after.nabla"), "")
        self.assertEqual(self.nabla("show", "after.nabla"), after)
        log = json.loads(self.nabla("rewrite", "naive.nabla", "--json"))
        self.assertEqual((log["nodes_before"], log["nodes_after"], log["after"]), (5, 2, after))
        rule = log["steps"][0]["rule"]
        self.assertNotIn(rule, self.nabla("rewrite", "naive.nabla", "--without", rule, "--rules"))

    def test_diff(self):
        self.assertEqual(self.nabla("diff", "model.nabla", "model.nabla"), "no difference\n")
        self.assertEqual(self.nabla("diff", "model.nabla", "model.nabla", "--values"), "output loss: equal\n")
        self.write("renamed.nabla", MODEL.replace('"hidden" at "model.cpp":7 in "layer"', '"h" at "main.cpp":70'))
        self.assertEqual(self.nabla("diff", "model.nabla", "renamed.nabla"), "no difference\n")
        self.write("sigmoid.nabla", MODEL.replace("tanh", "sigmoid"))
        self.assertEqual(self.nabla("diff", "model.nabla", "sigmoid.nabla", code=1),
                         '- %3 : f32[batch, 2] = tanh %2 "hidden"\n+ %3 : f32[batch, 2] = sigmoid %2 "hidden"\n'
                         "other by their operands alone: 1 of the first graph, 1 of the second\nthe outputs differ\n")
        write_safetensors(self.path("others.safetensors"), {"W": ([3, 2], WEIGHTS[:5] + [0.25])})
        self.write("others.nabla", MODEL.replace("weights.saf", "others.saf"))
        self.assertEqual(self.nabla("diff", "model.nabla", "others.nabla", code=1),
                         "parameter W: 1 entries differ by more than the tolerance; at most 0.125, 0.5 relative\n")
        self.assertEqual(self.nabla("diff", "model.nabla", "others.nabla", "--tolerance", "0.6"), "no difference\n")
        found = json.loads(self.nabla("diff", "model.nabla", "others.nabla", "--json", "--values", "--feed", "x=1",
                                      code=1))
        self.assertEqual((found["same"], found["removed"], found["added"]), (False, [], []))
        self.assertEqual([p["name"] for p in found["parameters"]], ["W"])
        self.assertEqual([(v["name"], v["entries"]) for v in found["values"]], [("loss", 1)])

    def test_colours_are_for_terminals(self):
        self.assertNotIn("\x1b", self.nabla("check", "model.nabla"))
        main, terminal = pty.openpty()
        environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm"}
        for extra, coloured in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
            subprocess.run([PROGRAM, "check", "model.nabla"], cwd=self.folder, stdout=terminal, check=True,
                           env=environment | extra, timeout=300)
            text = b""
            while b"seed 1)" not in text:
                text += os.read(main, 4096)
            self.assertEqual(b"\x1b[32mok" in text, coloured, extra)
        os.close(terminal)
        os.close(main)

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_a_full_disk_is_an_error(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([PROGRAM, "show", "model.nabla"], cwd=self.folder, stdout=full, check=False,
                                  stderr=subprocess.PIPE, text=True, timeout=300)
        self.assertEqual((done.returncode, done.stderr), (2, "nabla: the standard output cannot be written\n"))


if __name__ == "__main__":
    unittest.main()
