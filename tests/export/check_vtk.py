# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""An export as VTK: cells read with meshio, images by what the format says, and both with VTK itself where it is
installed (python3-vtk9). usage: check_vtk.py FOLDER EXPECTED.json"""

import csv
import pathlib
import xml.etree.ElementTree

import meshio
import numpy

import expected as e

try:
    import vtk
    from vtk.util.numpy_support import vtk_to_numpy
except ImportError:
    vtk = None

KINDS = {"Float32": "<f4", "Float64": "<f8", "UInt16": "<u2", "Int64": "<i8"}


def read_by_hand(path):
    """The XML, and a function for the arrays of one of its elements, by name: they are raw data behind it."""
    content = path.read_bytes()
    head, _, raw = content.partition(b'<AppendedData encoding="raw">\n   _')
    root = xml.etree.ElementTree.fromstring(head + b"</VTKFile>")
    e.same("byte order", ("LittleEndian", "UInt64"), (root.get("byte_order"), root.get("header_type")))

    def arrays(element):
        found = {}
        for array in element.findall("DataArray"):
            start = int(array.get("offset"))
            length = int(numpy.frombuffer(raw, "<u8", 1, start)[0])
            kind = numpy.dtype(KINDS[array.get("type")])
            found[array.get("Name")] = numpy.frombuffer(raw, kind, length // kind.itemsize, start + 8)
        return found

    return root, arrays


def image_by_hand(path):
    """Extent, corner, size of a voxel, time, and the arrays of an image with appended raw data."""
    root, arrays_of_element = read_by_hand(path)
    image = root.find("ImageData")
    arrays = arrays_of_element(image.find("Piece/CellData"))
    times = {a.get("Name"): float(a.text) for a in image.findall("FieldData/DataArray")}
    triple = lambda name: [float(v) for v in image.get(name).split()]
    return [int(v) for v in image.get("WholeExtent").split()], triple("Origin"), triple("Spacing"), times, arrays


def image_by_vtk(path):
    reader = vtk.vtkXMLImageDataReader()
    reader.SetFileName(str(path))
    reader.Update()
    assert reader.GetErrorCode() == 0
    image = reader.GetOutput()
    return list(image.GetExtent()), image.GetOrigin(), image.GetSpacing(), times_of(image), arrays_of(image.GetCellData())


def vessels_by_hand(path):
    """Places of the ends, two for each piece, and radii."""
    root, arrays = read_by_hand(path)
    piece = root.find("PolyData/Piece")
    points = arrays(piece.find("Points"))["Points"].reshape(-1, 3)
    lines = arrays(piece.find("Lines"))
    ends = numpy.split(lines["connectivity"], lines["offsets"])[:-1]
    e.same("numbers", [len(points), len(ends)], [int(piece.get(f"NumberOf{what}")) for what in ("Points", "Lines")])
    return [points[line] for line in ends], arrays(piece.find("CellData"))["radius [um]"]


def vessels_by_vtk(path):
    reader = vtk.vtkXMLPolyDataReader()
    reader.SetFileName(str(path))
    reader.Update()
    assert reader.GetErrorCode() == 0
    lines = reader.GetOutput()
    ends = [[lines.GetPoint(lines.GetCell(i).GetPointId(k)) for k in (0, 1)] for i in range(lines.GetNumberOfCells())]
    return ends, arrays_of(lines.GetCellData())["radius [um]"]


def check_vessels(run, vessels):
    ends, radii = vessels
    corner, _ = e.geometry(run)
    e.same("pieces of vessels", len(run["vessels"]), len(ends))
    for (start, end, radius), found, thick in zip(run["vessels"], ends, radii):
        e.close("ends of a vessel", [corner + start, corner + end], found)
        e.close("radius of a vessel", radius, thick)


def cells_by_meshio(path):
    mesh = meshio.read(path)
    e.same("kinds of cells", ["vertex"], [block.type for block in mesh.cells])
    e.same("vertices", list(range(len(mesh.points))), mesh.cells[0].data.ravel().tolist())
    return mesh.points, mesh.point_data


def cells_by_vtk(path):
    reader = vtk.vtkXMLUnstructuredGridReader()
    reader.SetFileName(str(path))
    reader.Update()
    assert reader.GetErrorCode() == 0
    grid = reader.GetOutput()
    e.same("vertices", {vtk.VTK_VERTEX}, {grid.GetCellType(i) for i in range(grid.GetNumberOfCells())})
    e.same("vertices", list(range(grid.GetNumberOfPoints())),
           [grid.GetCell(i).GetPointId(0) for i in range(grid.GetNumberOfCells())])
    return vtk_to_numpy(grid.GetPoints().GetData()), arrays_of(grid.GetPointData())


def arrays_of(data):
    return {data.GetArrayName(i): vtk_to_numpy(data.GetArray(i)) for i in range(data.GetNumberOfArrays())}


def times_of(data):
    field = data.GetFieldData()
    return {field.GetArrayName(i): field.GetArray(i).GetValue(0) for i in range(field.GetNumberOfArrays())}


def check_image(run, frame, image):
    extent, origin, spacing, times, arrays = image
    corner, size = e.geometry(run)
    nx, ny, nz = run["sites"]
    e.same("extent", [0, nx, 0, ny, 0, nz], extent)
    e.close("origin", corner, origin)
    e.close("spacing", size, spacing)
    e.close("time", [frame["time_min"] / 1440, frame["time_min"], frame["step"]],
            [times["TimeValue"], times["time [min]"], times["step"]])
    there = {e.with_unit(s["name"], s["unit"]): s["name"] for s in run["substances"] if s["name"] in frame["fields"]}
    counts = {f"{t['name']} [cells]": t["name"] for t in run["types"]}
    e.same("arrays", sorted([*there, *counts]), sorted(arrays))
    for label, name in there.items():
        e.check_field(frame, name, arrays[label])
    for label, name in counts.items():
        expected = frame["cells"][name]
        e.same("cells", expected["count"], int(arrays[label].sum()))
        if expected["count"]:
            e.same("cells on sites", expected["on sites"], e.by_site(arrays[label]))


def check_cells(run, frame, cells):
    points, data = cells
    data = dict(data)
    ids, types, states = data.pop("id"), data.pop("type"), data.pop("state")
    alive, radii = data.pop("alive"), data.pop("radius [um]")
    _, size = e.geometry(run)
    for number, agent in enumerate(run["types"], 1):
        mine = types == number
        e.same("alive", [agent["alive"][s] for s in states[mine]], (alive[mine] == 1).tolist())
        volume = numpy.prod(size) * agent["takes"] / run["capacity"]
        e.close("radii", (volume / (4 / 3 * numpy.pi)) ** (1 / 3), radii[mine], 1e-6)
        own = frame["cells"][agent["name"]].get("columns", {})
        columns = {}
        for label, values in data.items():
            name = label.split(" [")[0].removeprefix(agent["name"] + ".")
            if name in own and (name != "hits" or agent["name"] == "cancer" or label.startswith("cd8.")):
                columns[name] = values[mine]
            elif mine.any():
                none = numpy.isnan(values[mine]) if values.dtype.kind == "f" else (
                    values[mine] == numpy.iinfo(values.dtype).max)
                assert none.all(), label
        e.check_cells(run, frame, agent["name"], ids[mine], states[mine], points[mine], columns)


def check_collection(run, folder, name, ending):
    sets = xml.etree.ElementTree.parse(folder / f"{name}.pvd").getroot().findall("Collection/DataSet")
    e.same("files over time", [f"{name}_{number:06}.{ending}" for number in range(len(run["frames"]))],
           [s.get("file") for s in sets])
    e.close("days", [f["time_min"] / 1440 for f in run["frames"]], [float(s.get("timestep")) for s in sets])


def main():
    folder, run = e.load()
    folder = pathlib.Path(folder)
    for number, frame in enumerate(run["frames"]):
        image, cells = folder / f"sites_{number:06}.vti", folder / f"cells_{number:06}.vtu"
        check_image(run, frame, image_by_hand(image))
        check_cells(run, frame, cells_by_meshio(cells))
        if vtk:
            check_image(run, frame, image_by_vtk(image))
            check_cells(run, frame, cells_by_vtk(cells))
    e.same("vessels", bool(run["vessels"]), (folder / "vessels.vtp").exists())
    if run["vessels"]:
        check_vessels(run, vessels_by_hand(folder / "vessels.vtp"))
        if vtk:
            check_vessels(run, vessels_by_vtk(folder / "vessels.vtp"))
    check_collection(run, folder, "sites", "vti")
    check_collection(run, folder, "cells", "vtu")
    with open(folder / "legend.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    e.same("legend", [[str(t), agent["name"], str(s), state, str(int(agent["alive"][s]))]
                      for t, agent in enumerate(run["types"], 1) for s, state in enumerate(agent["states"])], rows)


main()
