# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""No command is aborted by a standard stream that cannot be written."""

import json
import os
import pathlib
import re
import shutil
import signal
import unittest

import faults

VIEWER = os.environ["TILSCAPE_VIEWER"]
CLAIM = """
expect:
  there: { value: last(cell.count), above: 0, kind: exact, seeds: 1, source: this test, challenge: { set: { agents.cell.start.count: 0 } } }
"""
STUDY = "ensemble: { replicates: 2 }\n"


def full(descriptor):
    taken = os.open("/dev/full", os.O_WRONLY)
    os.dup2(taken, descriptor)
    os.close(taken)


def no_reader(descriptor):
    read, write = os.pipe()
    os.close(read)
    os.dup2(write, descriptor)
    os.close(write)


def gone_terminal(descriptor):
    master, terminal = os.openpty()
    os.close(master)
    os.dup2(terminal, descriptor)
    os.close(terminal)


STREAMS = {"full": full, "closed": os.close, "without a reader": no_reader, "a terminal that has gone": gone_terminal}

# Every command, its words, and how it ends when all is well. {run}, {study}, {plan}: made by the test.
COMMANDS = {
    "run": (["run", faults.TINY, "-o", "{new}"], 0),
    "run --json": (["run", faults.TINY, "-o", "{new}", "--json"], 0),
    "run --dry-run": (["run", faults.TINY, "--dry-run"], 0),
    "run of what is invalid": (["run", "invalid.yaml", "-o", "{new}"], 3),
    "run of what is not there": (["run", "nothing.yaml"], 4),
    "run stopped": (["run", faults.TINY, "-o", "{new}", "--time-limit", "0s"], 75),
    "resume": (["resume", "{run}", "--extend", "8 min"], 0),
    "branch": (["branch", "{run}", "--set", "agents.cell.walk.speed=1 um/min", "--until", "16 min", "-o", "{new}"], 0),
    "validate": (["validate", faults.TINY], 0),
    "validate of what is invalid": (["validate", "invalid.yaml"], 3),
    "verify": (["verify", "claim.yaml", "-o", "{new}"], 0),
    "ensemble run": (["ensemble", "run", "study.yaml", "-o", "{new}"], 0),
    "ensemble plan": (["ensemble", "plan", "study.yaml", "-o", "{new}"], 0),
    "ensemble blocks": (["ensemble", "blocks", "{study}"], 0),
    "ensemble exec": (["ensemble", "exec", "{plan}", "--block", "0"], 0),
    "ensemble submit": (["ensemble", "submit", "{plan}", "--dry-run"], 0),
    "ensemble collect": (["ensemble", "collect", "{study}"], 0),
    "status": (["status", "{study}"], 0),
    "report": (["report", "{study}"], 0),
    "schema": (["schema"], 0),
    "describe": (["describe", "reference"], 0),
    "describe of what is not there": (["describe", "nothing"], 2),
    "inspect": (["inspect", "{run}"], 0),
    "inspect --verify": (["inspect", "--verify", "{run}"], 0),
    "export": (["export", "{run}", "--format", "csv", "-o", "{new}"], 0),
    "diff": (["diff", "{run}", "{run}"], 0),
    "completions": (["completions", "bash"], 0),
    "view": (["view", "--port", "nothing"], 2),
    "render": (["render", "{run}", "-o", "{new}.png"], 0),
    "share": (["share", "{run}", "-o", "{new}.html"], None),
    "version": (["--version"], 0),
    "help": (["--help"], 0),
    "wrong use": (["nothing"], 2),
    "nothing": ([], 2),
}
VIEWER_COMMANDS = {
    "render": (["render", "{run}", "-o", "{new}.png"], 0),
    "render of what is not there": (["render", "nothing", "-o", "{new}.png"], 4),
    "share": (["share", "{run}", "-o", "{new}.html"], None),
    "help": (["--help"], 0),
    "nothing": ([], 2),
}


