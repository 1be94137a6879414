# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""A disk that does not keep what it is given: every call that writes fails once."""

import ctypes
import os
import re
import resource
import unittest

import faults

PART = re.compile(r"\.[0-9a-f]{16}\.part$")


class Writes(faults.Case):
    def setUp(self):
        super().setUp()
        self.log = self.folder / "calls"
        whole = self.run_tiny("-o", "whole", environment=faults.file_faults(self.folder / "whole", self.log))
        self.assertEqual(0, whole.code, whole.err)
        self.runs = 0
        self.calls = len(faults.Log(self.log).calls)
        self.whole = (self.folder / "whole" / "snapshots.tsnap").read_bytes()

    def broken(self, at, mode, **options):
        """A run whose `at`-th call fails: its folder, how it ended, what the calls were."""
        self.runs += 1
        run = self.folder / f"run-{self.runs}"
        ending = self.run_tiny("-o", run.name, environment=faults.file_faults(run, self.log, at, mode, **options))
        return run, ending, faults.Log(self.log)

    def fails_well(self, at, mode, **options):
        """The k-th call fails: the file and the reason are told, what was acknowledged is kept. False when there
        is no k-th call."""
        run, ending, log = self.broken(at, mode, **options)
        if not log.failed:
            self.assertEqual(0, ending.code, ending.err)
            return False
        with self.subTest(at=at, mode=mode, call=" ".join(log.failed[0])):
            self.assertEqual(faults.WRITE_FAILED, ending.code, ending.err)
            self.assertIn(os.strerror(faults.ERRORS[mode]), ending.err)
            # Of two threads the error of either is heard; a file has its own name also while it is a .part.
            named = [run.name if call[1] == "." else PART.sub("", call[1]) for call in log.failed]
            self.assertTrue(any(file in ending.err for file in named), ending.err)
            self.kept(run, self.whole, log.acknowledged)
            self.goes_on(run)
        return True

    def goes_on(self, run):
        """From its last checkpoint, if there is one, a run comes to the bytes of one that never stopped."""
        if not list(run.glob("checkpoints/*.tcheck")):
            return
        ending = self.run_program("resume", run.name, "-q")
        self.assertEqual(0, ending.code, ending.err)
        for name in ("snapshots.tsnap", "series.csv"):
            self.assertEqual((self.folder / "whole" / name).read_bytes(), (run / name).read_bytes(), name)

    def loop(self, step, *modes):
        """Every `step`-th call of a run, in each of the modes."""
        for mode, options in modes:
            at = 1
            while self.fails_well(at, mode, **options):
                at += step

    def changes_nothing(self, step):
        for mode in ("short", "eintr"):
            for at in range(1, self.calls, step):
                run, ending, log = self.broken(at, mode)
                self.assertEqual(0, ending.code, ending.err)
                self.assertEqual(self.whole, (run / "snapshots.tsnap").read_bytes())
                if not log.failed:
                    break

    def test_each_call_fails(self):
        """F5, sampled."""
        self.assertGreater(self.calls, 40)
        self.loop(4, ("enospc", {}))
        self.loop(19, ("eio", {"sticky": True}), ("half", {}), ("edquot", {}))
        self.assertGreater(self.runs, self.calls // 4)

    def test_each_call_fails_in_every_way(self):
        """F5, in full."""
        ways = [(mode, {"sticky": sticky}) for mode in ("enospc", "eio", "edquot", "half") for sticky in (False, True)]
        self.loop(1, *ways)
        self.gone(1)
        self.changes_nothing(1)

    def test_short_and_interrupted(self):
        """F5: writes that are short or interrupted change no byte."""
        self.changes_nothing(13)

    def test_sync_fails(self):
        """F6: the run stops, and the file that a sync has failed on is not written or synced again."""
        for at in range(1, 100):
            run, ending, log = self.broken(at, "eio", only="sync")
            if not log.failed:
                break
            self.assertEqual(faults.WRITE_FAILED, ending.code, ending.err)
            file = log.failed[0][1]
            after = log.calls[log.first_failed + 1:]
            again = [call for call in after if call[1] == file and not call[0].endswith("close")]
            self.assertEqual([], again)
            self.kept(run, self.whole, log.acknowledged)
        self.assertGreater(at, 5)

    def gone(self, step):
        """F1, F7: the process is gone at the k-th call, in the middle of a write: a valid beginning is left."""
        torn = 0
        for at in range(1, self.calls + 1, step):
            run, ending, log = self.broken(at, "exit")
            self.assertEqual(137, ending.code)
            self.kept(run, self.whole, log.acknowledged)
            size = (run / "snapshots.tsnap").stat().st_size if (run / "snapshots.tsnap").exists() else 0
            torn += size > log.acknowledged
            self.goes_on(run)
        self.assertGreater(torn, 20 // step)

    def test_process_gone(self):
        self.gone(7)

    def test_run_again(self):
        """What a run that broke off has left does not stand in the way of the next."""
        for number, mode in enumerate(("enospc", "half", "exit")):
            for at in range(1, self.calls, 16):
                (self.folder / "runs").mkdir(exist_ok=True)
                self.run_tiny(environment=faults.file_faults(self.folder / "runs", self.log, at, mode))
        before = len(list((self.folder / "runs").iterdir()))
        self.assertEqual(0, self.run_tiny().code)
        newest = self.folder / "runs" / f"tiny-3-{before + 1}"
        self.assertEqual(self.whole, (newest / "snapshots.tsnap").read_bytes())


class Disks(faults.Case):
    def whole_then_full(self, ending, run, frames):
        self.assertEqual(faults.WRITE_FAILED, ending.code, ending.err)
        self.assertRegex(ending.err, r"run/(snapshots\.tsnap|series\.csv|checkpoints/step-\d+\.tcheck): cannot ")
        self.assertGreaterEqual(len(self.inspect(run)["frames"]), frames)

    def test_full_disk(self):
        """F3: a file system of 64 KiB."""
        disk = self.folder / "disk"
        disk.mkdir()
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.mount(b"tilscape", str(disk).encode(), b"tmpfs", 0, b"size=64k") != 0:
            self.skipTest("mounting a file system is not permitted: " + os.strerror(ctypes.get_errno()))
        self.addCleanup(libc.umount2, str(disk).encode(), 2)
        ending = self.run_tiny("--until", "1 d", "-o", "disk/run")
        self.whole_then_full(ending, disk / "run", 2)
        self.assertIn(os.strerror(faults.errno.ENOSPC), ending.err)
        again = self.run_tiny("--until", "1 d", "-o", "disk/again")
        self.assertEqual(faults.WRITE_FAILED, again.code, again.err)

    def test_size_limit(self):
        """F4: a limit on the size of a file, whose signal would kill a program that did not expect it."""
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (16384, 16384))
        ending = self.run_tiny("--until", "1 d", "-o", "run", before=limit)
        self.whole_then_full(ending, self.folder / "run", 2)
        self.assertIn(os.strerror(faults.errno.EFBIG), ending.err)

    def test_descriptors(self):
        """No descriptors left, after any number of files: told as that."""
        for most in (4, 5, 6):
            with self.subTest(most=most):
                limit = lambda most=most: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
                ending = self.run_tiny("-o", f"run-{most}", before=limit)
                self.assertEqual(faults.WRITE_FAILED, ending.code, ending.err)
                self.assertIn(os.strerror(faults.errno.EMFILE), ending.err)
                self.assertNotIn("removed", ending.err)

    def test_full_device(self):
        """F3: /dev/full takes nothing."""
        if not os.path.exists("/dev/full"):
            self.skipTest("there is no /dev/full here")
        ending = self.run_program("schema", "--out", "/dev/full")
        self.assertEqual(faults.WRITE_FAILED, ending.code, ending.err)
        self.assertIn("/dev/full", ending.err)


if __name__ == "__main__":
    unittest.main()
