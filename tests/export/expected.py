# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""Compares what a reader found in an export with the sums that the snapshots gave (expected.hpp)."""

import json
import sys

import numpy


def load():
    """The folder of the export and what it must hold, from the command line."""
    with open(sys.argv[2], encoding="utf-8") as file:
        return sys.argv[1], json.load(file)


def same(what, expected, found):
    if expected != found:
        sys.exit(f"{what}: expected {expected}, found {found}")


def close(what, expected, found, tolerance=1e-12):
    if not numpy.allclose(expected, found, rtol=tolerance, atol=tolerance):
        sys.exit(f"{what}: expected {expected}, found {found}")


def with_unit(name, unit):
    return f"{name} [{unit}]" if unit else name


def bits(values):
    """The bits of numbers as integers."""
    values = numpy.ascontiguousarray(values)
    if values.dtype.kind == "f":
        values = values.view(f"u{values.dtype.itemsize}")
    return values.astype(numpy.uint64)


def checksum(places, values):
    odd = 2 * numpy.asarray(places).astype(numpy.uint64) + numpy.uint64(1)
    return str(int((odd * bits(values)).sum(dtype=numpy.uint64)))


def by_site(values):
    return checksum(numpy.arange(numpy.size(values)), values)


def sites_of(run, positions):
    """Numbers of the sites whose centres the positions are."""
    nx, ny, nz = run["sites"]
    corner, size = geometry(run)
    index = (numpy.asarray(positions, dtype=float) - corner) / size - 0.5
    close("positions", numpy.round(index), index, 1e-9)
    index = numpy.round(index).astype(numpy.uint64)
    return index[:, 0] + numpy.uint64(nx) * (index[:, 1] + numpy.uint64(ny) * index[:, 2])


def geometry(run):
    """The corner of the first site, and the size of a site."""
    height = run["spacing"] if run["sites"][2] > 1 else run["thickness"]
    corner = numpy.array([0, 0, 0 if run["sites"][2] > 1 else -height / 2])
    return corner, numpy.array([run["spacing"], run["spacing"], height])


def check_cells(run, frame, type_name, ids, states, positions, columns, sites=None):
    """The agents of one type; columns: by name."""
    what = f"step {frame['step']}, {type_name}"
    expected = frame["cells"][type_name]
    same(f"{what}: count", expected["count"], len(ids))
    if not len(ids):
        return
    close(f"{what}: sum of positions", expected["sum of positions"], numpy.sum(positions, axis=0), 1e-9)
    same(f"{what}: sites", expected["site"], checksum(ids, sites_of(run, positions) if sites is None else sites))
    same(f"{what}: states", expected["state"], checksum(ids, states))
    same(f"{what}: columns", sorted(expected["columns"]), sorted(columns))
    for name, values in columns.items():
        same(f"{what}: {name}", expected["columns"][name], checksum(ids, values))


def check_field(frame, name, values):
    """A substance, in the order of the sites."""
    what = f"step {frame['step']}, {name}"
    expected = frame["fields"][name]
    close(f"{what}: sum", expected["sum"], numpy.sum(values, dtype=float))
    same(f"{what}: values", expected["bits"], by_site(values))
