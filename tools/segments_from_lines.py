#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""Turns polylines of a vessel network into the segments that a scenario reads (docs/methods/vessels.md).

points.csv: point, x_um, y_um, z_um, radius_um; lines.csv: line, order, point, ... A point thinner than 1 um, which no
vessel is, takes the radius of the nearest point of its line that is not, or 1 um when there is none; a segment has
the mean radius of its ends. The network is moved so that its smallest coordinates are 0.

usage: segments_from_lines.py POINTS LINES > SEGMENTS
"""

import collections
import csv
import sys

AXES = ("x_um", "y_um", "z_um")
THINNEST = 1  # [um]


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def read_lines(points_path, lines_path):
    """Each line as a list of (place, radius)."""
    points = {p["point"]: ([float(p[a]) for a in AXES], float(p["radius_um"])) for p in rows(points_path)}
    lines = collections.defaultdict(list)
    for row in rows(lines_path):
        lines[int(row["line"])].append((int(row["order"]), points[row["point"]]))
    return [[point for _, point in sorted(line)] for _, line in sorted(lines.items())]


def filled(radii):
    """The radii, with each that is too small taken from the nearest one along the line that is not."""
    known = [i for i, r in enumerate(radii) if r >= THINNEST]
    if not known:
        return [THINNEST] * len(radii)
    return [radii[min(known, key=lambda k: abs(k - i))] for i in range(len(radii))]


def segments(lines):
    low = [min(place[a] for line in lines for place, _ in line) for a in range(3)]
    for line in lines:
        places = [[c - l for c, l in zip(place, low)] for place, _ in line]
        radii = filled([radius for _, radius in line])
        for i in range(len(line) - 1):
            if places[i] != places[i + 1]:
                yield [*places[i], *places[i + 1], (radii[i] + radii[i + 1]) / 2]


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    print("x1_um,y1_um,z1_um,x2_um,y2_um,z2_um,radius_um")
    for segment in segments(read_lines(*sys.argv[1:])):
        print(",".join(f"{v:.4f}" for v in segment))


if __name__ == "__main__":
    main()
