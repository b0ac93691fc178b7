"""What bench/run makes of measurements: rows, ratios, scaling, tables."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import tables
from results import Measurements


def measured():
    """A job of two rounds: the second round is twice as slow for everybody."""
    m = Measurements()
    for number, slow in ((1, 1), (2, 2)):
        for contestant, us in (("nabla", 200), ("limit", 100), ("FMA peak", 80), ("libtorch", 500)):
            m.add(number, {"job": "MLP step", "contestant": contestant, "threads": 1, "us": [slow * us] * 3})
        two = {"nabla": [100, 150, 200], "limit": [100, 60, 100], "FMA peak": [40, 42, 80]}
        for contestant, us in two.items():
            m.add(number, {"job": "MLP step", "contestant": contestant, "threads": 2, "us": [slow * t for t in us]})
    m.add(1, {"job": "a first job", "contestant": "nabla", "threads": 1, "us": [1, 2, 3]})
    return m


class Results(unittest.TestCase):
    def row(self, contestant, threads=1):
        return next(row for row in measured().rows([])
                    if (row["job"], row["contestant"], row["threads"]) == ("MLP step", contestant, threads))

    def test_ratios_are_paired_by_round(self):
        self.assertEqual(self.row("nabla")["vs_limit"], 0.5)
        self.assertEqual(self.row("libtorch")["vs_nabla"], 2.5)
        self.assertEqual((self.row("nabla")["min_us"], self.row("nabla")["median_us"], self.row("nabla")["p90_us"]),
                         (200, 300, 400))

    def test_what_misses_a_round_is_paired_with_the_others(self):
        m = measured()
        m.add(2, {"job": "MLP step", "contestant": "late", "threads": 1, "us": [1600]})
        self.assertEqual(next(row for row in m.rows([]) if row["contestant"] == "late")["vs_nabla"], 4)

    def test_jobs_come_in_the_order_given(self):
        self.assertEqual(measured().rows(["MLP", "a first"])[0]["job"], "MLP step")
        self.assertEqual(measured().rows(["a first", "MLP"])[0]["job"], "a first job")
        self.assertEqual(measured().rows(["a first"])[-1]["job"], "MLP step")

    def test_scaling_counts_samples_on_two_cores_only(self):
        nabla, limit = measured().scaling()
        self.assertEqual((nabla["samples"], nabla["samples_on_two_cores"]), (6, 4))
        self.assertAlmostEqual(nabla["best"], 2)
        self.assertAlmostEqual(nabla["median"], (2 + 200 / 150) / 2)
        self.assertAlmostEqual(limit["best"], 100 / 60)

    def test_the_readme_takes_the_table(self):
        probe = {"threads": 1, "isa": "v4", "fma_f32_gflops": 230.0, "fma_f64_gflops": 115.0, "read_gbs": 40.0}
        results = {"machine": "M", "clock": "wall", "probe": [probe], "results": measured().rows([]),
                   "scaling": measured().scaling(), "programs": []}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "README.md"
            path.write_text("before\n" + tables.BEGIN + "old\n" + tables.END + "after\n")
            for _ in range(2):
                tables.Place(path).put(tables.readme(results))
            text = path.read_text()
        self.assertTrue(text.startswith("before\n") and text.endswith("after\n"))
        self.assertNotIn("old", text)
        self.assertEqual(text.count("| MLP step | **300 us** | 0.50 | 0.40 | 750 us, x2.5 |"), 1)
        self.assertIn("| MLP step | libtorch | 1 | 750 us | 500 us | 1 ms | 0.20 | 2.5 |", tables.everything(results))


unittest.main()
