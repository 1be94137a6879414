#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""What each published set of the PD-1 axis leaves of a T cell's killing, against the antibody: a table and a picture.

Reads the sets in scenarios/library/parts (pd1_*.yaml). Activity: kills in a day of contact, over those at saturation.

example:
  tools/pd1_activity.py              # write docs/methods/pd1_activity.csv and docs/images/pd1_activity.png
"""

import argparse
import csv
import fractions
import math
import pathlib
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[1]
PARTS = ROOT / "scenarios/library/parts"
DAY = 1440  # min
ANTIBODY = [0] + [10 ** (k / 10) for k in range(-20, 41)]  # over its dissociation constant
LABELS = {"bergman": "pd1_bergman: deactivation for good", "qspio": "pd1_qspio: killing slowed",
          "tnbc": "pd1_tnbc: killing slowed"}


def number(value):
    """Of "1/480 1/min @source": what stands first."""
    return float(fractions.Fraction(str(value).split()[0]))


def complexes(receptors, ligands, dissociation):
    b = receptors + ligands + dissociation
    root = math.sqrt((receptors - ligands) ** 2 + dissociation * (dissociation + 2 * (receptors + ligands)))
    return 2 * receptors * ligands / (b + root)


def activity(t_cell, ligand, antibody):
    """antibody: over its dissociation constant."""
    inhibit = {key: value for key, value in t_cell["inhibit"].items() if key not in ("target", "ligand")}
    get = {key: number(value) for key, value in inhibit.items()}
    receptors, ligands = get["copies"] / get["area"], ligand / get["target_area"]
    bound = complexes(receptors / (1 + antibody), ligands, get["affinity"])
    if "exhaust" in t_cell:
        law = {key: number(value) for key, value in t_cell["exhaust"].items()}
        signal = bound / complexes(receptors, get["reference"] / get["target_area"], get["affinity"])
        rate = law["up_to"] * signal ** law["hill"] / (law["half"] ** law["hill"] + signal ** law["hill"])
        return -math.expm1(-rate * DAY) / (rate * DAY)  # share of a day before it is deactivated
    half, hill = number(t_cell["kill"]["slowed_half"]), number(t_cell["kill"]["slowed_hill"])
    return 1 / (1 + (bound / half) ** hill)


def table():
    sets = {}
    for file in sorted(PARTS.glob("pd1_*.yaml")):
        agents = yaml.safe_load(file.read_text(encoding="utf-8"))["agents"]
        sets[file.stem.removeprefix("pd1_")] = (agents["cd8"], number(agents["cancer"]["columns"]["pd_l1"]))
    rows = [["antibody_over_kd", *sets]]
    for a in ANTIBODY:
        rows.append([f"{a:.6g}", *(f"{activity(*one, float(f'{a:.6g}')):.6g}" for one in sets.values())])
    return rows


def draw(rows, file):
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot

    pyplot.rcParams.update({"font.size": 11, "axes.spines.top": False, "axes.spines.right": False})
    figure, axes = pyplot.subplots(figsize=(7, 4.2), dpi=100)
    xs = [float(row[0]) for row in rows[2:]]  # without the antibody there is no place on a logarithmic axis
    for column, colour in zip(range(1, len(rows[0])), ("#0072B2", "#D55E00", "#009E73")):
        name = rows[0][column]
        axes.semilogx(xs, [float(row[column]) for row in rows[2:]], color=colour, linewidth=2, label=LABELS[name])
        axes.axhline(float(rows[1][column]), color=colour, linestyle=":", linewidth=1)
    axes.set_xlabel("antibody in the open volume, over its dissociation constant")
    axes.set_ylabel("kills in a day of contact, over saturation")
    axes.set_ylim(0, 1.05)
    axes.grid(True, which="major", color="#dddddd", linewidth=0.8)
    axes.legend(frameon=False, loc="upper left", fontsize=10)
    figure.tight_layout()
    figure.savefig(file, metadata={"Software": None})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--table", type=pathlib.Path, default=ROOT / "docs/methods/pd1_activity.csv")
    parser.add_argument("--image", type=pathlib.Path, default=ROOT / "docs/images/pd1_activity.png")
    options = parser.parse_args()
    try:
        rows = table()
        with open(options.table, "w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        draw(rows, options.image)
    except (ImportError, OSError, ValueError, KeyError) as problem:
        print(f"pd1_activity: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
