# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""Streams of draws (engine/base/random.hpp) are declared where they are drawn from, and no two have a key in common."""

import pathlib
import re
import unittest

import tree

STREAM = re.compile(r'\bStream(?:\s+\w+)?\s*[({]\s*"([^"]+)"\s*(?:,\s*(\d+)\s*(?:,\s*(\d+)\s*)?)?[)}]')
MENTION = re.compile(r"^(?!\s*//).*\bStream(?:\s+\w+)?\s*[({=]")
ROOMS = ("engine", "agents", "scenarios")
DECLARED = "engine/base/random.hpp"
# Of version 0.1, one number for three: the first two draw at step 0 (one by the numbers of vessels, above 2^62, the
# other by sites), the third in the steps that follow.
APART = {(10, 0): {"vessels.random", "start.scatter", "recruit.entry"}}


def number_of(name):
    """As in DECLARED; tests/unit/engine/random.cpp holds one against the other."""
    number = 2166136261
    for byte in name.encode():
        number = ((number ^ byte) * 16777619) % 2**32
    return ((number >> 16) ^ number) % 2**16 | 0x8000


def streams(root):
    """(name, key, where), and what is no declaration that can be read."""
    found, unread = [], []
    for path in tree.files(root):
        if path.parts[0] not in ROOMS or path.suffix not in (".hpp", ".cpp") or str(path) == DECLARED:
            continue
        for at, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1):
            matches = list(STREAM.finditer(line))
            for match in matches:
                name, number, first = match.groups()
                key = (int(number), int(first or 0)) if number else (number_of(name), 0)
                found.append((name, key, f"{path}:{at}"))
            if not matches and MENTION.search(line):
                unread.append(f"{path}:{at}: {line.strip()}")
    return found, unread


def findings(root):
    found, unread = streams(root)
    out = [f"{text} (a stream stands on one line with its name)" for text in unread]
    by_name, by_key = {}, {}
    for name, key, where in found:
        if name in by_name:
            out.append(f"{where}: the stream {name} is that of {by_name[name]}")
            continue
        by_name[name] = where
        others = by_key.setdefault(key, set())
        if others and not others | {name} <= APART.get(key, set()):
            out.append(f"{where}: {name} has the key of {', '.join(sorted(others))}; give it another name")
        others.add(name)
    return out


class Streams(unittest.TestCase):
    def test_tree(self):
        found, _ = streams(tree.ROOT)
        self.assertGreater(len(found), 15)
        self.assertEqual(findings(tree.ROOT), [])

    def test_planted(self):
        with tree.planted({
            "agents/a.cpp": 'constexpr Stream one{"a.one", 2, 8};\nconstexpr Stream two{"a.two"};\n',
            "agents/b.cpp": 'constexpr Stream other{"b.other", 2, 8};\nconstexpr Stream two{"a.two"};\n',
            "engine/c.cpp": "const Stream made(name);\n  // Stream of (nothing)\n",
        }) as folder:
            told = findings(pathlib.Path(folder))
        self.assertEqual(len(told), 3, told)
        self.assertIn("agents/b.cpp:1: b.other has the key of a.one; give it another name", told)
        self.assertIn("agents/b.cpp:2: the stream a.two is that of agents/a.cpp:2", told)

    def test_number(self):
        self.assertEqual(number_of("walk.turn"), 0xc167)


if __name__ == "__main__":
    unittest.main()
