# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""Memory that is not there: told before a run, and survived within it."""

import json
import pathlib
import resource
import unittest

import faults

TOO_LARGE, NO_MEMORY = 69, 71
MEGABYTE = 1e6
LARGE = ("run", faults.LIBRARY / "tumour_growth.yaml", "--set", "lattice.size=[20 mm, 20 mm, 20 mm]")


class Estimates(faults.Case):
    def near_the_peak(self, name, *changes):
        arguments = ("run", faults.LIBRARY / f"{name}.yaml", "-q", *changes)
        told = self.run_program(*arguments, "--dry-run", "--json")
        self.assertEqual(0, told.code, told.err)
        estimate = json.loads(told.out)
        done = self.run_program(*arguments, "-o", f"run-{name}", "--json")
        self.assertEqual(0, done.code, done.err)
        peak = json.loads(done.out)["peak_memory_bytes"]
        ratio = estimate["memory_bytes"] / peak
        written = sum(path.stat().st_size for path in pathlib.Path(self.folder, f"run-{name}").rglob("*"))
        with self.subTest(name, estimate=estimate["memory_bytes"], peak=peak, ratio=ratio):
            self.assertGreater(ratio, 0.85)
            self.assertLess(ratio, 1.15)
            self.assertLess(written, estimate["disk_bytes_at_most"] + MEGABYTE / 10)

    def test_sizes(self):
        """P8: within 15 % of the peak, for 14,400, 125,000 and 1,000,000 sites."""
        short = ("--until", "30 min")
        self.near_the_peak("quickstart", *short)
        self.near_the_peak("tumour_growth", *short)
        self.near_the_peak("anti_pd1_nanoparticle", *short, "--set", "lattice.size=[2 mm, 2 mm, 2 mm]")

    def test_growth(self):
        """P8: also when the tumour grows for a week."""
        self.near_the_peak("quickstart", "--until", "7 d")
        self.near_the_peak("tumour_growth")
        self.near_the_peak("anti_pd1_nanoparticle", "--variant", "no_t_cells", "--until", "7 d")


class Refusals(faults.Case):
    def refused(self, limit, *arguments, **options):
        for more in ((), ("--dry-run",)):
            ending = self.run_program(*arguments, *more, **options)
            self.assertEqual(TOO_LARGE, ending.code, ending.err)
            self.assertLess(ending.peak_bytes, 50 * MEGABYTE)
            self.assertRegex(ending.err, r"needs about \d+ MB of memory, more than 80 % of .*\(\d+ MB\)")
            self.assertIn(limit, ending.err)
            self.assertIn("lattice.spacing", ending.err)
        self.assertEqual({"out", "err"}, {path.name for path in self.folder.iterdir()})

    def test_machine(self):
        """F17: more than the machine has."""
        self.refused("of this machine", *LARGE, "--set", "lattice.spacing=13 um")

    def test_address_space(self):
        """F17: a limit of the shell."""
        limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (512000000, 512000000))
        self.refused("ulimit -v", *LARGE, before=limit)

    def test_slurm(self):
        """F17: what a job was granted."""
        run = ("run", faults.LIBRARY / "tumour_growth.yaml", "--set", "lattice.size=[2 mm, 2 mm, 2 mm]")
        self.refused("Slurm", *run, environment={"SLURM_MEM_PER_NODE": "100"})
        self.refused("Slurm", *run, environment={"SLURM_MEM_PER_CPU": "50", "SLURM_CPUS_ON_NODE": "3"})
        enough = self.run_program(*run, "--dry-run", environment={"SLURM_MEM_PER_NODE": "4000"})
        self.assertEqual(0, enough.code, enough.err)

    def test_group(self):
        """F17: a control group's limit, which the kernel would enforce by a kill."""
        group = pathlib.Path("/sys/fs/cgroup/memory/tilscape_test")
        try:
            group.mkdir()
            (group / "memory.limit_in_bytes").write_text("100000000")
        except OSError as error:
            self.skipTest(f"making a control group is not permitted: {error}")
        self.addCleanup(group.rmdir)
        enter = lambda: (group / "cgroup.procs").write_text("0")
        self.refused("control group", *LARGE, before=enter)

    def test_disk(self):
        """A disk with less room than the outputs may take is a warning only."""
        ending = self.run_program("run", faults.TINY, "--until", "2 min", "-o", "run")
        self.assertEqual(0, ending.code, ending.err)
        self.assertNotIn("Warning", ending.err)
        many = ("--set", "time.end=4e4 d", "--set", "outputs.snapshots.every=1 min", "--set", "lattice.sites=[400, 400]")
        process = self.start("run", faults.TINY, "-o", "more", *many)
        faults.wait_until(lambda: (self.folder / "err").read_text().count("\n") > 1)
        faults.stop(process)
        ending = self.end(process)
        self.assertIn("Warning: the outputs can take", ending.err)


class Allocations(faults.Case):
    def fails_at(self, at, *arguments):
        environment = {"LD_PRELOAD": faults.MEMORY_FAULTS, "TILSCAPE_FAULT_AT": str(at),
                       "TILSCAPE_FAULT_LOG": str(self.folder / "count")}
        return self.run_tiny(*arguments, "-o", f"run-{at}", environment=environment)

    def loop(self, points):
        before_main = 50  # allocations of libraries as they are loaded; nothing has begun then
        whole = self.fails_at(0)
        self.assertEqual(0, whole.code, whole.err)
        expected = (self.folder / "run-0" / "snapshots.tsnap").read_bytes()
        count = int((self.folder / "count").read_text())
        self.assertGreater(count, 5000)
        frames = 0
        done_without = 0
        for at in range(before_main, count, max(1, count // points)):
            ending = self.fails_at(at)
            run = self.folder / f"run-{at}"
            if ending.code == 0:  # a sort of the standard library, say, that needs more time without its buffer
                self.assertEqual(expected, (run / "snapshots.tsnap").read_bytes())
                done_without += 1
                continue
            with self.subTest(at=at):
                if "nlohmann" not in ending.err:  # it asserts, where assertions are on, instead of passing it on
                    self.assertEqual(NO_MEMORY, ending.code, ending.err)
                    self.assertIn("memory ran out", ending.err)
                frames += self.kept(run, expected, 0)
        self.assertGreater(frames, 0)
        self.assertLess(done_without, points // 10)

    def test_some(self):
        """F18: one allocation fails, at points over the whole of a run."""
        self.loop(60)

    def test_many(self):
        """F18, at more points."""
        self.loop(1000)


if __name__ == "__main__":
    unittest.main()
