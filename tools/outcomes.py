#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""What a scenario does over many seeds: the table of docs/scenarios.md.

A scenario with a section `ensemble` is run as it says, with --replicates of its own; one without is run as it stands
and in each of its variants. Of each group: how many tumours ended in which way, the cells that are left, and when.

  cleared      no cell is left at the end
  relapsed     half of the start or less at some time, at the end at least twice the fewest
  grew         more than 1.2 times the start at the end (and not relapsed)
  controlled   the rest

example:
  tools/outcomes.py scenarios/library/quickstart.yaml                    # 20 seeds of each variant
  tools/outcomes.py scenarios/library/study_outcomes.yaml -o runs/grid   # its own arms and points
"""

import argparse
import csv
import json
import os
import pathlib
import statistics
import subprocess
import sys

OUTCOMES = ("cleared", "controlled", "relapsed", "grew")


def outcome(counts):
    """`counts`: cells over time, from the start."""
    first, last, least = counts[0], counts[-1], min(counts)
    if last == 0:
        return "cleared"
    if least <= 0.5 * first and last >= 2 * least:
        return "relapsed"
    return "grew" if last > 1.2 * first else "controlled"


def study_of(scenario, described, arms, replicates, every, folder):
    """The scenario with an ensemble of these arms; as it is, if it has one."""
    if "ensemble" in described:
        return scenario
    arms = arms or ["as_written", *described["variants"]]
    made = folder.parent / f"{folder.name}.yaml"
    text = {"tilscape": 1, "name": described["scenario"],
            "extends": os.path.relpath(scenario.resolve(), made.parent.resolve()),
            "ensemble": {"replicates": replicates, "arms": arms, "every": every}}
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_text(json.dumps(text, indent=1), encoding="utf-8")  # JSON is YAML
    return made


def groups_of(folder, of):
    """{group: [{counts, times, row}]} of a study's results, in the order of its plan."""
    with open(folder / "results.csv", newline="", encoding="utf-8") as file:
        runs = list(csv.DictReader(file))
    courses = {}
    with open(folder / "series.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            courses.setdefault(row["run"], []).append((float(row["time [d]"]), float(row[f"{of}.count [cells]"])))
    names = list(runs[0])
    factors = names[names.index("replicate") + 2:names.index("status")]
    groups = {}
    for run in runs:
        if run["status"] != "used":
            continue
        what = (run["arm"], *(run[f] for f in factors if "[" not in f))
        groups.setdefault(what, []).append({"course": courses[run["run"]], "row": run})
    return groups


def spread(values):
    """Median, least and most."""
    said = [f"{v:,.0f}" for v in (statistics.median(values), min(values), max(values))]
    return said[0] if min(values) == max(values) else f"{said[0]} ({said[1]} to {said[2]})"


def line(what, members, of, by):
    counts = [[n for _, n in m["course"]] for m in members]
    ends = [outcome(c) for c in counts]
    gone = [next(t for t, n in m["course"] if n == 0) for m, e in zip(members, ends) if e == "cleared"]
    cells = [what[0] if len(what) == 1 else " · ".join(what), *(str(ends.count(o)) for o in OUTCOMES),
             spread([c[-1] for c in counts]), f"{statistics.median(gone):g}" if gone else "-"]
    row = members[0]["row"]
    if f"last {by}.count [cells]" in row:
        for column in (f"last {of}.kills [cells]", f"last {by}.count [cells]"):
            cells.append(spread([float(m["row"][column]) for m in members]))
    return "| " + " | ".join(cells) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", type=pathlib.Path)
    parser.add_argument("-o", "--out", type=pathlib.Path, help="folder of the study (default: runs/outcomes-NAME)")
    parser.add_argument("--replicates", type=int, default=20)
    parser.add_argument("--arms", nargs="+", help="`as_written` and variants (default: all)")
    parser.add_argument("--every", default="12 h", help="between the looks at a run (default: 12 h)")
    parser.add_argument("--of", default="cancer", help="type of cell (default: cancer)")
    parser.add_argument("--by", default="cd8", help="type of cell that is counted beside it (default: cd8)")
    parser.add_argument("--jobs", type=int, help="runs at once (default: the cores)")
    parser.add_argument("--program", default="tilscape")
    parser.add_argument("--table", action="store_true", help="only make the table of a study that is there")
    options = parser.parse_args()
    folder = options.out or pathlib.Path("runs") / f"outcomes-{options.scenario.stem}"
    if not options.table:
        asked = subprocess.run([options.program, "describe", str(options.scenario), "--json"], check=True,
                               stdout=subprocess.PIPE, text=True)
        study = study_of(options.scenario, json.loads(asked.stdout), options.arms, options.replicates, options.every, folder)
        command = [options.program, "ensemble", "run", str(study), "--replicates", str(options.replicates), "-o",
                   str(folder)]
        if options.jobs:
            command += ["--jobs", str(options.jobs)]
        if folder.exists():
            command.append("--resume")
        if subprocess.run(command, check=False).returncode != 0:
            sys.exit(f"outcomes.py: the study in {folder} is not whole")
    groups = groups_of(folder, options.of)
    print(f"| | {' | '.join(OUTCOMES)} | {options.of} cells at the end | cleared, median day "
          f"| kills | {options.by} at the end |")
    print("|---|" + "---|" * (len(OUTCOMES) + 4))
    for what, members in groups.items():
        print(line(what, members, options.of, options.by))


if __name__ == "__main__":
    main()
