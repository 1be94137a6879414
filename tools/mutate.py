#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""Breaks the engine in small ways, one at a time, and says which of them the tests notice.

A mutant is the program with one change: + for -, < for <=, another constant, a condition negated, a statement
left out. All of agents/ and engine/{field,step,population} is looked through, and --number of the possible changes
are drawn by --seed. The sources are copied and built under --work, so the tree that you work in stays as it is.
For each mutant one object is compiled, and the test programs that link it are linked and run, the quickest first,
until one notices: unit tests, determinism, golden files, validation (or some of them, with --suites); nothing that
is labelled slow. It is caught when one fails, crashes or does not end, else it has survived. What does not compile
is not counted.

Each result is a line of JSON in --results. Stopped at any time (Ctrl-C), the same command goes on where it was.

examples:
  tools/mutate.py --number 100                # the sample; seconds each where a unit test notices, else minutes
  tools/mutate.py --number 100 --report       # what is known so far
  tools/mutate.py --list engine/step          # how many changes there are, by file and kind
  tools/mutate.py --number 20 engine/step/contest.cpp
"""

import argparse
import collections
import hashlib
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
ROOMS = ["agents", "engine/field", "engine/step", "engine/population"]
PRESET = "dev"
BUILD_LIMIT = 1800  # [s]
SHORTEST_LIMIT = 60  # [s] of a test program; else six times what it takes unchanged

# clang-format puts spaces around binary operators, and none into templates, references and signs.
SWAPS = [
    ("arithmetic", {"+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "+=": ["-="], "-=": ["+="], "*=": ["/="],
                    "/=": ["*="], "<<": [">>"], ">>": ["<<"], "%": ["*"], "&": ["|"], "|": ["&"]}),
    ("comparison", {"<": [">="], ">": ["<="], "<=": [">"], ">=": ["<"], "==": ["!="], "!=": ["=="], "&&": ["||"],
                    "||": ["&&"]}),
    ("boundary", {"<": ["<="], ">": [">="], "<=": ["<"], ">=": [">"]}),
]
OPERATOR = re.compile(r"(?<= )(\+=|-=|\*=|/=|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|<>])(?=[ \n])")
NUMBER = re.compile(r"(?<![\w.'])(\d[\d']*\.?\d*(?:e[-+]?\d+)?)(?=[uUlLfF]*\b|\b|[^\w.])")
CONDITION = re.compile(r"\b(?:if|while) \(")
# A call or an assignment; two words in a row declare something.
STATEMENT = re.compile(r"^ +(?!return\b|throw\b|using\b|break\b|continue\b|case\b|default\b|goto\b|delete\b|else\b)"
                       r"(?![\w:<>,*& ]+[ &*]\w+(?:\[\w*\])?(?: = |;|\(|\{))[\w:.>\[\]()*-]+.*;$")
DATA = re.compile(r"^\s*[{]*\.\w+ = ")  # parameters' descriptors are checked by other tests

Mutant = collections.namedtuple("Mutant", "file begin end now kind")


def masked(text):
    """The text with comments, literal texts and directives blanked: same length, same lines."""
    hidden = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'(?!\d)|^#[^\n]*', re.S | re.M)
    return hidden.sub(lambda m: re.sub(r"[^\n]", "~", m.group()), text)


def other_numbers(literal):
    """What may stand in a number's place."""
    plain = literal.replace("'", "")
    if "." in plain or "e" in plain:
        return ["0.0"] if float(plain) == 1 else [f"{2 * float(plain) if float(plain) else 1.0!r}"]
    return [str(int(plain) + 1)] + (["0"] if plain == "1" else []) if not plain.startswith("0") or plain == "0" else []


def mutants_of(name, text):
    """Every change of a file, in its order."""
    code = masked(text)
    found = []
    before = "{"
    begin = 0
    for line in code.splitlines(keepends=True):
        bare = line.rstrip("\n")
        if not DATA.match(line) and not line.lstrip().startswith(("template", "static_assert")):
            for m in OPERATOR.finditer(line):
                for kind, swaps in SWAPS:
                    for now in swaps.get(m.group(1), []):
                        found.append(Mutant(name, begin + m.start(1), begin + m.end(1), now, kind))
            for m in NUMBER.finditer(line):
                for now in other_numbers(m.group(1)):
                    found.append(Mutant(name, begin + m.start(1), begin + m.end(1), now, "constant"))
            for m in CONDITION.finditer(line):
                end = closing(code, begin + m.end() - 1)
                inner = text[begin + m.end():end]
                if ";" not in code[begin + m.end():end] and not re.match(r"(const )?auto\b|constexpr\b", inner):
                    found.append(Mutant(name, begin + m.end(), end, f"!({inner})", "negated"))
            if STATEMENT.match(bare) and before[-1:] in ";{}):" and bare.count("(") == bare.count(")"):
                start = begin + len(line) - len(line.lstrip())
                found.append(Mutant(name, start, begin + len(bare), ";", "dropped"))
        begin += len(line)
        if bare.strip(" ~"):
            before = bare.rstrip(" ~")
    return found


