#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""Compares the instructions that callgrind has counted with the recorded ones; ./dev instructions calls it.

A count does not depend on what else the machine does, so a drift of a few per cent is a change of the program.
One of more than 15 %, up or down, fails, unless a line of CHANGELOG.md under [Unreleased] names the scenario
and says the word "instructions".
"""

import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
LARGEST_DRIFT = 0.15
HEADER = """\
# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

# Instructions of `tilscape run` on the scenarios beside this file, counted by callgrind in the release build of
# GCC 12 on a CPU with AVX2. Written by ./dev instructions --record.
# scenario  threads  instructions
"""


def counted(text):
    """The total of a callgrind file: of its `totals:` line, or of `summary:`."""
    if not re.search(r"^events:\s+Ir\b", text, re.MULTILINE):
        raise ValueError("it has no column of instructions (`events: Ir`)")
    for key in ("totals", "summary"):
        match = re.search(rf"^{key}:\s+(\d+)", text, re.MULTILINE)
        if match and int(match[1]) > 0:
            return int(match[1])
    raise ValueError("it has no total; did the program end?")


def recorded(text):
    """{scenario: instructions} of the recorded counts."""
    counts = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split("#")[0].split()
        if not words:
            continue
        if len(words) != 3 or words[1] != "1" or not words[2].isdigit():
            raise ValueError(f"line {number}: expected `scenario 1 instructions`")
        counts[words[0]] = int(words[2])
    return counts


def written(counts):
    return HEADER + "".join(f"{name} 1 {count}\n" for name, count in sorted(counts.items()))


def explained(changelog):
    """The lines under [Unreleased] that speak of instructions; an entry goes on in indented lines."""
    match = re.search(r"^## \[Unreleased\]\s*$(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    entries = re.split(r"^(?=[-*] )", match[1], flags=re.MULTILINE) if match else []
    return [entry for entry in entries if re.search(r"\binstructions\b", entry)]


def compare(counts, records, changelog):
    """One line per scenario, and whether all is well."""
    lines, good = [], True
    for name, count in sorted(counts.items()):
        if name not in records:
            lines.append(f"{name}: {count:,} instructions, none recorded")
            good = False
            continue
        drift = count / records[name] - 1
        line = f"{name}: {count:,} instructions, recorded {records[name]:,}: {drift:+.2%}"
        if abs(drift) > LARGEST_DRIFT:
            if any(re.search(rf"\b{re.escape(name)}\b", entry) for entry in explained(changelog)):
                line += " (explained in CHANGELOG.md)"
            else:
                line += f" (more than {LARGEST_DRIFT:.0%})"
                good = False
        lines.append(line)
    return lines, good


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=pathlib.Path, metavar="SCENARIO.callgrind")
    parser.add_argument("--record", action="store_true", help="write the counts as the recorded ones")
    parser.add_argument("--counts", type=pathlib.Path, default=ROOT / "tests/bench/instructions.txt",
                        help="the recorded ones (default: tests/bench/instructions.txt)")
    parser.add_argument("--changelog", type=pathlib.Path, default=ROOT / "CHANGELOG.md")
    options = parser.parse_args(arguments)
    at = None
    try:
        counts = {}
        for at in options.files:
            counts[at.stem] = counted(at.read_text(encoding="utf-8"))
        at = options.counts
        if options.record:
            at.write_text(written(counts), encoding="utf-8")
            print(f"Recorded {len(counts)} counts in {at.name}")
            return 0
        records = recorded(at.read_text(encoding="utf-8"))
        at = options.changelog
        changelog = at.read_text(encoding="utf-8")
    except (OSError, ValueError) as problem:
        print(f"{at}: {problem}", file=sys.stderr)
        return 2
    lines, good = compare(counts, records, changelog)
    print("\n".join(lines))
    if not good:
        print("Make it cheaper again; or tell why under [Unreleased] in CHANGELOG.md, in a line with the word\n"
              "\"instructions\" and the scenario's name, and record the new counts: ./dev instructions --record",
              file=sys.stderr)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
