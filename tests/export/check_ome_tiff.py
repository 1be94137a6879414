# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""An export as OME-TIFF, read with tifffile. usage: check_ome_tiff.py FOLDER EXPECTED.json"""

import pathlib
import xml.etree.ElementTree

import numpy
import tifffile

import expected as e

OME = "{http://www.openmicroscopy.org/Schemas/OME/2016-06}"


def image(path, run, channels, kind):
    """The pixels as T, C, Z, Y, X, after a look at what the file says of them."""
    nx, ny, nz = run["sites"]
    shape = (len(run["frames"]), len(channels), nz, ny, nx)
    with tifffile.TiffFile(path) as file:
        assert file.is_ome
        e.same(f"{path.name}: number of series", 1, len(file.series))
        series = file.series[0]
        axes = "".join(axis for axis, size in zip("TCZYX", shape) if size > 1)
        e.same(f"{path.name}: axes", axes, series.axes)
        e.same(f"{path.name}: pixels", numpy.dtype(kind), series.dtype)
        pixels = series.asarray().reshape(shape)
        description = xml.etree.ElementTree.fromstring(file.ome_metadata)
    node = description.find(f"{OME}Image/{OME}Pixels")
    e.same(f"{path.name}: channels", channels, [c.get("Name") for c in node.findall(f"{OME}Channel")])
    _, size = e.geometry(run)
    for axis, length in zip("XYZ", size):
        e.close(f"{path.name}: pixel size", length, float(node.get(f"PhysicalSize{axis}")))
        e.same(f"{path.name}: unit", "µm", node.get(f"PhysicalSize{axis}Unit"))
    e.same(f"{path.name}: times", [f["time_min"] for f in run["frames"]],
           [float(p.get("DeltaT")) for p in node.findall(f"{OME}Plane")])
    e.same(f"{path.name}: unit of time", {"min"}, {p.get("DeltaTUnit") for p in node.findall(f"{OME}Plane")})
    return pixels


def main():
    folder, run = e.load()
    folder = pathlib.Path(folder)
    fields = image(folder / "fields.ome.tif", run,
                   [e.with_unit(s["name"], s["unit"]) for s in run["substances"]], "f4")
    cells = image(folder / "cells.ome.tif", run, [f"{t['name']} [cells]" for t in run["types"]], "u2")
    types = image(folder / "types.ome.tif", run, ["type that takes most of the site"], "u2")
    for t, frame in enumerate(run["frames"]):
        for c, substance in enumerate(run["substances"]):
            name = substance["name"]
            if name not in frame["fields"]:
                assert numpy.isnan(fields[t, c]).all()
            elif name == "drug & co":  # of 64 bits in the snapshots
                e.close(name, frame["fields"][name]["sum"], fields[t, c].sum(dtype=float), 1e-6)
            else:
                e.check_field(frame, name, fields[t, c].ravel())
        for c, agent in enumerate(run["types"]):
            expected = frame["cells"][agent["name"]]
            e.same("cells", expected["count"], int(cells[t, c].sum()))
            if expected["count"]:
                e.same("cells on sites", expected["on sites"], e.by_site(cells[t, c].ravel()))
        e.same("types", frame["types"], e.by_site(types[t, 0].ravel()))


main()