def closing(code, opening):
    """Place of the bracket that closes the one at `opening`."""
    depth = 0
    for i in range(opening, len(code)):
        depth += {"(": 1, ")": -1}.get(code[i], 0)
        if depth == 0:
            return i
    return len(code)


def changed(text, mutant):
    return text[:mutant.begin] + mutant.now + text[mutant.end:]


def said(text, mutant):
    """What the results say of a mutant's place and change."""
    line = text.count("\n", 0, mutant.begin) + 1
    return {"file": mutant.file, "line": line,
            "column": mutant.begin - (text.rfind("\n", 0, mutant.begin) + 1) + 1, "kind": mutant.kind,
            "was": text[mutant.begin:mutant.end], "now": mutant.now,
            "of": text.splitlines()[line - 1].strip()}


def sources(root, paths):
    """{name: text} of the C++ sources below these paths."""
    names = []
    for path in paths:
        where = root / path
        if not where.exists():
            sys.exit(f"mutate.py: there is no {path} in {root}")
        names += [where] if where.is_file() else sorted(where.rglob("*.cpp"))
    return {str(n.relative_to(root)): n.read_text(encoding="utf-8") for n in names}


SUITES = ["unit_engine", "unit_agents", "determinism", "golden", "validation"]  # the quickest first


def programs_of(name, suites):
    """Test programs that a file's mutants have to pass; those of the engine know nothing of agents/."""
    return ["test_" + s for s in suites if not (s == "unit_engine" and name.startswith("agents/"))]


