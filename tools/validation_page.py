#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/validation/claims.md from what `tilscape verify --all --json` printed.

    tilscape verify --all --json > verified.json
    tools/validation_page.py verified.json

Each row names the commit that last changed the claim's band (git blame) and that of the first program measured that
met it, which the page itself remembers from one making to the next: a band has to come before what meets it, and one
that does not says so.
"""

import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/validation/claims.md"

HEAD = """<!--
SPDX-FileCopyrightText: 2026 The tilscape authors
SPDX-License-Identifier: Apache-2.0
-->

# Claims of the shipped scenarios

Made by `tools/validation_page.py` from `tilscape verify --all --json`: every `expect` of the shipped scenarios ([format](../formats/claims.md)), measured by one
program. *Verification*: formula or table are the source's own, so that a pass shows that they are computed rightly; *validation*: they are not. A
claim passes when the 95 % interval of its mean over the seeds (each run, where it is exact) lies in the band, and when it fails under its challenge. Misses stay as they are;
why, as far as it is known, is told in [validation](index.md#answers-of-others).

"""


def git(*words):
    return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=False)


def band_commit(at):
    """The commit that last changed the line of a band; None while it is not committed."""
    path = pathlib.Path(at["file"]).resolve()
    line = at["line"]
    said = git("blame", "-s", "--abbrev=11", "-L", f"{line},{line}", "--", str(path)).stdout.split()
    return None if not said or set(said[0]) == {"0"} else said[0].lstrip("^")


def number(x):
    return "none" if x is None else f"{x:.6g}"


def with_unit(text, unit):
    return f"{text} {unit}".strip()


def measured(m, unit):
    if m["value"] is None:
        return "no value"
    interval = ""
    if m["lower95"] is not None and m["lower95"] != m["upper95"]:
        interval = f" ({number(m['lower95'])} to {number(m['upper95'])})"
    return with_unit(number(m["value"]) + interval, unit)


def band(claim):
    low, high = claim["least"], claim["most"]
    if high is None:
        return with_unit(f"above {number(low)}", claim["unit"])
    if low is None:
        return with_unit(f"below {number(high)}", claim["unit"])
    return with_unit(number(low) if low == high else f"{number(low)} to {number(high)}", claim["unit"])


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def remembered():
    """By claim and band's commit: the program that first met it, as the page has it now."""
    if not PAGE.exists():
        return {}
    rows = [line.split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return {(r[0].removeprefix("| "), r[4]): r[5].split("`")[1] for r in rows if len(r) == 10 and r[5].startswith("`")}


def row(claim, program, met_before):
    about = claim["about"] or claim["name"]
    set_in = band_commit(claim["band_at"])
    since = "not committed" if set_in is None else f"`{set_in}`"
    met = "-"
    if claim["pass"]:
        commit = met_before.get((cell(about), since), program[:11])
        before = set_in is not None and git("merge-base", "--is-ancestor", set_in, commit).returncode == 0 and \
            git("rev-parse", set_in).stdout != git("rev-parse", commit).stdout
        met = f"`{commit}`" + ("" if before else ", not after the band")
    published = "; ".join(t for t in (claim["published"], claim["source"]) if t)
    challenge = f"{claim['challenge']}: {measured(claim['challenged'], claim['unit'])}"
    result = claim["failed"] or claim["verdict"]
    return "| " + " | ".join(cell(t) for t in (
        about, f"{claim['tests']}, {claim['kind']}", published,
        band(claim), since, met, measured(claim["measured"], claim["unit"]), str(claim["measured"]["planned"]),
        challenge, result if result == "pass" else f"**{result}**")) + " |\n"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    told = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    program = told["program"]["commit"].removesuffix("-dirty")
    met_before = remembered()
    text = HEAD
    claims = [c for s in told["scenarios"] for c in s["claims"]]
    text += f"{sum(c['pass'] for c in claims)} of {len(claims)} pass; measured by commit `{program[:11]}`.\n"
    for scenario in told["scenarios"]:
        path = pathlib.Path(scenario["file"]).resolve().relative_to(ROOT)
        text += f"\n## {scenario['name']}\n\n`{path}`\n\n"
        text += "| claim | tests | published | band | set in | first met by | measured | seeds | challenge | result |\n"
        text += "|---|---|---|---|---|---|---|---|---|---|\n"
        text += "".join(row(c, program, met_before) for c in scenario["claims"])
    PAGE.write_text(text, encoding="utf-8")


main()
