#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""Compares two result files of the benchmarks, by name: B against A.

The ratio is that of the processor time, or with --rates of each rate (agent-steps, voxel-updates ... per
second). A difference counts when it is larger than the noise. The noise is that of the repetitions: the two
ranges from the smallest to the largest must not meet, where only one file has repetitions its range about its
median counts for both, and without any the ratio must differ from 1 by more than 10 %.

example:
  ./dev bench --benchmark_repetitions=5 && cp build/bench/results.json before.json
  (change the program)
  ./dev bench --benchmark_repetitions=5
  tools/compare_benchmarks.py before.json build/bench/results.json
"""

import argparse
import json
import statistics
import sys

NOISE = 0.1  # where there are no repetitions
NANOSECONDS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}
RATES = ("agent_steps", "voxel_updates", "bytes_per_second", "rows", "agents")
TIME = "cpu_time"


def samples(results):
    """{(name, quantity): [number per repetition]}, times in ns."""
    found = {}
    for run in results["benchmarks"]:
        if run.get("run_type", "iteration") != "iteration" or run.get("error_occurred"):
            continue
        name = run.get("run_name", run["name"])
        found.setdefault((name, TIME), []).append(run[TIME] * NANOSECONDS[run.get("time_unit", "ns")])
        for rate in RATES:
            if rate in run:
                found.setdefault((name, rate), []).append(run[rate])
    return found


def noise(repetitions):
    """[smallest, largest] as shares of the median; nothing when there is one number only."""
    middle = statistics.median(repetitions)
    return [min(repetitions) / middle, max(repetitions) / middle] if len(repetitions) > 1 and middle > 0 else None


def compare(a, b, quantities):
    """A row for each name and quantity that both have, in the order of A."""
    rows = []
    for (name, quantity), before in a.items():
        after = b.get((name, quantity))
        if quantity not in quantities or not after:
            continue
        middle = statistics.median(before)
        if middle <= 0:
            continue
        ratio = statistics.median(after) / middle
        band = noise(before) or noise(after) or [1 - NOISE, 1 + NOISE]
        if len(before) > 1 and len(after) > 1:
            differs = min(after) > max(before) or max(after) < min(before)
        else:
            differs = not band[0] <= ratio <= band[1]
        faster = (ratio < 1) == (quantity == TIME)
        mark = ("faster" if faster else "slower") if differs else "="
        rows.append({"name": name, "quantity": quantity, "a": middle, "b": statistics.median(after),
                     "ratio": ratio, "band": band, "mark": mark})
    return rows


def warnings(label, results):
    context = results.get("context", {})
    load, cores = context.get("load_avg") or [0], context.get("num_cpus", 0)
    if cores and load[0] > cores / 2:
        yield f"{label} was measured while the machine was busy: load {load[0]:.1f} on {cores} cores"


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("a", metavar="A.json", help="results before")
    parser.add_argument("b", metavar="B.json", help="results after")
    parser.add_argument("--rates", action="store_true", help="ratios of the rates instead of the processor time")
    parser.add_argument("--json", action="store_true", help="write the rows as JSON")
    options = parser.parse_args(arguments)
    results = []
    for path in (options.a, options.b):
        try:
            with open(path, encoding="utf-8") as file:
                results.append(json.load(file))
            samples(results[-1])
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
            print(f"{path}: no result file of the benchmarks ({type(problem).__name__}: {problem})",
                  file=sys.stderr)
            return 2
    rows = compare(samples(results[0]), samples(results[1]), RATES if options.rates else (TIME,))
    notes = [w for label, result in zip("AB", results) for w in warnings(label, result)]
    if options.json:
        print(json.dumps({"rows": rows, "warnings": notes}, indent=2))
        return 0
    width = max((len(row["name"]) for row in rows), default=0)
    for row in rows:
        low, high = row["band"]
        print(f"{row['name']:{width}}  {row['quantity']:13}  B/A {row['ratio']:6.3f}"
              f"  noise {low:.2f} to {high:.2f}  {row['mark']}")
    if not rows:
        print("No benchmark is in both files.")
    for note in notes:
        print(f"Note: {note}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