class Streams(faults.Case):
    def setUp(self):
        super().setUp()
        if not os.path.exists("/dev/full"):
            self.skipTest("there is no /dev/full here")
        tiny = pathlib.Path(faults.TINY).read_text()
        (self.folder / "study.yaml").write_text(tiny + STUDY)
        (self.folder / "claim.yaml").write_text(tiny + CLAIM)
        (self.folder / "invalid.yaml").write_text(tiny + "nonsense: 1\n")
        self.assertEqual(0, self.run_tiny("-o", "whole").code)
        self.assertEqual(0, self.run_program("ensemble", "run", "study.yaml", "-o", "done", "-q").code)
        self.assertEqual(0, self.run_program("ensemble", "plan", "study.yaml", "-o", "planned").code)
        self.number = 0

    def words(self, words):
        """Each call has copies of its own of what it may change."""
        self.number += 1
        places = {"new": f"new-{self.number}"}
        for name, made in (("run", "whole"), ("study", "done"), ("plan", "planned")):
            places[name] = f"{name}-{self.number}"
            if any("{" + name + "}" in word for word in words):
                shutil.copytree(self.folder / made, self.folder / places[name])
        return [word.format(**places) for word in words]

    def check(self, program, name, words, usual):
        well = self.run_program(*self.words(words), program=program)
        if usual is not None:
            self.assertEqual(usual, well.code, f"{name}: {well.err}")
        for stream, spoil in STREAMS.items():
            with self.subTest(command=name, error=stream):
                ending = self.run_program(*self.words(words), program=program, before=lambda: spoil(2))
                self.assertEqual(well.code, ending.code)
                self.assertEqual(bool(well.out), bool(ending.out))
            with self.subTest(command=name, output=stream):
                ending = self.run_program(*self.words(words), program=program, before=lambda: spoil(1))
                self.assertEqual(faults.WRITE_FAILED if well.code == 0 and well.out else well.code, ending.code)
                if ending.code == faults.WRITE_FAILED and stream != "without a reader":
                    self.assertIn("standard output", ending.err)

    def test_commands(self):
        for name, (words, usual) in COMMANDS.items():
            self.check(faults.PROGRAM, name, words, usual)

    def test_viewer(self):
        for name, (words, usual) in VIEWER_COMMANDS.items():
            self.check(VIEWER, name, words, usual)

    def test_all_are_tried(self):
        """A new command needs a row above."""
        tried = {" ".join(words[:2]) if words[:1] == ["ensemble"] else words[0] for words, _ in COMMANDS.values() if words}
        for group, prefix in (([], ""), (["ensemble"], "ensemble ")):
            help_text = self.run_program(*group, "--help").out
            verbs = re.findall(r"^  ([a-z]+)(?:, [a-z]+)*  +\S", help_text.partition("Subcommands:")[2].partition("\n\n")[0], re.M)
            self.assertTrue(verbs, help_text)
            for verb in verbs:
                if prefix + verb != "ensemble":
                    self.assertIn(prefix + verb, tried)

    def test_stop(self):
        """After SIGTERM the code is that by which a scheduler knows that there is more to do."""
        for number in (1, 2):
            for stream, spoil in STREAMS.items():
                with self.subTest(descriptor=number, stream=stream):
                    run = self.folder / f"stopped-{number}-{stream}"
                    process = self.start("run", faults.TINY, "--until", "1000 d", "-o", run, before=lambda: spoil(number))
                    faults.wait_until(lambda: len(list(run.glob("checkpoints/*"))) > 2)
                    faults.stop(process, signal.SIGTERM)
                    self.assertEqual(75, self.end(process).code)
                    self.assertEqual(0, self.run_program("inspect", "--verify", run).code)

    def test_files_keep_their_bytes(self):
        """A file of ours never gets the number of a stream that was closed, or messages would stand in it."""
        self.run_program("run", faults.TINY, "-o", "silent", before=lambda: [os.close(n) for n in (0, 1, 2)])
        self.assertEqual((self.folder / "whole/snapshots.tsnap").read_bytes(),
                         (self.folder / "silent/snapshots.tsnap").read_bytes())

    def test_names_do_not_steer_the_terminal(self):
        """Escape sequences in names and texts of files arrive as pictures of themselves."""
        evil = "a\x1b]0;title\x07\x1b[2J\x7f\u009b31m\u202eb"
        text = pathlib.Path(faults.TINY).read_text()
        quoted = '"' + "".join(c if " " < c < "\x7f" else f"\\u{ord(c):04x}" for c in evil) + '"'
        (self.folder / "evil.yaml").write_text(text.replace("name: tiny", f"name: {quoted}") + f"{quoted}: 1\n")
        folder = self.folder / "a\x1b[31m"
        shutil.copytree(self.folder / "whole", folder)
        (folder / "summary.txt").write_bytes(b"\x1b[2J\x9b31m\xc2\x9b31m\n")
        for words in (["validate", "evil.yaml"], ["run", "evil.yaml"], ["inspect", folder], ["inspect", "nothing\x1b[2J"],
                      ["export", folder, "--format", "csv"], ["describe", evil], ["validate", "\x1b[2J.yaml"]):
            with self.subTest(words=words):
                process = self.start(*words)
                self.end(process)
                for stream in ("out", "err"):
                    seen = (self.folder / stream).read_bytes()
                    self.assertNotRegex(seen, rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]")
                    seen.decode()

    def test_names_that_are_no_text(self):
        """Names of files may be any bytes, which JSON cannot hold."""
        name = os.fsdecode(b"run-\xff\xc3")
        for words in (["run", faults.TINY, "-o", name, "--json"], ["inspect", "--json", "--verify", name], ["resume", name, "--extend", "8 min", "--json"],
                      ["export", name, "--format", "csv", "--json"], ["branch", name, "--set", "agents.cell.walk.speed=1 um/min", "--until", "30 min", "--json"]):
            ending = self.run_program(*words)
            self.assertEqual(0, ending.code, (words[0], ending.err))
            json.loads(ending.out)


if __name__ == "__main__":
    unittest.main()
