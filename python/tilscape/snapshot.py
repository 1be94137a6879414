# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

"""A reader of .tsnap files, format version 1 (docs/formats/snapshot.md), that gives numpy arrays.

It takes what the C++ reader takes: the longest valid prefix of a file, whole frames only, every record checked.
"""

from __future__ import annotations

import dataclasses
import os
import pathlib
import struct

try:
    import google.protobuf.message
    import numpy as np
    import xxhash
    import zstandard
except ImportError as missing:
    raise ImportError(
        f"{missing}: reading .tsnap files needs numpy, protobuf, xxhash and zstandard; on Debian: "
        "apt-get install python3-numpy python3-protobuf python3-xxhash python3-zstandard"
    ) from missing

from . import snapshot_pb2 as messages

FORMAT_VERSION = 1
RECORD_HEADER = struct.Struct("<4sBBBBIIIIQ")
CHECKED_HEADER_BYTES = 24
COMPRESSED = 1
PAYLOAD_LIMIT = 64 << 20  # of agents and fields [bytes]
SMALL_PAYLOAD_LIMIT = 8 << 20  # of the other records
MOST_SITES = 0xFFFFFFFE
MOST_VESSEL_PIECES = 200000
HEADER, FRAME, AGENTS, FIELD, SERIES, EVENTS, INDEX, END = range(1, 9)
OUTSIDE_FRAMES = {HEADER, FRAME, INDEX, END}
NUMBERS = {
    messages.F32: np.dtype("<f4"),
    messages.U8: np.dtype("u1"),
    messages.U32: np.dtype("<u4"),
    messages.U64: np.dtype("<u8"),
    messages.F64: np.dtype("<f8"),
}


class ReadError(Exception):
    """A file cannot be read: damaged, of another format, or over a limit."""


@dataclasses.dataclass
class Damage:
    """The first thing in a file that cannot be trusted."""

    record: int
    offset: int
    reason: str


@dataclasses.dataclass
class FrameInfo:
    """Where a frame lies."""

    step: int
    time: float  # min
    offset: int
    sequence: int
    records: int  # that follow the first
    events_only: bool = False


@dataclasses.dataclass
class Agents:
    """The agents of one type; every array has one value for each."""

    id: np.ndarray
    site: np.ndarray
    state: np.ndarray  # index into the states that the header names
    columns: dict[str, np.ndarray]


@dataclasses.dataclass
class Vessels:
    """Straight pieces of vessels; every array has one row or value for each."""

    start: np.ndarray  # um in the lattice of the run: x, y, z
    end: np.ndarray
    radius: np.ndarray  # um


@dataclasses.dataclass
class Frame:
    step: int
    time: float  # min
    state_hash: str
    agents: dict[str, Agents]  # by type
    fields: dict[str, np.ndarray]  # by substance; [z, y, x]
    series: dict[str, float]
    events: dict[str, np.ndarray]  # step, kind, type, site, agent, other; since the frame before


