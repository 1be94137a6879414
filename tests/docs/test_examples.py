# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""Pages and programs agree: examples are run, and what a page names is there (examples.py)."""

import collections
import os
import pathlib
import shutil
import tempfile
import unittest

import examples
import tree


class Check(unittest.TestCase):
    maxDiff = None

    def holds(self, findings):
        self.assertTrue(examples.pages(tree.ROOT), "no pages found")
        self.assertEqual("", "\n".join(findings(tree.ROOT)))

    def caught(self, findings, page, expected):
        """Of the page `bad.md` exactly these lines are found, for these reasons."""
        with tree.planted({"bad.md": page}) as root:
            found = findings(pathlib.Path(root))
        self.assertEqual(len(expected), len(found), found)
        for line, part in expected:
            self.assertTrue(any(f.startswith(f"bad.md:{line}: ") and part in f for f in found), (line, part, found))


class Kinds(Check):
    def test_tree(self):
        self.holds(examples.kind_findings)
        kinds = collections.Counter(
            "not run" if b.info["reason"] else "run by another test" if b.info["by"] else "run"
            for b in examples.blocks(tree.ROOT) if b.info["language"] in examples.EXAMPLES)
        print("examples:", ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items())))
        self.assertGreater(kinds["run"], kinds["not run"])

    def test_planted(self):
        self.caught(examples.kind_findings, """```sh
true
```
```sh runnable
true
```
```sh not run: it never ends
true
```
```sh not run:
true
```
```
tilscape run x.yaml
```
```python not run: it wants a display
a = = b
```
```python run by=nowhere.py
a = b
```
```cpp of=tests/toys/verb/verbs/greet.cpp
Verb bow() {
```
```text
no example
```
""", [(1, "neither"), (10, "is not how"), (13, "nobody tries"), (16, "invalid syntax"), (19, "is no test"), (22, "does not hold this")])


class Programs(Check):
    def test_tree(self):
        self.holds(examples.program_findings)

    def test_planted(self):
        self.caught(examples.program_findings, """```yaml
outputs: { series: { every: 2 h } }
```
```yaml
outputs: { serie: { every: 2 h } }
```
```yaml not run: a wrong one
outputs: { serie: { every: 2 h } }
```
```yaml over=scenarios/library/study_small.yaml
ensemble: { arms: [untreated, nobody] }
```
```yaml
tilscape: 1
name: alone
```
```yaml
vessels: { generate: none }
```
```console
$ tilscape validate np.yaml
np.yaml:21:5: error[E0214]: unknown key ... Did you mean `decay`?
```
```console
$ tilscape validate np.yaml
np.yaml:21:5: error[E0214]: unknown key ... Did you mean `unit`?
```
```yaml view
schema: tilscape.view/1
time: last
```
```yaml view
schema: tilscape.view/1
tim: last
```
""", [(4, "Did you mean `series`"), (10, "nobody"), (13, "`time`"), (17, "W0"), (24, "says"), (32, "tim")])


class Commands(Check):
    def test_tree(self):
        self.holds(examples.command_findings)

    def test_planted(self):
        self.caught(examples.command_findings, """`tilscape rum x.yaml`, `tilscape run --sed 1`
`tilscape ensemble run x.yaml --jobs 2`, `tilscape --json status x`, `tilscape-view render x --cut none`
```sh not run: planted
tilscape branch x --variants --untill "14 d"
last=$(($(tilscape ensemble block study) - 1))
tilscape render x --wide
./dev tests
```
""", [(1, "no verb rum"), (1, "no option --sed"), (4, "--untill"), (5, "no verb block"), (6, "--wide"), (7, "tests")])


class Tables(Check):
    def test_tree(self):
        self.holds(examples.table_findings)

    def test_planted(self):
        self.caught(examples.table_findings, "| `--most MB` | |\n| `-o`, `--outt FILE` | |\n| `a` | `--b` |\n",
                    [(2, "--outt")])


class Names(Check):
    def test_paths(self):
        self.holds(examples.path_findings)

    def test_planted_paths(self):
        self.caught(examples.path_findings, "`docs/nothing.md`, `docs/{a,b}.md`, `docs`, `a/docs`\n",
                    [(1, "docs/nothing.md"), (1, "docs/a.md"), (1, "docs/b.md")])

    def test_keys(self):
        self.holds(examples.key_findings)

    def test_planted_keys(self):
        self.caught(examples.key_findings, "`time.stepp`, `lattice.spacing`, `cancer.count`\n`time.hpp`, `divide.evry`\n",
                    [(1, "time.step"), (2, "Did you mean `divide.every`?")])

    def test_options(self):
        self.holds(examples.option_findings)

    def test_planted_options(self):
        with tree.planted({"BUILDING.md": "| `dev` | |\n| `slow` | |\n| `TILSCAPE_OLD` | |\n",
                           "CMakePresets.json":
                               '{"configurePresets": [{"name": "dev"}, {"name": "new"}, {"name": "a", "hidden": true}]}',
                           "cmake/Options.cmake": 'option(TILSCAPE_NEW "It is new" OFF)\n'}) as root:
            found = examples.option_findings(pathlib.Path(root))
        self.assertEqual(["no preset slow", "no option TILSCAPE_OLD", "says nothing of TILSCAPE_NEW", "says nothing of new"],
                         [f.removeprefix("BUILDING.md:1: ").removeprefix("there is ") for f in found])

    def test_tests(self):
        self.holds(examples.test_findings)

    def test_planted_tests(self):
        with tree.planted({"bad.md": "`kill: a dead cell …`, `kill: a dead cell sings`, `kill: 3`, `V7: …`\n",
                           "tests/unit/kill.cpp": 'TEST_CASE(\n    "kill: a dead "\n    "cell kills nobody") {\n'}) as root:
            found = examples.test_findings(pathlib.Path(root))
        self.assertEqual(["bad.md:1: there is no test `kill: a dead cell sings`", "bad.md:1: there is no test `V7: …`"], found)


class Runnable(unittest.TestCase):
    def test_tree(self):
        """The README first: it builds the release that the other pages use, each in a copy of the tree of its own."""
        runnable = {b.page for b in examples.blocks(tree.ROOT) if b.info.get("runnable")}
        readme = pathlib.Path("README.md")
        self.assertIn(readme, runnable, "the README has no runnable block")
        with tempfile.TemporaryDirectory() as directory:
            built = pathlib.Path(directory, "README.md", "build")
            os.environ["PATH"] = f"{built}/release/bin:{os.environ['PATH']}"
            found = []
            for page in [readme, *sorted(runnable - {readme})]:
                here = pathlib.Path(directory, "-".join(page.parts))
                for path in tree.files():
                    (here / path).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(tree.ROOT / path, here / path)
                if page != readme:
                    (here / "build").symlink_to(built)
                found += examples.run_findings(tree.ROOT, page, here)
        self.assertEqual("", "\n".join(found))

    def test_planted(self):
        page = ("```sh runnable\ntrue\n```\n\n```sh not run: it fails\nfalse\n```\n\n```sh runnable\nfalse\ntrue\n```\n"
                "```python runnable\nassert 1 + 1 == 3\n```\n")
        with tree.planted({"bad.md": page}) as root:
            found = examples.run_findings(pathlib.Path(root), pathlib.Path("bad.md"), root)
        self.assertEqual(2, len(found), found)


if __name__ == "__main__":
    unittest.main()
