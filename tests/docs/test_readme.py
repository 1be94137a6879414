# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""Runs the README's commands: every block that opens with ```sh runnable, in a copy of the tree."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import tree

BLOCK = re.compile(r"^```sh runnable\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def failures(page, directory):
    """The runnable blocks of a page that fail when run there one after the other, with their output."""
    found = []
    for block in BLOCK.findall(page):
        run = subprocess.run(["bash", "-euo", "pipefail", "-c", block], cwd=directory, text=True,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             env={**os.environ, "CI": "1"}, check=False)
        if run.returncode != 0:
            found.append(f"{block}exit code {run.returncode}\n{run.stdout[-4000:]}")
    return found


class Readme(unittest.TestCase):
    def test_commands(self):
        page = (tree.ROOT / "README.md").read_text(encoding="utf-8")
        self.assertTrue(BLOCK.search(page), "the README has no runnable block")
        with tempfile.TemporaryDirectory() as directory:
            for path in tree.files():
                copy = pathlib.Path(directory, path)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(tree.ROOT / path, copy)
            self.assertEqual("", "\n".join(failures(page, directory)))

    def test_planted(self):
        page = "```sh runnable\ntrue\n```\n\n```sh\nfalse\n```\n\n```sh runnable\nfalse\ntrue\n```\n"
        with tempfile.TemporaryDirectory() as directory:
            self.assertEqual(1, len(failures(page, directory)))
            self.assertEqual([], failures(page.replace("false\ntrue", "true"), directory))


if __name__ == "__main__":
    unittest.main()
