# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""Another machine than the one at hand: its cores, its CPU, its floating point."""

import json
import os
import resource
import unittest

import faults

RUN = ("run", faults.LIBRARY / "quickstart.yaml", "--until", "1 h")
OLDER_CPU = "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX2_Usable,-FMA_Usable"


class Machine(faults.Case):
    def test_threads(self):
        """F10: any number of threads, the same bits."""
        hashes = {self.state_hash(*RUN, "--threads", threads, "-o", f"run-{threads}") for threads in (1, 2, 3, 8)}
        self.assertEqual(1, len(hashes))

    def test_older_cpu(self):
        """F12: a CPU without FMA and AVX2, as the C library sees it, the same bits."""
        older = self.state_hash(*RUN, "-o", "older", environment={"GLIBC_TUNABLES": OLDER_CPU})
        self.assertEqual(self.state_hash(*RUN, "-o", "plain"), older)

    def test_flush_to_zero(self):
        """F13: a library that switches flush-to-zero on is noticed at the start."""
        ending = self.run_tiny("-o", "run", environment={"LD_PRELOAD": faults.FAST_MATH})
        self.assertEqual(70, ending.code, ending.err)
        self.assertIn("flush-to-zero", ending.err)
        self.assertFalse((self.folder / "run").exists())

    def test_granted_cores(self):
        """F32: as many threads as cores are granted; more are told."""
        one_core = lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        ending = self.run_program("run", faults.TINY, "-o", "granted", before=one_core)
        self.assertEqual(0, ending.code, ending.err)
        manifest = json.loads((self.folder / "granted" / "manifest.json").read_text())
        self.assertEqual(1, manifest["threads"])
        self.assertNotIn("cores granted", ending.err)
        ending = self.run_program("run", faults.TINY, "-o", "asked", "--threads", 5, before=one_core)
        self.assertEqual(0, ending.code, ending.err)
        self.assertIn("5 threads asked, 1 cores granted", ending.err)

    def test_small_stack(self):
        """A limit of 256 KiB, which threads inherit."""
        limit = lambda: resource.setrlimit(resource.RLIMIT_STACK, (256 << 10, 256 << 10))
        ending = self.run_tiny("-o", "run", before=limit)
        self.assertEqual(0, ending.code, ending.err)
        for library in ("quickstart", "three_treatments"):
            ending = self.run_program("run", faults.LIBRARY / f"{library}.yaml", "-q", "--until", "2 min", before=limit)
            self.assertEqual(0, ending.code, ending.err)
        for words in (["inspect", "--verify", "run"], ["export", "run", "--format", "vtk"], ["render", "run"], ["validate", faults.TINY],
                      ["describe", "reference"], ["schema"], ["diff", "run", "run"]):
            self.assertEqual(0, self.run_program(*words, before=limit).code, words)

    def test_tiny_stack(self):
        """Less than that is told: a stack that runs out cannot be caught."""
        for kibibytes in (64, 128, 255):
            limit = lambda: resource.setrlimit(resource.RLIMIT_STACK, (kibibytes << 10, kibibytes << 10))
            for words in (["run", faults.TINY], ["--version"], ["render", "run"]):
                ending = self.run_program(*words, before=limit)
                self.assertEqual(69, ending.code, (words, ending.err))
                self.assertIn(f"{kibibytes} KiB (ulimit -s), and 256 KiB are needed", ending.err)


if __name__ == "__main__":
    unittest.main()
