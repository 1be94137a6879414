# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""The program under faults: how it is run, watched and broken. CMake gives the places by the environment."""

import errno
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
LIBRARY = HERE.parent.parent / "scenarios" / "library"
PROGRAM = os.environ["TILSCAPE_PROGRAM"]
FILE_FAULTS = os.environ["TILSCAPE_FILE_FAULTS"]
MEMORY_FAULTS = os.environ["TILSCAPE_MEMORY_FAULTS"]
FAST_MATH = os.environ["TILSCAPE_FAST_MATH"]
TINY = str(HERE / "tiny.yaml")

WRITE_FAILED = 74
ERRORS = {"enospc": errno.ENOSPC, "eio": errno.EIO, "edquot": errno.EDQUOT, "half": errno.EIO}


class Ending:
    """How a process ended; code is 128 + n after signal n. peak_bytes is at least what this script itself holds,
    because the kernel counts that in; so tests make large files piece by piece."""

    def __init__(self, status, usage, out, err):
        self.code = os.waitstatus_to_exitcode(status)
        if self.code < 0:
            self.code = 128 - self.code
        self.processor_seconds = usage.ru_utime + usage.ru_stime
        self.peak_bytes = usage.ru_maxrss * 1024
        self.out = out
        self.err = err


class Case(unittest.TestCase):
    """A test with a folder of its own, in which the program runs."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="tilscape_faults_")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name).resolve()

    def start(self, *arguments, environment=None, before=None, program=PROGRAM):
        """The program as a process; `before` is called in it, to set limits."""
        out, err = open(self.folder / "out", "wb"), open(self.folder / "err", "wb")
        with out, err:
            return subprocess.Popen([program, *map(str, arguments)], cwd=self.folder, stdin=subprocess.DEVNULL,
                                    stdout=out, stderr=err, env={**os.environ, **(environment or {})},
                                    preexec_fn=before)

    def end(self, process):
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = 0  # Popen need not wait for it any more
        return Ending(status, usage, *((self.folder / name).read_text(errors="replace") for name in ("out", "err")))

    def run_program(self, *arguments, **options):
        return self.end(self.start(*arguments, **options))

    def run_tiny(self, *arguments, **options):
        return self.run_program("run", TINY, "-q", *arguments, **options)

    def state_hash(self, *arguments, **options):
        ending = self.run_program(*arguments, "-q", "--json", **options)
        self.assertEqual(0, ending.code, ending.err)
        return json.loads(ending.out)["state_hash"]

    def inspect(self, run):
        """What `tilscape inspect --json` says of a run folder."""
        ending = self.run_program("inspect", "--json", run)
        self.assertEqual(0, ending.code, ending.err)
        return json.loads(ending.out)

    def kept(self, run, whole, acknowledged):
        """The snapshots of a run that broke off are a valid beginning of those of a whole run, with all that
        had been brought to the disk. Returns the number of frames."""
        stream = pathlib.Path(run, "snapshots.tsnap")
        if not acknowledged and (not stream.exists() or stream.stat().st_size < acknowledged_header(whole)):
            return 0  # not even the header: nothing was promised
        self.assertEqual(whole[:acknowledged], stream.read_bytes()[:acknowledged])
        seen = self.inspect(run)
        frames = seen["frames"]
        for frame in frames:
            self.assertLessEqual(frame["byte"], len(whole))
        damage = seen.get("damage")
        valid = damage["byte"] if damage else stream.stat().st_size
        self.assertGreaterEqual(valid, acknowledged)
        self.assertEqual(whole[:valid], stream.read_bytes()[:valid])
        return len(frames)


def acknowledged_header(whole):
    """Bytes of the first record, the header: 32 of its own, then what stands at byte 12 (docs/formats)."""
    return 32 + int.from_bytes(whole[12:16], "little")


class Log:
    """What the library of faults has told: a line per call on a file below the folder."""

    def __init__(self, path):
        lines = path.read_text().splitlines() if path.exists() else []
        self.calls = [line.removeprefix("!").split() for line in lines]
        self.failed = [line[1:].split() for line in lines if line.startswith("!")]
        self.first_failed = next((i for i, line in enumerate(lines) if line.startswith("!")), len(lines))
        synced = [int(line.split()[-1]) for line in lines if line.startswith(("fdatasync snapshots", "fsync snapshots"))]
        self.acknowledged = max(synced, default=0)  # bytes of the snapshots that are on the disk for certain


def file_faults(folder, log, at=0, mode="enospc", sticky=False, only=None):
    """The environment in which the `at`-th call on a file below the folder fails (tests/faults/file_faults.cpp)."""
    log.unlink(missing_ok=True)
    environment = {"LD_PRELOAD": FILE_FAULTS, "TILSCAPE_FAULT_FOLDER": str(folder), "TILSCAPE_FAULT_LOG": str(log),
                   "TILSCAPE_FAULT_AT": str(at), "TILSCAPE_FAULT_MODE": mode}
    if sticky:
        environment["TILSCAPE_FAULT_STICKY"] = "1"
    if only:
        environment["TILSCAPE_FAULT_ONLY"] = only
    return environment


def wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.002)


def stop(process, number=signal.SIGKILL):
    os.kill(process.pid, number)
