#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""Measures how the time of a step grows with agents and with sites, writes a table and draws it.

Agents: they walk, divide and die on 5 % of the sites. Sites: a tumour of 2,000 cells in a lattice that grows
around it; the phases of its agents, and its oxygen. Takes some minutes and up to 20 GB; sizes that the free
memory does not allow are left out, and the table says so.

example:
  cmake --preset bench && cmake --build build/bench --target bench_tilscape
  tools/scaling.py                   # measure, write docs/develop/scaling.csv, draw docs/images/scaling.png
  tools/scaling.py --draw            # only draw the table that is there
"""

import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1}
COLUMNS = ("series", "asked", "threads", "agents", "sites", "seconds_per_step", "note")


def measure(program):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "results.json")
        subprocess.run([program, "--benchmark_filter=scaling", f"--benchmark_out={file}",
                        "--benchmark_out_format=json"], check=True)
        return table(json.loads(file.read_text(encoding="utf-8")))


def table(results):
    """Rows of the result file; "scaling/agents/n:10000/threads:1/..." is the name of one."""
    context = results.get("context", {})
    load, cores = (context.get("load_avg") or [0])[0], context.get("num_cpus", 0)
    busy = f"others were at work: load {load:.1f} on {cores} cores at the start" if load > cores / 2 else ""
    rows = []
    for run in results["benchmarks"]:
        _, series, asked, threads = run["name"].split("/")[:4]
        row = dict.fromkeys(COLUMNS, "")
        row.update(series=series, asked=asked.split(":")[1], threads=threads.split(":")[1])
        if run.get("error_occurred"):
            row["note"] = run["error_message"]
        else:
            row.update(note=busy, agents=int(run["agents"]), sites=int(run["sites"]),
                       seconds_per_step=f"{run['real_time'] * SECONDS[run['time_unit']]:.4g}")
        rows.append(row)
    return rows


def points(rows, series, x):
    measured = [row for row in rows if row["series"] == series and row["seconds_per_step"]]
    return [float(row[x]) for row in measured], [float(row["seconds_per_step"]) for row in measured]


def draw(rows, file):
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot

    pyplot.rcParams.update({"font.size": 11, "axes.spines.top": False, "axes.spines.right": False})
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 4.2), dpi=100, sharey=True)

    def line(axes, series, x, colour, marker, label):
        xs, ys = points(rows, series, x)
        axes.loglog(xs, ys, color=colour, marker=marker, linewidth=2, label=label)
        return xs, ys

    xs, ys = line(left, "agents", "agents", "#0072B2", "o", "agents on 5 % of the sites")
    if xs:  # what a cost per agent that does not change would be
        left.loglog(xs, [ys[0] * x / xs[0] for x in xs], color="#777777", linestyle=":", label="in proportion")
    line(right, "sites_agents", "sites", "#D55E00", "s", "2,000 agents, their phases")
    line(right, "sites_field", "sites", "#009E73", "^", "oxygen around them, to its steady state")
    left.set_ylim(5e-5, 50)  # room for the legends
    left.set_xlabel("agents")
    right.set_xlabel("sites of the lattice")
    left.set_ylabel("time of a step [s]")
    threads = sorted({row["threads"] for row in rows})
    figure.suptitle(f"Time of a step on {' or '.join(threads)} {'thread' if threads == ['1'] else 'threads'}")
    for axes in (left, right):
        axes.grid(True, which="major", color="#dddddd", linewidth=0.8)
        axes.legend(frameon=False, loc="upper left", fontsize=10)
    figure.tight_layout()
    figure.savefig(file, metadata={"Software": None})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "build/bench/bin/bench_tilscape", help="bench_tilscape")
    parser.add_argument("--results", type=pathlib.Path, help="a result file (JSON) instead of a measurement")
    parser.add_argument("--table", type=pathlib.Path, default=ROOT / "docs/develop/scaling.csv")
    parser.add_argument("--image", type=pathlib.Path, default=ROOT / "docs/images/scaling.png")
    parser.add_argument("--draw", action="store_true", help="only draw the table")
    options = parser.parse_args()
    try:
        if not options.draw:
            rows = table(json.loads(options.results.read_text())) if options.results else measure(options.program)
            with open(options.table, "w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
        with open(options.table, newline="", encoding="utf-8") as file:
            draw(list(csv.DictReader(file)), options.image)
    except (ImportError, OSError, ValueError, KeyError, subprocess.CalledProcessError) as problem:
        print(f"scaling: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
