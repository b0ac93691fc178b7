#!/usr/bin/env python3
"""Runs the demo on small data made here: what it writes, that it repeats, and what it says of bad options and files."""

import gzip
import json
import os
import random
import re
import struct
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1))
SANITIZED = b"__asan_init" in open(PROGRAM, "rb").read()  # ten times slower


def write_idx(path, sizes, entries):
    with gzip.open(path, "wb") as out:
        out.write(bytes([0, 0, 8, len(sizes)]) + b"".join(struct.pack(">I", s) for s in sizes) + bytes(entries))


def write_split(folder, prefix, count):
    """Images whose class is the row that is bright: easy to learn."""
    chance = random.Random(prefix)
    labels = [chance.randrange(10) for _ in range(count)]
    pixels = []
    for label in labels:
        for row in range(28):
            pixels += [chance.randrange(200, 256) if row // 2 == label else chance.randrange(60) for _ in range(28)]
    write_idx(f"{folder}/{prefix}-images-idx3-ubyte.gz", [count, 28, 28], pixels)
    write_idx(f"{folder}/{prefix}-labels-idx1-ubyte.gz", [count], labels)


class Demo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = cls.temporary.name
        cls.data = cls.folder + "/data"
        os.mkdir(cls.data)
        write_split(cls.data, "train", 300)
        write_split(cls.data, "t10k", 70)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def run_demo(self, *options):
        return subprocess.run([PROGRAM, *options], capture_output=True, text=True, timeout=300)

    def train(self, name, *options):
        out = f"{self.folder}/{name}"
        done = self.run_demo("--data", self.data, "--out", out, "--epochs", "3", "--batch", "32", *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(out + "/report.json", encoding="utf-8") as file:
            return json.load(file), done.stdout

    def refused(self, code, message, *options):
        done = self.run_demo(*options)
        self.assertEqual(done.returncode, code, done.stdout)
        self.assertIn(message, done.stderr)

    def test_learns_verifies_draws_and_reports(self):
        report, text = self.train("learns")
        self.assertEqual(set(report), {"test_accuracy", "train_seconds", "epochs", "gradient_max_relative_error",
                                       "forward_nodes", "gradient_nodes", "files"})
        self.assertGreater(report["test_accuracy"], 0.9)
        self.assertLess(report["gradient_max_relative_error"], 1e-7)
        self.assertEqual(report["epochs"], 3)
        self.assertGreater(report["gradient_nodes"], report["forward_nodes"])
        self.assertEqual([os.path.basename(f) for f in report["files"]],
                         ["forward.dot", "forward.svg", "gradient.dot", "gradient.svg", "report.json"])
        for file in report["files"]:
            self.assertGreater(os.path.getsize(file), 0)
        self.assertIn("sparse_softmax_cross_entropy", text)
        self.assertIn("ok (tolerance 1e-07", text)

    def test_a_seed_repeats_with_any_activation_and_another_differs(self):
        def numbers(seed):  # the epoch table without times and rates
            text = self.train("seeds", "--seed", seed, "--activation", "softplus")[1]
            return re.findall(r"^ +\d+ +([\d.]+) +([\d.]+) % +([\d.]+) %", text, re.MULTILINE)
        first = numbers("5")
        self.assertEqual(len(first), 3)
        self.assertEqual(first, numbers("5"))
        if not SANITIZED:
            self.assertNotEqual(first, numbers("6"))

    def test_help(self):
        done = self.run_demo("--help")
        self.assertEqual(done.returncode, 0)
        for option in ["--epochs", "--batch", "--seed", "--activation", "--data", "--out"]:
            self.assertIn(option, done.stdout)

    def test_bad_options_end_with_2(self):
        self.refused(2, "--epochs", "--epochs", "0")
        self.refused(2, "--epochs", "--epochs", "many")
        self.refused(2, "--batch", "--batch", "-3")
        self.refused(2, "--seed", "--seed", "x")
        self.refused(2, "a seed is a whole number from 0 on, not -1", "--seed", "-1")
        self.refused(2, "rleu", "--activation", "rleu")
        self.refused(2, "relu", "--activation", "rleu")
        self.refused(2, "--no-such", "--no-such")

    def test_files_that_are_missing_or_wrong_are_named(self):
        bad = self.folder + "/bad"
        os.mkdir(bad)
        self.refused(1, bad + "/train-images-idx3-ubyte: no such file", "--data", bad, "--out", bad)
        write_split(bad, "train", 20)
        write_split(bad, "t10k", 20)
        labels = bad + "/t10k-labels-idx1-ubyte.gz"
        write_idx(labels, [19], [0] * 19)
        self.refused(1, labels + ": wants 20 labels, has [19]", "--data", bad, "--out", bad)
        write_idx(labels, [20], [0] * 19 + [10])
        self.refused(1, labels + ": a label is 10, not 0 to 9", "--data", bad, "--out", bad)
        images = bad + "/train-images-idx3-ubyte.gz"
        with open(images, "r+b") as file:
            file.truncate(os.path.getsize(images) // 2)
        self.refused(1, images + ": ", "--data", bad, "--out", bad)
        self.refused(1, "truncated", "--data", bad, "--out", bad)


if __name__ == "__main__":
    unittest.main(verbosity=2)
