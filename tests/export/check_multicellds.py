# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""An export as MultiCellDS, read with SciPy as PhysiCell's tools do. usage: check_multicellds.py FOLDER EXPECTED.json"""

import pathlib
import xml.etree.ElementTree

import numpy
import scipy.io

import expected as e


def coordinates(mesh, axis):
    node = mesh.find(f"{axis}_coordinates")
    return numpy.array(node.text.split(node.get("delimiter")), dtype=float)


def check_voxels(run, folder, domain, frame):
    mesh = domain.find("mesh")
    corner, size = e.geometry(run)
    centres = [coordinates(mesh, axis) for axis in "xyz"]
    e.same("mesh", run["sites"], [len(c) for c in centres])
    for axis in range(3):
        e.close("mesh", corner[axis] + (numpy.arange(run["sites"][axis]) + 0.5) * size[axis], centres[axis])
    box = mesh.find("bounding_box")
    e.close("bounding box", [*corner, *(corner + size * run["sites"])],
            [float(v) for v in box.text.split(box.get("delimiter"))])
    voxels = scipy.io.loadmat(folder / mesh.find("voxels/filename").text)["mesh"]
    e.same("voxels", list(range(voxels.shape[1])), e.sites_of(run, voxels[:3].T).tolist())
    e.close("volumes", numpy.prod(size), voxels[3])

    values = scipy.io.loadmat(folder / domain.find("data/filename").text)["multiscale_microenvironment"]
    assert (values[:4] == voxels).all()
    variables = domain.findall("variables/variable")
    e.same("substances", [(s["name"], s["unit"] or "none") for s in run["substances"]],
           [(v.get("name"), v.get("units")) for v in variables])
    for row, variable in enumerate(variables, 4):
        parameters = variable.find("physical_parameter_set")
        assert float(parameters.find("diffusion_coefficient").text) > 0
        assert float(parameters.find("decay_rate").text) >= 0
        name = variable.get("name")
        if name not in frame["fields"]:
            assert numpy.isnan(values[row]).all()
        else:
            e.check_field(frame, name, values[row].astype("f8" if name == "drug & co" else "f4"))


def check_crowds(run, sites, positions):
    """No two agents share a position; those of a site are around its centre."""
    e.same("positions", len(positions), len(numpy.unique(positions, axis=0)))
    nx, ny, _ = run["sites"]
    corner, size = e.geometry(run)
    for site in numpy.unique(sites):
        index = numpy.array([site % nx, site // nx % ny, site // (nx * ny)])
        e.close("centre of a crowd", corner + (index + 0.5) * size, positions[sites == site].mean(axis=0), 1e-9)


def check_cells(run, folder, custom, frame, numbers):
    data = custom.find("simplified_data[@source='PhysiCell']")
    e.same("types", [t["name"] for t in run["types"]], [t.text for t in data.findall("cell_types/type")])
    matrix = scipy.io.loadmat(folder / data.find("filename").text)["cells"]
    rows = {}
    for label in data.findall("labels/label"):
        first, size = int(label.get("index")), int(label.get("size"))
        assert label.get("units")
        rows[label.text] = matrix[first] if size == 1 else matrix[first:first + size].T
    e.same("rows", matrix.shape[0], first + size)
    e.same("number of cells", sum(c["count"] for c in frame["cells"].values()), matrix.shape[1])

    corner, size = e.geometry(run)
    nx, ny, _ = run["sites"]
    index = numpy.floor((rows["position"] - corner) / size).astype(int)
    sites = index[:, 0] + nx * (index[:, 1] + ny * index[:, 2])
    check_crowds(run, sites, rows["position"])
    ids = (rows["id_high"].astype("u8") << numpy.uint64(32)) | rows["id_low"].astype("u8")
    for number, agent in zip(rows["ID"], ids):
        e.same("number of an agent", numbers.setdefault(agent, number), number)
    e.same("numbers", len(numbers), len(set(numbers.values())))
    for number, agent in enumerate(run["types"]):
        mine = rows["cell_type"] == number
        states = rows["state"][mine].astype(int)
        dead = [not agent["alive"][s] for s in states]
        e.same("dead", dead, (rows["dead"][mine] == 1).tolist())
        phases = {"apoptotic": (100, 100), "necrotic": (101, 103)}
        e.same("phases", [phases.get(agent["states"][s], (5, 14)) for s in states],
               list(zip(rows["cycle_model"][mine], rows["current_phase"][mine])))
        check_volumes(run, agent, rows["total_volume"][mine], rows["radius"][mine])
        columns = {}
        for name in frame["cells"][agent["name"]].get("columns", {}):
            own = f"{agent['name']}.{name}"
            values = rows[own if own in rows else name][mine]
            columns[name] = as_written(own if own in rows else name, values)
        centres = corner + (index[mine] + 0.5) * size
        whole = {k: v for k, v in columns.items() if k != "mother"}  # of 64 bits: more than a double holds
        expected = frame["cells"][agent["name"]]
        if "mother" in columns:
            expected["columns"].pop("mother")
        e.check_cells(run, frame, agent["name"], ids[mine], states.astype("u1"), centres, whole, sites[mine])


def as_written(name, values):
    kinds = {"hits": "u1", "cd8.hits": "u4", "mother": "u8", "age": "f8"}
    return values.astype(kinds.get(name, "f4"))


def check_volumes(run, agent, volumes, radii):
    _, size = e.geometry(run)
    e.close("volumes", numpy.prod(size) * agent["takes"] / run["capacity"], volumes)
    e.close("radii", volumes, 4 / 3 * numpy.pi * radii ** 3)


def main():
    folder, run = e.load()
    folder = pathlib.Path(folder)
    numbers = {}
    for number, frame in enumerate(run["frames"]):
        root = xml.etree.ElementTree.parse(folder / f"output{number:08}.xml").getroot()
        time = root.find("metadata/current_time")
        e.same("time", (frame["time_min"], "min"), (float(time.text), time.get("units")))
        check_voxels(run, folder, root.find("microenvironment/domain"), frame)
        custom = root.find("cellular_information/cell_populations/cell_population/custom")
        check_cells(run, folder, custom, frame, numbers)
        for graph in ("neighbor_graph", "attached_cells_graph", "spring_attached_cells_graph"):
            e.same("graph", "", (folder / custom.find(f"{graph}/filename").text).read_text())
    settings = xml.etree.ElementTree.parse(folder / "PhysiCell_settings.xml").getroot()
    e.same("types in the settings", [(str(i), t["name"]) for i, t in enumerate(run["types"])],
           [(d.get("ID"), d.get("name")) for d in settings.findall("cell_definitions/cell_definition")])


main()
