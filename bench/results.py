"""What the programs of all rounds measured, and the numbers that follow from it."""

import os
import statistics
import subprocess
import sys

LIMIT, PEAK = "limit", "FMA peak"
SYSTEM = ("linux-vdso", "ld-linux", "libc.", "libm.", "libgcc_s.", "libstdc++.", "libpthread.", "libdl.", "librt.")


class Measurements:
    """Samples by (job, threads), contestant and round; the machine's probes; what whole programs take."""

    def __init__(self):
        self.samples = {}
        self.probes = []
        self.programs = {}  # by job and contestant

    def add_probe(self, number, record):
        self.probes.append({"round": number, **record})

    def add(self, number, record):
        if "program" in record:
            self.programs.setdefault((record["job"], record["contestant"]), []).append(record)
            return
        contestants = self.samples.setdefault((record["job"], record["threads"]), {})
        contestants.setdefault(record["contestant"], {})[number] = record["us"]

    def report_missing(self, jobs, contestants):
        for contestant in contestants:
            if any(jobs in job and contestant not in there for (job, _), there in self.samples.items()):
                print(f"{contestant}: not installed, left out (bench/setup-peers)", file=sys.stderr)

    def rows(self, order):
        """One for each job, contestant and number of threads; the jobs in the order of the beginnings of their names."""
        place = {key: next((i for i, start in enumerate(order) if key[0].startswith(start)), len(order))
                 for key in self.samples}
        return [row(job, threads, contestant, self.samples[job, threads])
                for job, threads in sorted(self.samples, key=lambda key: (place[key], key[1]))
                for contestant in self.samples[job, threads]]

    def scaling(self):
        """How much faster two threads are than one at its best, while there are two cores for them: of the samples on
        two threads, those next to which fused multiply-adds, which nothing but cores can limit, gained from the second."""
        return [row for job, threads in self.samples if threads == 2 and (job, 1) in self.samples
                for row in gains(job, self.samples[job, 1], self.samples[job, 2])]

    def footprints(self):
        return [footprint(job, contestant, records) for (job, contestant), records in self.programs.items()]


def footprint(job, contestant, records):
    program = records[0]["program"]
    return {"job": job, "contestant": contestant, "peak_mib": statistics.median(r["peak_kib"] for r in records) / 1024,
            "program_mb": os.path.getsize(program) / 1e6, "libraries_mb": libraries_mb(program)}


def row(job, threads, contestant, contestants):
    rounds = contestants[contestant]
    every = sorted(sum(rounds.values(), []))
    return {"job": job, "contestant": contestant, "threads": threads, "median_us": statistics.median(every),
            "min_us": every[0], "p90_us": every[min(len(every) - 1, int(0.9 * len(every)))],
            "vs_limit": ratio(contestants.get(LIMIT), rounds), "vs_nabla": ratio(rounds, contestants.get("nabla"))}


def ratio(above, below):
    """Of times, paired: the median over the rounds of the quotient of their medians."""
    common = set(above or ()) & set(below or ())
    if not common:
        return None
    return statistics.median(statistics.median(above[i]) / statistics.median(below[i]) for i in common)


def gains(job, one, two):
    least = 1.8  # of the peak: two threads of one core gain nothing
    rounds = set(one.get(PEAK, ())) & set(two.get(PEAK, ()))
    for contestant in ("nabla", LIMIT):
        mine, count = [], 0
        for i in rounds & set(one.get(contestant, ())) & set(two.get(contestant, ())):
            alone, peak_alone = min(one[contestant][i]), min(one[PEAK][i])
            pairs = list(zip(two[contestant][i], two[PEAK][i]))
            mine += [alone / us for us, peak in pairs if peak_alone / peak >= least]
            count += len(pairs)
        if count:
            yield {"job": job, "contestant": contestant, "samples": count, "samples_on_two_cores": len(mine),
                   "median": statistics.median(mine) if mine else None, "best": max(mine, default=None)}


def median_probe(probes, threads):
    mine = [probe for probe in probes if probe["threads"] == threads]
    numbers = {name: statistics.median(probe[name] for probe in mine)
               for name in mine[0] if name not in ("round", "threads", "isa")}
    return {"threads": threads, "isa": mine[0]["isa"], **numbers}


def libraries_mb(program):
    """Of the shared libraries that it needs, without those that every system with C++ has."""
    lines = subprocess.run(["ldd", program], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    paths = {line.split()[2] for line in lines if "=> /" in line and not line.strip().startswith(SYSTEM)}
    return sum(os.path.getsize(path) for path in paths) / 1e6