def finished(command, limit, **options):
    """(exit code or None after the limit, output); nothing of it goes on running."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          start_new_session=True, **options) as process:
        try:
            output, _ = process.communicate(timeout=limit)
            return process.returncode, output
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return None, process.communicate()[0]
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise


class Bench:
    """A copy of the tree, its build, and its test programs."""

    def __init__(self, root, work, jobs):
        self.tree = work / "tree"
        self.jobs = jobs
        self.limits = {}
        self.environment = dict(os.environ, CCACHE_BASEDIR=str(self.tree), CCACHE_NOHASHDIR="1", CI="1")
        self.copy(root)

    def copy(self, root):
        """Makes the copy what the tree is; files that are alike keep their age."""
        listed = finished(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], 60, cwd=root)[1]
        names = {n for n in listed.split("\0") if n and (root / n).is_file()}
        for old in [p for p in self.tree.rglob("*") if p.is_file() and "build" not in p.relative_to(self.tree).parts[:1]]:
            if str(old.relative_to(self.tree)) not in names:
                old.unlink()
        for name in names:
            here, there = root / name, self.tree / name
            there.parent.mkdir(parents=True, exist_ok=True)
            if not there.exists() or there.read_bytes() != here.read_bytes():
                there.write_bytes(here.read_bytes())
                there.chmod(here.stat().st_mode)

    def write(self, name, text):
        (self.tree / name).write_text(text, encoding="utf-8")

    def configure(self):
        return finished(["cmake", "--preset", PRESET], BUILD_LIMIT, cwd=self.tree, env=self.environment)

    def build(self, program):
        return finished(["cmake", "--build", "build/" + PRESET, "--parallel", str(self.jobs), "--target", program],
                        BUILD_LIMIT, cwd=self.tree, env=self.environment)

    def test(self, program):
        command = [str(self.tree / "build" / PRESET / "bin" / program), "--test-suite-exclude=slow", "--abort-after=1",
                   "--minimal=true"]
        return finished(command, self.limits.get(program, BUILD_LIMIT), cwd=self.tree / "build" / PRESET / "tests",
                        env=self.environment)

    def measure(self, programs):
        """Builds all, and sees that they pass unchanged."""
        self.require("configure", self.configure())
        for program in programs:
            self.require("build of " + program, self.build(program))
            began = time.monotonic()
            self.require(program + " without a change", self.test(program))
            self.limits[program] = max(SHORTEST_LIMIT, 6 * (time.monotonic() - began))
            print(f"{program}: {time.monotonic() - began:.0f} s unchanged", flush=True)

    @staticmethod
    def require(what, ended):
        if ended[0] != 0:
            sys.exit(f"mutate.py: {what} failed:\n{ended[1][-4000:]}")


def judged(mutant, text, bench, suites):
    """The result of one mutant; the copy is whole again afterwards, whatever happens."""
    bench.write(mutant.file, changed(text, mutant))
    try:
        for number, program in enumerate(programs_of(mutant.file, suites)):
            code, output = bench.build(program)
            if code != 0:
                return {"result": "does not compile" if number == 0 else "caught", "by": "build of " + program}
            code, output = bench.test(program)
            if code is None:
                return {"result": "caught", "by": program + ": does not end"}
            if code != 0:
                case = re.search(r"TEST CASE:\s*(.*)", output)
                return {"result": "caught", "by": f"{program}: {case.group(1) if case else f'exit code {code}'}"}
        return {"result": "survived"}
    finally:
        bench.write(mutant.file, text)


def read_results(path, drawn_from):
    """What has been found in this tree, with this seed."""
    if not path.exists():
        return []
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            lines.append(json.loads(line))
        except ValueError:  # cut off while it was written
            break
    if not lines or any(lines[0].get(k) != v for k, v in drawn_from.items()):
        sys.exit(f"mutate.py: {path} is of other sources, paths, suites or another seed; name another file with --results")
    return lines[1:]


def report(results):
    """Lines of text."""
    counted = [r for r in results if r["result"] != "does not compile"]
    lived = [r for r in counted if r["result"] == "survived"]
    lines = [place(r) for r in lived]
    for kind in sorted({r["kind"] for r in counted}):
        of = [r for r in counted if r["kind"] == kind]
        lines.append(f"{kind:11} {sum(r['result'] == 'caught' for r in of):4} of {len(of)} caught")
    if counted:
        n, share = len(counted), 1 - len(lived) / len(counted)
        z = 1.96  # Wilson's interval of 95 %
        middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
        lines.append(f"caught {n - len(lived)} of {n}: {share:.0%} (95 % interval {middle - half:.0%} to "
                     f"{middle + half:.0%}); {len(results) - n} more did not compile")
        spent = [r["seconds"] for r in counted]
        lines.append(f"{sum(spent) / n:.0f} s per mutant")
    return lines


def place(r):
    was, now = (("the statement", "nothing") if r["kind"] == "dropped" else (r["was"], r["now"]))
    return f"{r['result']:8} {r['file']}:{r['line']}:{r['column']} {r['kind']}: {was} -> {now}    in: {r['of']}"


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", default=ROOMS, help=f"files and folders to change (default: {' '.join(ROOMS)})")
    parser.add_argument("--number", type=int, default=100, help="mutants that compile (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the draw; a larger number goes on with it (default: 1)")
    parser.add_argument("--suites", nargs="+", choices=SUITES, default=SUITES, metavar="SUITE",
                        help=f"of the tests that are asked (default: all of {' '.join(SUITES)})")
    parser.add_argument("--jobs", type=int, default=1, help="compilations at once (default: 1)")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build" / "mutants",
                        help="where the copy and its build are kept (default: build/mutants)")
    parser.add_argument("--results", type=pathlib.Path, help="file of results (default: WORK/results.jsonl)")
    parser.add_argument("--report", action="store_true", help="only say what the results hold")
    parser.add_argument("--list", action="store_true", help="only count the possible changes")
    return parser


def main(arguments=None, bench=Bench):
    given = options().parse_args(arguments)
    path = given.results or given.work / "results.jsonl"
    texts = sources(ROOT, given.paths)
    mutants = [m for name, text in texts.items() for m in mutants_of(name, text)]
    if given.list:
        for name in texts:
            kinds = collections.Counter(m.kind for m in mutants if m.file == name)
            print(f"{name}: {sum(kinds.values())} ({', '.join(f'{n} {k}' for k, n in sorted(kinds.items()))})")
        print(f"{len(mutants)} in all")
        return 0
    tree = hashlib.sha256("".join(n + t for n, t in sorted(texts.items())).encode()).hexdigest()[:16]
    suites = [s for s in SUITES if s in given.suites]
    drawn_from = {"seed": given.seed, "sources": tree, "suites": suites}
    results = read_results(path, drawn_from)
    if given.report:
        print("\n".join(report(results)) or "no results yet")
        return 0
    random.Random(given.seed).shuffle(mutants)

    given.work.mkdir(parents=True, exist_ok=True)
    work = bench(ROOT, given.work.resolve(), given.jobs)
    work.measure(["test_" + s for s in suites if any("test_" + s in programs_of(name, suites) for name in texts)])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:  # again, so that a line that was cut off is gone
        for line in [drawn_from, *results]:
            file.write(json.dumps(line) + "\n")
        file.flush()
        counted = sum(r["result"] != "does not compile" for r in results)
        try:
            for mutant in mutants[len(results):]:
                if counted >= given.number:
                    break
                began = time.monotonic()
                result = said(texts[mutant.file], mutant)
                result.update(judged(mutant, texts[mutant.file], work, suites), seconds=round(time.monotonic() - began, 1))
                results.append(result)
                file.write(json.dumps(result) + "\n")
                file.flush()
                counted += result["result"] != "does not compile"
                print(f"[{counted}/{given.number}] {place(result)}"
                      + (f"    by {result['by']}" if "by" in result else ""), flush=True)
        except KeyboardInterrupt:
            print("stopped; the same command goes on from here", file=sys.stderr)
            return 130
    print("\n".join(report(results)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