class Reader:
    """Reads a run folder or a .tsnap file. `header` is the message Header of the format's page, `vessels` what it
    says of vessels."""

    def __init__(self, path: str | os.PathLike, scan: bool = False):
        self.path = pathlib.Path(path)
        if self.path.is_dir():
            self.path /= "snapshots.tsnap"
        self._file = open(self.path, "rb")
        self._size = self._file.seek(0, os.SEEK_END)
        self._all: list[FrameInfo] = []
        self.damage: Damage | None = None
        self.finished = False
        try:
            kind, payload, end = self._record(0, 0)
            if kind != HEADER:
                raise ReadError("the first record is not a header")
            self.header = _parse(messages.Header, payload)
            _check_header(self.header)
            self.vessels = self._vessels(self.header.vessels)
        except ReadError as error:
            self._file.close()
            raise ReadError(f"{self.path}: not a snapshot file that can be read: {error}") from None
        if scan or not self._read_index():
            self._scan(end)

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_) -> None:
        self._file.close()

    @property
    def frames(self) -> list[FrameInfo]:
        return [info for info in self._all if not info.events_only]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Sites along z, y, x: the shape of a field."""
        lattice = self.header.lattice
        return lattice.nz, lattice.ny, lattice.nx

    def places(self, site: np.ndarray) -> np.ndarray:
        """The middles of sites in the lattice of the run [um]: a row of x, y, z for each."""
        z, y, x = np.unravel_index(np.asarray(site, dtype=np.int64), self.shape)
        return (np.stack([x, y, z], axis=-1) + self._origin() + 0.5) * self.header.lattice.spacing

    def read(self, frame: int) -> Frame:
        """A frame of `frames`, with the events that were written alone since the one before."""
        info = self.frames[frame]
        at = self._all.index(info)
        first = at
        while first > 0 and self._all[first - 1].events_only:
            first -= 1
        parts = [self._read(part)[1] for part in self._all[first:at]]
        result, events = self._read(info)
        result.events = _joined(parts + [events])
        return result

    def _origin(self) -> np.ndarray:
        """Of the file's lattice in that of the run [sites]."""
        lattice = self.header.lattice
        return np.array(lattice.whole.origin if lattice.HasField("whole") else [0, 0, 0])

    def _vessels(self, vessels: messages.Vessels) -> Vessels:
        if not self.header.HasField("vessels"):
            return Vessels(np.empty((0, 3)), np.empty((0, 3)), np.empty(0))
        if len(vessels.start) != 3 or len(vessels.end) != 3:
            raise ReadError("vessels without their places")
        if vessels.count > MOST_VESSEL_PIECES:
            raise ReadError("more vessels than fit into a header")
        lattice = self.header.lattice
        edge = np.array([lattice.spacing, lattice.spacing, lattice.thickness])
        size = edge * [lattice.nx, lattice.ny, lattice.nz]

        def places(columns) -> np.ndarray:
            values = [_values(column, vessels.count, messages.F32).astype(float) for column in columns]
            found = np.stack(values, axis=-1)
            if not np.all((found >= -1e-6 * size) & (found <= (1 + 1e-6) * size)):
                raise ReadError("a vessel that lies outside of the lattice")
            return found + self._origin() * edge

        radius = _values(vessels.radius, vessels.count, messages.F32)
        if not np.all(np.isfinite(radius) & (radius > 0)):
            raise ReadError("a vessel that lies outside of the lattice")
        return Vessels(places(vessels.start), places(vessels.end), radius)

    # records

    def _bytes(self, offset: int, size: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(size)

    def _record(self, offset: int, sequence: int) -> tuple[int, bytes, int]:
        """Kind, payload and end of the record that begins there."""
        header = self._bytes(offset, RECORD_HEADER.size)
        if len(header) < RECORD_HEADER.size:
            raise ReadError("a record's header is incomplete")
        magic, version, kind, flags, zero, number, stored, unpacked, none, checksum = RECORD_HEADER.unpack(header)
        if magic != b"TSNP":
            raise ReadError("no record begins here")
        if version != FORMAT_VERSION:
            raise ReadError(f"format version {version}, this module reads version {FORMAT_VERSION}")
        if flags & ~COMPRESSED or zero or none:
            raise ReadError("unknown flags in a record's header")
        limit = PAYLOAD_LIMIT if kind in (AGENTS, FIELD) else SMALL_PAYLOAD_LIMIT
        if max(stored, unpacked) > limit:
            raise ReadError(f"a record claims {max(stored, unpacked)} bytes, the limit is {limit}")
        if not flags and stored != unpacked:
            raise ReadError("the lengths of a record differ though it is not compressed")
        payload = self._bytes(offset + RECORD_HEADER.size, stored)
        if len(payload) < stored:
            raise ReadError("a record's payload is incomplete")
        if xxhash.xxh3_64_intdigest(header[:CHECKED_HEADER_BYTES] + payload) != checksum:
            raise ReadError("checksum does not match")
        if number != sequence:
            raise ReadError("a record is not at its place in the sequence")
        if flags:
            payload = _unpacked(payload, unpacked)
        return kind, payload, offset + RECORD_HEADER.size + stored

    def _read_index(self) -> bool:
        """The last record of a closed file tells where the index is."""
        size = RECORD_HEADER.size + 8
        if self._size < size:
            return False
        try:
            number = struct.unpack_from("<I", self._bytes(self._size - size, size), 8)[0]
            kind, where, _ = self._record(self._size - size, number)
            if kind != END or len(where) != 8:
                return False
            kind, payload, _ = self._record(struct.unpack("<Q", where)[0], number - 1)
            if kind != INDEX:
                return False
            index = _parse(messages.Index, payload)
            columns = [index.step, index.time, index.offset, index.sequence, index.records]
            alone = index.events_only or [False] * len(index.step)
            if len({len(column) for column in [*columns, alone]}) != 1:
                return False
            self._all = [FrameInfo(*row) for row in zip(*columns, alone)]
        except ReadError:
            return False
        self.finished = True
        return True

    def _scan(self, offset: int) -> None:
        sequence, missing = 1, 0
        opened: FrameInfo | None = None
        ended = False
        try:
            while offset < self._size:
                if ended:
                    raise ReadError("there are bytes behind the end")
                kind, payload, end = self._record(offset, sequence)
                if opened:
                    if kind in OUTSIDE_FRAMES:
                        raise ReadError("a frame is interrupted by another record")
                    missing -= 1
                elif kind == FRAME:
                    frame = self._opening(payload)
                    missing = frame.records
                    opened = FrameInfo(frame.step, frame.time, offset, sequence, missing, frame.events_only)
                elif kind in (INDEX, END):
                    ended = kind == END
                else:
                    raise ReadError("a record outside of a frame")
                offset, sequence = end, sequence + 1
                if opened and missing == 0:
                    self._all.append(opened)
                    opened = None
            if opened:
                raise ReadError("the last frame is incomplete")
            self.finished = ended
        except ReadError as error:
            self.damage = Damage(sequence, offset, str(error))

    # frames

    def _opening(self, payload: bytes) -> messages.Frame:
        frame = _parse(messages.Frame, payload)
        if len(frame.rows) != len(self.header.agents):
            raise ReadError("a frame with other agent types")
        if any(substance >= len(self.header.substances) for substance in frame.substances):
            raise ReadError("a frame with an unknown substance")
        nz, ny, nx = self.shape
        if any(rows > nx * ny * nz * 255 for rows in frame.rows):
            raise ReadError("a frame claims more agents than fit")
        return frame

    def _read(self, info: FrameInfo) -> tuple[Frame, list[dict[str, np.ndarray]]]:
        offset, sequence = info.offset, info.sequence
        try:
            kind, payload, offset = self._record(offset, sequence)
            if kind != FRAME:
                raise ReadError("no frame begins here")
            opening = self._opening(payload)
            blocks = [[] for _ in self.header.agents]
            tiles = {substance: [] for substance in opening.substances}
            events, series = [], {}
            for _ in range(opening.records):
                sequence += 1
                kind, payload, offset = self._record(offset, sequence)
                if kind == AGENTS:
                    self._add_agents(_parse(messages.AgentBlock, payload), blocks)
                elif kind == FIELD:
                    self._add_tile(_parse(messages.FieldTile, payload), tiles)
                elif kind == SERIES:
                    record = _parse(messages.Series, payload)
                    series.update(zip(record.name, record.value))
                elif kind == EVENTS:
                    events.append(self._events(_parse(messages.Events, payload)))
                elif kind in OUTSIDE_FRAMES:
                    raise ReadError("a frame is interrupted by another record")
            agents = self._agents(blocks, opening.rows)
            fields = self._fields(tiles)
        except ReadError as error:
            raise ReadError(f"{self.path}: record {sequence} at byte {offset}: {error}") from None
        return Frame(opening.step, opening.time, opening.state_hash, agents, fields, series, {}), events

    def _add_agents(self, block: messages.AgentBlock, blocks: list) -> None:
        if block.type >= len(blocks):
            raise ReadError("a block of an unknown agent type")
        info = self.header.agents[block.type]
        if block.first_row != sum(len(part[0]) for part in blocks[block.type]):
            raise ReadError("a block of agents is not in its place")
        if len(block.columns) != len(info.columns):
            raise ReadError("a block of agents with other columns")
        numbers = [messages.U64, messages.U32, messages.U8, *(column.number for column in info.columns)]
        columns = [block.id, block.site, block.state, *block.columns]
        part = [_values(column, block.rows, number) for column, number in zip(columns, numbers)]
        nz, ny, nx = self.shape
        if np.any(part[1] >= nx * ny * nz) or np.any(part[2] >= len(info.states)):
            raise ReadError("an agent outside of the lattice or in an unknown state")
        blocks[block.type].append(part)

    def _agents(self, blocks: list, rows: list[int]) -> dict[str, Agents]:
        agents = {}
        for info, parts, count in zip(self.header.agents, blocks, rows):
            types = ["<u8", "<u4", "u1", *(NUMBERS[column.number] for column in info.columns)]
            columns = [np.concatenate([np.empty(0, t), *(p[i] for p in parts)]) for i, t in enumerate(types)]
            if len(columns[0]) != count:
                raise ReadError("a frame lacks agents")
            named = {column.name: values for column, values in zip(info.columns, columns[3:])}
            agents[info.name] = Agents(columns[0], columns[1], columns[2], named)
        return agents

    def _add_tile(self, tile: messages.FieldTile, tiles: dict) -> None:
        if tile.substance not in tiles:
            raise ReadError("a tile of a substance that the frame does not have")
        if tile.first_site != sum(len(part) for part in tiles[tile.substance]):
            raise ReadError("a tile of a field is not in its place")
        number = self.header.substances[tile.substance].number
        tiles[tile.substance].append(_values(tile.values, tile.count, number))

    def _fields(self, tiles: dict) -> dict[str, np.ndarray]:
        fields = {}
        for substance, parts in tiles.items():
            info = self.header.substances[substance]
            values = np.concatenate([np.empty(0, NUMBERS[info.number]), *parts])
            if len(values) != np.prod(self.shape, dtype=np.int64):
                raise ReadError("a frame lacks part of a field")
            fields[info.name] = values.reshape(self.shape)
        return fields

    def _events(self, events: messages.Events) -> dict[str, np.ndarray]:
        kind = _values(events.kind, events.count, messages.U8)
        type_ = _values(events.type, events.count, messages.U8)
        if np.any(kind >= len(events.kind_names)) or np.any(type_ >= len(self.header.agents)):
            raise ReadError("an event of an unknown kind")
        names = np.array([info.name for info in self.header.agents], dtype=object)
        return {
            "step": _values(events.step, events.count, messages.U64),
            "kind": np.array(events.kind_names, dtype=object)[kind],
            "type": names[type_],
            "site": _values(events.site, events.count, messages.U32),
            "agent": _values(events.agent, events.count, messages.U64),
            "other": _values(events.other, events.count, messages.U64),
        }


EVENT_TYPES = {"step": "<u8", "kind": object, "type": object, "site": "<u4", "agent": "<u8", "other": "<u8"}


def _joined(parts: list[list[dict[str, np.ndarray]]]) -> dict[str, np.ndarray]:
    records = [record for part in parts for record in part]
    return {
        name: np.concatenate([np.empty(0, type_), *(record[name] for record in records)])
        for name, type_ in EVENT_TYPES.items()
    }


def _parse(kind: type, payload: bytes):
    message = kind()
    try:
        message.ParseFromString(payload)
    except (google.protobuf.message.DecodeError, UnicodeDecodeError):
        raise ReadError("a payload is not a message") from None
    return message


def _unpacked(payload: bytes, size: int) -> bytes:
    try:
        if zstandard.frame_content_size(payload) != size:
            raise ReadError("the compressed payload has another length than its record says")
        return zstandard.ZstdDecompressor().decompress(payload, max_output_size=size)
    except zstandard.ZstdError:
        raise ReadError("the payload cannot be unpacked") from None


def _values(column: messages.Column, count: int, number: int) -> np.ndarray:
    if column.number != number:
        raise ReadError("a column has another number type than declared")
    type_ = NUMBERS[number]
    if len(column.data) != count * type_.itemsize:
        raise ReadError("a column has another length than its block")
    data = np.frombuffer(column.data, "u1")
    if column.encoding == messages.PLAIN:
        return data.view(type_)
    if column.encoding not in (messages.SHUFFLED, messages.DELTA_SHUFFLED):
        raise ReadError("a column in an unknown encoding")
    values = np.ascontiguousarray(data.reshape(type_.itemsize, count).T).view(type_).reshape(count)
    if column.encoding == messages.SHUFFLED:
        return values
    bits = values.view(f"<u{type_.itemsize}")
    return np.cumsum(bits, dtype=bits.dtype).view(type_)


def _check_header(header: messages.Header) -> None:
    lattice = header.lattice
    if header.format_version != FORMAT_VERSION:
        raise ReadError(f"format version {header.format_version}, this module reads version {FORMAT_VERSION}")
    sites = lattice.nx * lattice.ny * lattice.nz
    if sites == 0 or sites > MOST_SITES:
        raise ReadError("a lattice that cannot be")
    for name in ("spacing", "thickness"):
        if not 1e-3 <= getattr(lattice, name) <= 1e6:
            raise ReadError(f"lattice.{name} is {getattr(lattice, name):g}, which is not from 0.001 to 1e+06")
    if len(lattice.sides) != 3:
        raise ReadError("a lattice without its sides")
    if lattice.HasField("whole"):
        origin, whole = lattice.whole.origin, lattice.whole.sites
        if len(origin) != 3 or len(whole) != 3:
            raise ReadError("a box of a lattice without its place")
        if any(o + n > w for o, n, w in zip(origin, (lattice.nx, lattice.ny, lattice.nz), whole)):
            raise ReadError("a box that lies outside of its lattice")
    for agent in header.agents:
        if not 1 <= len(agent.states) <= 256:
            raise ReadError("an agent type without states")
    numbers = [column.number for agent in header.agents for column in agent.columns]
    if any(number not in NUMBERS for number in [*numbers, *(s.number for s in header.substances)]):
        raise ReadError("a column of an unknown number type")
    if any(substance.number not in (messages.F32, messages.F64) for substance in header.substances):
        raise ReadError("a field of whole numbers")
