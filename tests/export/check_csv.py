# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""An export as CSV, read with Python's csv. usage: check_csv.py FOLDER EXPECTED.json"""

import csv
import pathlib

import numpy

import expected as e

NUMBERS = {"pd_l1": "f4", "state": "f4", "hits": "u1", "cd8.hits": "u4", "mother": "u8", "age": "f8", "drug & co": "f8"}


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    return header, rows


def numbers(name, texts):
    kind = NUMBERS.get(name, "f4")
    return numpy.array([int(t) if kind[0] == "u" else float(t) for t in texts], dtype=kind)


def name_of(label):
    return label.split(" [")[0]


def main():
    folder, run = e.load()
    folder = pathlib.Path(folder)
    header, frames = table(folder / "frames.csv")
    e.same("columns of frames", ["frame", "step", "time [min]", "state hash"], header)
    e.same("frames", [(f["step"], f["time_min"]) for f in run["frames"]],
           [(int(row[1]), float(row[2])) for row in frames])
    for number, frame in enumerate(run["frames"]):
        header, rows = table(folder / f"cells_{number:06}.csv")
        e.same("columns of cells", ["id", "type", "state", "x [um]", "y [um]", "z [um]"], header[:6])
        e.same("types", set(), {row[1] for row in rows} - {t["name"] for t in run["types"]})
        for agent in run["types"]:
            mine = [row for row in rows if row[1] == agent["name"]]
            ids = numpy.array([int(row[0]) for row in mine], dtype=numpy.uint64)
            states = [agent["states"].index(row[2]) for row in mine]
            columns = {}
            for c, label in enumerate(header[6:], 6):
                texts = [row[c] for row in mine]
                if any(texts):
                    name = name_of(label)
                    columns[name.removeprefix(agent["name"] + ".")] = numbers(name, texts)
            e.check_cells(run, frame, agent["name"], ids, numpy.array(states, dtype="u1"),
                          [[float(v) for v in row[3:6]] for row in mine], columns)
        header, rows = table(folder / f"fields_{number:06}.csv")
        e.same("places of fields", list(range(len(rows))),
               e.sites_of(run, [[float(v) for v in row[:3]] for row in rows]).tolist())
        there = [e.with_unit(s["name"], s["unit"]) for s in run["substances"] if s["name"] in frame["fields"]]
        e.same("columns of fields", ["x [um]", "y [um]", "z [um]"] + there, header)
        for c, label in enumerate(there, 3):
            e.check_field(frame, name_of(label), numbers(name_of(label), [row[c] for row in rows]))


main()
