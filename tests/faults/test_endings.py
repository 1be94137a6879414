# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""A process that is ended from outside."""

import os
import pathlib
import random
import signal
import time
import unittest

import faults


class Endings(faults.Case):
    def kill_loop(self, kills):
        """F1: killed at any moment, a run leaves a valid beginning with all that was on the disk."""
        log = self.folder / "calls"
        arguments = ("--until", "1 d", "--threads", 1)  # 360 frames: longer than any of the waits
        whole = self.run_tiny(*arguments, "-o", "whole", environment=faults.file_faults(self.folder, log))
        self.assertEqual(0, whole.code, whole.err)
        expected = (self.folder / "whole" / "snapshots.tsnap").read_bytes()
        draw = random.Random(1)
        frames = killed = 0
        for number in range(kills):
            run = self.folder / f"run-{number}"
            environment = faults.file_faults(run, log)
            process = self.start("run", faults.TINY, "-q", *arguments, "-o", run.name, environment=environment)
            time.sleep(draw.uniform(0.01, 0.15))
            faults.stop(process)
            ending = self.end(process)
            killed += ending.code == 128 + signal.SIGKILL
            frames += self.kept(run, expected, faults.Log(log).acknowledged)
        self.assertGreater(killed, kills // 2)
        self.assertGreater(frames, kills)

    def test_kill(self):
        self.kill_loop(20)

    def test_kill_often(self):
        self.kill_loop(200)

    def test_second_signal(self):
        """F16: a second signal ends the program at once, the stream valid."""
        # Large enough for the state to take a while to be saved, during which the second one comes.
        process = self.start("run", faults.TINY, "-q", "--until", "100 d", "-o", "run",
                             "--set", "lattice.sites=[600, 600]")
        stream = pathlib.Path(self.folder, "run", "snapshots.tsnap")
        faults.wait_until(lambda: stream.exists() and stream.stat().st_size > 10000)
        faults.wait_until(lambda: len(self.inspect("run")["frames"]) > 1)
        begin = time.monotonic()
        ended = lambda: os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        while not ended():  # two that are pending at once are one: a second alone might be lost
            faults.stop(process, signal.SIGINT)
            time.sleep(0.001)
        ending = self.end(process)
        self.assertLess(time.monotonic() - begin, 10)
        self.assertEqual(130, ending.code, ending.err)
        self.assertGreater(len(self.inspect("run")["frames"]), 1)


if __name__ == "__main__":
    unittest.main()
