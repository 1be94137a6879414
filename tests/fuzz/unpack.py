# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""unpack.py FILE... FOLDER: copies files of records into a folder, each record as it is before it is compressed, so
that a fuzzer changes what the records say and not only how they are packed. Checksums are left to signed.hpp."""

import pathlib
import struct
import sys

import zstandard

HEADER = 32


def unpacked(data):
    out = b""
    at = 0
    while at + HEADER <= len(data):
        header = bytearray(data[at : at + HEADER])
        stored, length = struct.unpack_from("<II", header, 12)
        payload = data[at + HEADER : at + HEADER + stored]
        if header[6] & 1:
            payload = zstandard.ZstdDecompressor().decompress(payload, max_output_size=length)
        header[6] = 0
        struct.pack_into("<I", header, 12, len(payload))
        out += bytes(header) + payload
        at += HEADER + stored
    return out


def main():
    *files, folder = map(pathlib.Path, sys.argv[1:])
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        (folder / file.name).write_bytes(unpacked(file.read_bytes()))


if __name__ == "__main__":
    main()
