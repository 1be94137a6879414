#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/methods/sources.md: every number of the shipped scenarios that says where it is from.

    tools/sources.py            # writes the page
    tools/sources.py --check    # exit code 1 when the page is another one (a test does this)

`key: 0.1 1/h @source` is a number of that source; a remark behind it that begins with `derived:` says how it
was calculated from what the source holds.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/methods/sources.md"
LIBRARY = ROOT / "scenarios/library"

KEY = re.compile(r"(\w+):\s*")
TAGGED = re.compile(r"(\w+):\s*\"?([^{}:@]*?)\s*@(\w+)")
REFERENCE = re.compile(r"  (\w+): \{ (?:doi: ([^,\s]+))?,? ?(?:note: \"?([^\"}]*?)\"?)? \}$")

HEAD = """<!--
SPDX-FileCopyrightText: 2026 The tilscape authors
SPDX-License-Identifier: Apache-2.0
-->

# Where the numbers are from

Made by `tools/sources.py` from the files of `scenarios/library`; defaults with their sources are in the
[reference](../reference/scenario.md). *held*: the source has this number for this quantity. *derived*: it was
calculated from what the source has, as the remark says. *assumed* and *unverified*: no source that could be read has it.
Sources of code and parameter files were read as they stand in them, not in the papers that they name. `tilscape describe
FILE` lists the numbers of one scenario.
"""


def opened(text):
    """Keys of the flow maps that are open at the end of the text."""
    keys = []
    for match in re.finditer(r"(?:(\w+):\s*)?\{|\}", text):
        if match.group() == "}":
            keys.pop()
        else:
            keys.append(match.group(1))
    return [key for key in keys if key]


def rows_of(path):
    """(parameter, value, source, remark) of each number of a file that names a source."""
    block = []  # (indentation, key) of the block maps that are open
    for line in path.read_text(encoding="utf-8").splitlines():
        code, _, remark = line.partition("#")
        indent = len(code) - len(code.lstrip(" "))
        if not code.strip():
            continue
        block = [(i, key) for i, key in block if i < indent]
        for match in TAGGED.finditer(code):
            path_of = [key for _, key in block] + opened(code[:match.start()]) + [match.group(1)]
            yield ".".join(path_of), match.group(2), match.group(3), remark.strip()
        first = KEY.match(code, indent)
        if first:
            block.append((indent, first.group(1)))


def standing(source, remark):
    if source in ("assumed", "unverified"):
        word = source
    elif remark.startswith("derived:"):
        word, remark = "derived", remark[len("derived:"):].strip()
    else:
        word = "held"
    return f"{word}: {remark}" if remark else word


def page():
    files = sorted(LIBRARY.glob("parts/**/*.yaml")) + sorted(LIBRARY.glob("*.yaml"))
    text = HEAD
    references = {}
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            found = REFERENCE.match(line)
            if found:
                references[found.group(1)] = (found.group(2), found.group(3))
    used = set()
    for path in files:
        rows = list(rows_of(path))
        if not rows:
            continue
        text += f"\n## `{path.relative_to(ROOT)}`\n\n| parameter | value | source | |\n|---|---|---|---|\n"
        for parameter, value, source, remark in rows:
            named = source if source in references else ""
            used.add(named)
            text += f"| {parameter} | {value} | {named} | {standing(source, remark)} |\n"
    text += "\n## Sources\n\n| source | |\n|---|---|\n"
    for key, (doi, note) in sorted(references.items()):
        if key in used:
            text += f"| {key} | {'; '.join(filter(None, (note, doi and 'doi ' + doi)))} |\n"
    return text


def main(arguments):
    if arguments == ["--check"]:
        if PAGE.read_text(encoding="utf-8") == page():
            return 0
        print(f"{PAGE.relative_to(ROOT)} is not what the files say: run tools/sources.py", file=sys.stderr)
        return 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
