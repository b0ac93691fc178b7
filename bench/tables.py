"""The results as tables in Markdown: everything, and the README's, which has a column for each library."""

import sys

from results import LIMIT, PEAK

PEERS = ["libtorch", "libtorch as installed", "PyTorch", "JAX", "PyTensor", "dlib", "ADOL-C", "CppAD"]  # columns; others follow
BEGIN, END = "<!-- bench/run --readme puts this here -->\n", "<!-- end -->\n"


def table(head, lines):
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in rows) + "\n"


def time(us):
    for unit, scale in (("us", 1), ("ms", 1e3), ("s", 1e6)):
        if us < 999.5 * scale or unit == "s":
            return f"{us / scale:.3g} {unit}"


def number(value, form="{:.2f}"):
    return "" if value is None else form.format(value)


def probe_line(results):
    of = "; ".join(f"{probe['threads']} thread{'s'[:probe['threads'] - 1]}: {probe['fma_f32_gflops']:.0f} GF/s f32, "
                   f"{probe['fma_f64_gflops']:.0f} f64, {probe['read_gbs']:.0f} GB/s read" for probe in results["probe"])
    clock = "" if results["clock"] == "wall" else f", {results['clock']}"
    return f"{results['machine']}; kernels {results['probe'][0]['isa']}{clock}. Probed in the same run: {of}.\n"


def everything(results):
    lines = [[row["job"], row["contestant"], str(row["threads"]), *(time(row[of]) for of in ("median_us", "min_us", "p90_us")),
              number(row["vs_limit"]), number(row["vs_nabla"], "{:.3g}")] for row in results["results"]]
    parts = [probe_line(results), table(["job", "contestant", "threads", "median", "min", "p90", "vs limit", "vs nabla"], lines)]
    if results["scaling"]:
        parts.append(scaling(results["scaling"]))
    if results["programs"]:
        parts.append(footprints(results["programs"]))
    return "\n".join(parts)


def scaling(rows):
    lines = [[row["job"], row["contestant"], f"{row['samples_on_two_cores']} of {row['samples']}",
              number(row["median"]), number(row["best"])] for row in rows]
    return table(["2 threads: times as fast as 1", "contestant", "samples on two cores", "median", "best"], lines)


def footprints(programs):
    return table(["whole program", "contestant", "peak of memory", "size, stripped", "its libraries"],
                 [[of["job"], of["contestant"], f"{of['peak_mib']:.1f} MiB", f"{of['program_mb']:.2f} MB",
                   f"{of['libraries_mb']:.1f} MB"] for of in programs])


def readme(results):
    """A line for each job on one thread."""
    one = [row for row in results["results"] if row["threads"] == 1]
    names = list(dict.fromkeys(row["contestant"] for row in one))
    others = [name for name in PEERS if name in names]
    others += [name for name in names if name not in ("nabla", LIMIT, PEAK, *PEERS) and not name.startswith("nabla")]
    lines = []
    for job in dict.fromkeys(row["job"] for row in one):
        of = {row["contestant"]: row for row in one if row["job"] == job}
        if "nabla" not in of:
            continue
        peak = of[PEAK]["vs_nabla"] if PEAK in of else None
        lines.append([job, f"**{time(of['nabla']['median_us'])}**", number(of["nabla"]["vs_limit"]), number(peak),
                      *(peer(of.get(name)) for name in others)])
    text = table(["job, one thread", "nabla", "of the limit", "of the FMA peak", *others], lines)
    parts = [text, scaling([row for row in results["scaling"] if row["contestant"] == "nabla"])] if results["scaling"] else [text]
    if results["programs"]:
        parts.append(footprints(results["programs"]))
    return "\n".join([*parts, probe_line(results)])


def peer(row):
    if row is None:
        return ""
    return time(row["median_us"]) + (f", x{row['vs_nabla']:.3g}" if row["vs_nabla"] is not None else "")


class Place:
    """Between the two marks in a file."""

    def __init__(self, path):
        self.path = path
        self.before, begin, rest = path.read_text().partition(BEGIN)
        _, end, self.after = rest.partition(END)
        if not begin or not end:
            sys.exit(f"{path} has no place for a table: {BEGIN.strip()} and {END.strip()}")

    def put(self, text):
        self.path.write_text(self.before + BEGIN + "\n" + text + "\n" + END + self.after)
