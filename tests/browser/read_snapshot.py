# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""read_snapshot.py FILE: the frames of a .tsnap file as JSON, read from docs/formats/snapshot.md and the schema
alone, with none of our C++: what the page shows is held against it."""

import importlib
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

import numpy
import zstandard

PROTO = pathlib.Path(__file__).resolve().parents[2] / "proto"
NUMBERS = {1: "<f4", 2: "<u1", 3: "<u4", 4: "<u8", 5: "<f8"}


def schema():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["protoc", f"--proto_path={PROTO}", f"--python_out={folder}", "snapshot.proto"], check=True)
        sys.path.insert(0, folder)
        return importlib.import_module("snapshot_pb2")


def records(data):
    at = 0
    while at < len(data):
        magic, _, kind, flags, _, _, stored, unpacked = struct.unpack_from("<4s4BIII", data, at)
        assert magic == b"TSNP"
        payload = data[at + 32:at + 32 + stored]
        if flags & 1:
            payload = zstandard.ZstdDecompressor().decompress(payload, max_output_size=unpacked)
        yield kind, payload
        at += 32 + stored


def values(column):
    number = numpy.dtype(NUMBERS[column.number])
    data = numpy.frombuffer(column.data, dtype=numpy.uint8)
    if column.encoding == 0:
        return data.view(number)
    shuffled = numpy.ascontiguousarray(data.reshape(number.itemsize, -1).T).reshape(-1).view(number)
    return shuffled if column.encoding == 1 else numpy.cumsum(shuffled, dtype=number)


def main(path):
    messages = schema()
    header, frames = None, []
    for kind, payload in records(pathlib.Path(path).read_bytes()):
        if kind == 1:
            header = messages.Header.FromString(payload)
        elif kind == 2:
            opening = messages.Frame.FromString(payload)
            counts = [[0] * len(agent.states) for agent in header.agents]
            frames.append({"time_min": opening.time, "counts": counts, "cells": {}, "fields": {}, "events": []})
        elif kind == 3:
            block = messages.AgentBlock.FromString(payload)
            names = [column.name for column in header.agents[block.type].columns]
            columns = [values(column) for column in block.columns]
            for row, (identity, site, state) in enumerate(zip(values(block.id), values(block.site), values(block.state))):
                frames[-1]["counts"][block.type][int(state)] += 1
                frames[-1]["cells"][str(identity)] = {
                    "type": block.type, "state": int(state), "site": int(site),
                    "columns": {name: float(column[row]) for name, column in zip(names, columns)}}
        elif kind == 4:
            tile = messages.FieldTile.FromString(payload)
            name = header.substances[tile.substance].name
            frames[-1]["fields"].setdefault(name, []).extend(float(value) for value in values(tile.values))
        elif kind == 6:
            block = messages.Events.FromString(payload)
            columns = [values(column) for column in (block.step, block.kind, block.agent, block.other)]
            frames[-1]["events"] += [
                {"step": int(step), "kind": block.kind_names[what], "agent": str(agent), "other": str(other)}
                for step, what, agent, other in zip(*columns)]
    vessels = header.vessels
    pieces = {
        "start": [[float(x) for x in values(column)] for column in vessels.start],
        "end": [[float(x) for x in values(column)] for column in vessels.end],
        "radius": [float(r) for r in values(vessels.radius)],
    } if header.HasField("vessels") else None
    json.dump({"vessels": pieces, "agents": [agent.name for agent in header.agents], "frames": frames}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
