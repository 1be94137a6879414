# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

"""check_reader.py FOLDER: of FOLDER/file.tsnap, every value in values.json, bit by bit, when that is there; and
of each damage in damages.json the whole frames, the record and the byte that it names."""

import json
import pathlib
import sys

import numpy as np
import tilscape


def bits(values: np.ndarray) -> list[int]:
    return values.reshape(-1).view(f"<u{values.itemsize}").tolist()


def as_json(reader: tilscape.Reader, number: int) -> dict:
    frame = reader.read(number)
    events = {
        name: values.tolist() if values.dtype == object else bits(values) for name, values in frame.events.items()
    }
    return {
        "step": frame.step,
        "time": frame.time,
        "state_hash": frame.state_hash,
        "agents": {
            name: {
                "id": bits(agents.id),
                "site": bits(agents.site),
                "state": bits(agents.state),
                "columns": {column: bits(values) for column, values in agents.columns.items()},
            }
            for name, agents in frame.agents.items()
        },
        "fields": {name: bits(values) for name, values in frame.fields.items()},
        "series": frame.series,
        "events": events,
    }


def same_vessels(reader: tilscape.Reader, expected: list) -> bool:
    """The C++ reader has places in the lattice of the file, this one in that of the run."""
    lattice = reader.header.lattice
    edge = np.array([lattice.spacing, lattice.spacing, lattice.thickness])
    corner = edge * lattice.whole.origin if lattice.HasField("whole") else np.zeros(3)
    vessels = reader.vessels
    found = list(zip(vessels.start, vessels.end, vessels.radius))
    return len(found) == len(expected) and all(
        np.array_equal(start, corner + a) and np.array_equal(end, corner + b) and radius == r
        for (start, end, radius), (a, b, r) in zip(found, expected)
    )


def check_values(folder: pathlib.Path) -> bool:
    expected = json.loads((folder / "values.json").read_text())
    same = True
    for scan in (False, True):
        with tilscape.Reader(folder / "file.tsnap", scan) as reader:
            found = [as_json(reader, i) for i in range(len(reader.frames))]
            same = same and reader.finished and reader.damage is None and same_vessels(reader, expected["vessels"])
        for number, (a, b) in enumerate(zip(expected["frames"], found)):
            for key in a:
                if a[key] != b[key]:
                    print(f"frame {number}: {key} differs")
                    same = False
        same = same and len(expected["frames"]) == len(found)
    return same


def outcome(path: pathlib.Path) -> dict:
    try:
        with tilscape.Reader(path, scan=True) as reader:
            for i in range(len(reader.frames)):
                reader.read(i)
            damage = reader.damage
            return {
                "frames": len(reader.frames),
                "damage": [damage.record, damage.offset] if damage else None,
                "finished": reader.finished,
            }
    except tilscape.ReadError:
        return {"frames": -1}


def check_damages(folder: pathlib.Path) -> bool:
    whole = (folder / "file.tsnap").read_bytes()
    same = True
    for case in json.loads((folder / "damages.json").read_text()):
        damaged = bytearray(whole[: case["cut"]])
        if "flip" in case:
            damaged[case["flip"]] ^= 1 << case["bit"]
        path = folder / "damaged.tsnap"
        path.write_bytes(damaged)
        found = outcome(path)
        if found != case["outcome"]:
            print(f"{case}: {found}")
            same = False
    return same


def main(folder: pathlib.Path) -> int:
    results = [check(folder) for name, check in CHECKS.items() if (folder / name).exists()]
    return 0 if results and all(results) else 1


CHECKS = {"values.json": check_values, "damages.json": check_damages}

if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
