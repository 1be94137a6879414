# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""Scenarios that are made to harm: each is refused at once, with a place."""

import os
import random
import unittest

import faults

DEEP = 100_000
HEAD = "tilscape: 1\nname: hostile\n"


def bomb():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 11)]
    return "\n".join(lines) + "\n"


def steps(text):
    return "".join(" " * i + text for i in range(400))


def seed(expression):
    """A whole scenario, its seed to be computed."""
    with open(faults.TINY, encoding="utf-8") as tiny:
        return tiny.read().replace("seed: 3", f'seed: "${{{expression}}}"')


# What it is, the code of the refusal, which names a line, and the text. tests/errors has the wording of such, and
# the numbers, units and keys that are wrong.
TEXTS = {
    "brackets": ("E0102", lambda: HEAD + "x: " + "[" * DEEP),
    "brackets on lines": ("E0105", lambda: HEAD + "x:\n" + " [\n" * DEEP),
    "braces": ("E0102", lambda: HEAD + "x: " + "{a: " * DEEP),
    "dashes": ("E0105", lambda: HEAD + "x:\n  " + "- " * (DEEP // 4) + "y"),
    "block maps": ("E0105", lambda: HEAD + steps("a:\n")),
    "question marks": ("E0105", lambda: HEAD + "? " * (DEEP // 4)),
    "alias bomb": ("E0107", lambda: HEAD + bomb()),
    "alias of itself": ("E0107", lambda: HEAD + "a: &a [1, *a]\n"),
    "merge key": ("E0109", lambda: HEAD + "base: 1\n<<: base\n"),
    "a million items in a line": ("E0102", lambda: HEAD + "x: [" + "1," * 500_000 + "1]"),
    "many items": ("E0106", lambda: HEAD + "x:\n" + "- 1\n" * 200_000),
    "many keys": ("E0106", lambda: HEAD + "".join(f"k{i}: 1\n" for i in range(80_000))),
    "unclosed quote": ("E0104", lambda: HEAD + 'about: "never closed\n' + "x\n" * 1000),
    "control characters": ("E0103", lambda: HEAD + "about: a\x00b\n"),
    "long expression": ("E0605", lambda: seed("(" * 30_000 + "1" + ")" * 30_000)),
    "long sum": ("E0605", lambda: seed("1+" * 30_000)),
    "parameter of itself": ("E0605", lambda: seed("a") + "parameters: { a: \"${b}\", b: \"${a}\" }\n"),
    "only a word": ("E0112", lambda: "tilscape"),
    "nothing": ("E0112", lambda: ""),
}
# Without a line: the file is not looked into.
WITHOUT_LINE = {
    "50 MB of text": (b"about: ", b"x" * 50_000),
    "a million lines": (b"", b"- 1\n" * 1000),
}


class Hostile(faults.Case):
    def refused(self, name, place):
        ending = self.run_program("validate", "hostile.yaml")
        with self.subTest(name, seconds=ending.processor_seconds, megabytes=ending.peak_bytes / 1e6):
            self.assertEqual(3, ending.code, ending.err[:2000])
            self.assertRegex(ending.err, place)
            self.assertLess(ending.processor_seconds, 0.5)
            self.assertLess(ending.peak_bytes, 100e6)
            self.assertLess(len(ending.err), 100_000)

    def test_texts(self):
        """F19, F20."""
        path = self.folder / "hostile.yaml"
        for name, (code, text) in TEXTS.items():
            path.write_text(text())
            self.refused(name, rf"hostile.yaml:\d+:\d+: error\[{code}\]: ")
        path.write_bytes(random.Random(1).randbytes(100_000))
        self.refused("noise", r"hostile.yaml:\d+:\d+: error\[E0103\]: ")
        with open(faults.PROGRAM, "rb") as program:
            path.write_bytes(program.read(300_000))
        self.refused("the program itself", r"hostile.yaml:\d+:\d+: error\[E0103\]: ")

    def test_sizes(self):
        """F19."""
        for name, (head, piece) in WITHOUT_LINE.items():
            with open(self.folder / "hostile.yaml", "wb") as file:
                file.write(head)
                for _ in range(1000):
                    file.write(piece)
            self.refused(name, r"hostile.yaml: error\[E0102\]: .*bytes, more than")

    def test_no_files(self):
        """F19: what is no file is not read, above all not for ever."""
        os.mkfifo(self.folder / "pipe")
        for path in ("pipe", "/dev/zero", "/dev/urandom", ".", "nothing.yaml"):
            with self.subTest(path):
                ending = self.run_program("validate", path)
                self.assertEqual(4, ending.code, ending.err)
                self.assertLess(ending.processor_seconds, 0.5)

    def test_lattices(self):
        """F17, F20: lattices that no machine holds are valid on another machine, or refused; neither takes time."""
        for sites, code in (("[3000, 3000, 3000]", 3), ("[1e9, 1e9]", 3), ("[1600, 1600, 1600]", 0), ("[1e300, 2]", 3)):
            with self.subTest(sites):
                ending = self.run_program("validate", faults.TINY, "--set", f"lattice.sites={sites}")
                self.assertEqual(code, ending.code, ending.err)
                self.assertLess(ending.processor_seconds, 0.5)
                self.assertLess(ending.peak_bytes, 100e6)


if __name__ == "__main__":
    unittest.main()
