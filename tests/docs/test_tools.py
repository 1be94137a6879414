# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""The tools that judge measurements: counts of instructions, results of benchmarks, mutants, outcomes; and the page of sources."""

import contextlib
import io
import json
import pathlib
import sys
import unittest

import tree

sys.path.insert(0, str(tree.ROOT / "tools"))
import compare_benchmarks  # noqa: E402
import instruction_drift  # noqa: E402
import mutate  # noqa: E402
import outcomes  # noqa: E402
import sources  # noqa: E402

CALLGRIND = "version: 1\npositions: line\nevents: Ir\nsummary: {0}\n\nfn=(1) main\n3 17\n\ntotals: {0}\n"
CHANGELOG = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- {}\n\n## [0.1.0]\n\n- twice the instructions of old\n"


def quietly(function, *arguments):
    """What it returns, and what it says."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        result = function(*arguments)
    return result, said.getvalue()


class Instructions(unittest.TestCase):
    def drift(self, now, entry="nothing", record="fresh 1 1000\nold 1 1000\n"):
        """Exit code and words when both scenarios take so many."""
        with tree.planted({"old.callgrind": CALLGRIND.format(now), "fresh.callgrind": CALLGRIND.format(1000),
                           "counts.txt": record, "CHANGELOG.md": CHANGELOG.format(entry)}) as root:
            root = pathlib.Path(root)
            return quietly(instruction_drift.main, [
                "--counts", str(root / "counts.txt"), "--changelog", str(root / "CHANGELOG.md"),
                str(root / "old.callgrind"), str(root / "fresh.callgrind")])

    def test_small_drift(self):
        code, said = self.drift(1149)
        self.assertEqual(0, code, said)
        self.assertIn("old: 1,149 instructions, recorded 1,000: +14.90%", said)
        self.assertEqual(0, self.drift(851)[0])

    def test_large_drift(self):
        for now in (1151, 849):
            self.assertEqual(1, self.drift(now)[0])
        # Another scenario, another word, another release: no excuse.
        for entry in ("fresh takes more instructions", "old is slower", "older takes more instructions"):
            self.assertEqual(1, self.drift(2000, entry)[0], entry)

    def test_explained(self):
        code, said = self.drift(2000, "Kills are exact now;\n  `old` takes twice the instructions.")
        self.assertEqual(0, code, said)
        self.assertIn("explained", said)

    def test_unreadable(self):
        self.assertEqual(1, self.drift(1000, record="fresh 1 1000\n")[0])  # none recorded
        self.assertEqual(2, self.drift(1000, record="old 1000\n")[0])
        self.assertEqual(2, self.drift(0)[0])
        self.assertRaises(ValueError, instruction_drift.counted, "events: Dr\ntotals: 5\n")

    def test_record(self):
        counts = {"old": 12, "fresh": 34}
        self.assertEqual(counts, instruction_drift.recorded(instruction_drift.written(counts)))

    def test_tree(self):
        counts = instruction_drift.recorded((tree.ROOT / "tests/bench/instructions.txt").read_text(encoding="utf-8"))
        self.assertTrue(counts)
        for name in counts:
            self.assertTrue((tree.ROOT / f"tests/bench/{name}.yaml").is_file(), name)


def results(times, rate=None, load=0.0):
    runs = [{"name": "x/1", "run_name": "x/1", "run_type": "iteration", "cpu_time": t, "time_unit": "us",
             **({"agent_steps": rate} if rate else {})} for t in times]
    runs.append({"name": "x/1_mean", "run_name": "x/1", "run_type": "aggregate", "cpu_time": 1e9})
    return {"context": {"num_cpus": 2, "load_avg": [load]}, "benchmarks": runs}


class Benchmarks(unittest.TestCase):
    def compared(self, a, b, *options):
        with tree.planted({"a.json": json.dumps(a), "b.json": json.dumps(b)}) as root:
            return quietly(compare_benchmarks.main, [*options, f"{root}/a.json", f"{root}/b.json"])

    def mark(self, a, b, *options):
        code, said = self.compared(a, b, "--json", *options)
        self.assertEqual(0, code)
        return [row["mark"] for row in json.loads(said)["rows"]]

    def test_single_runs(self):
        self.assertEqual(["="], self.mark(results([100]), results([109])))
        self.assertEqual(["slower"], self.mark(results([100]), results([112])))
        self.assertEqual(["faster"], self.mark(results([100]), results([88])))

    def test_repetitions(self):
        a = results([95, 100, 130])
        self.assertEqual(["="], self.mark(a, results([125, 128, 140])))
        self.assertEqual(["slower"], self.mark(a, results([131, 132, 133])))
        self.assertEqual(["faster"], self.mark(a, results([92, 93, 94])))

    def test_repetitions_of_one(self):
        wide = results([80, 100, 125])
        self.assertEqual(["="], self.mark(wide, results([120])))
        self.assertEqual(["="], self.mark(results([100]), wide))
        self.assertEqual(["slower"], self.mark(wide, results([130])))
        self.assertEqual(["faster"], self.mark(results([100]), results([96, 97, 98])))

    def test_rates(self):
        self.assertEqual(["faster"], self.mark(results([1], 100), results([1], 200), "--rates"))

    def test_words(self):
        code, said = self.compared(results([100]), results([200], load=3))
        self.assertEqual(0, code)
        self.assertRegex(said, r"x/1 .* B/A  2\.000 .* slower")
        self.assertIn("B was measured while the machine was busy", said)

    def test_unreadable(self):
        self.assertEqual(2, self.compared([], results([1]))[0])
        self.assertEqual(2, quietly(compare_benchmarks.main, ["nowhere.json", "nowhere.json"])[0])


SOURCE = """// 1 + 2 is no code
#include <cmath>
int f(int a, const std::vector<int>& v) {
  const char* text = "a < b + 1";
  int sum = a + 1;
  if (a < 3 && !v.empty()) sum += v[0];
  sum = twice(sum);
  return sum;
}
"""


class Outcomes(unittest.TestCase):
    def test_classes(self):
        for counts, said in [((100, 20, 0), "cleared"), ((100, 50, 100), "relapsed"), ((100, 50, 99), "controlled"),
                             ((100, 51, 121), "grew"), ((100, 90, 120), "controlled"), ((100, 300, 121), "grew"),
                             ((100, 10, 19), "controlled"), ((100, 10, 300), "relapsed")]:
            self.assertEqual(outcomes.outcome(counts), said, counts)

    def test_table(self):
        files = {"results.csv": "run,arm,point,replicate,seed,dose,dose [g/kg],status,last cancer.kills [cells],"
                                "last cd8.count [cells]\n0,free,0,0,1,1 mg/kg,0.001,used,7,3\n"
                                "1,free,0,1,2,1 mg/kg,0.001,used,9,5\n2,free,0,2,3,1 mg/kg,0.001,missing,,\n",
                 "series.csv": "run,time [d],cancer.count [cells]\n0,0,10\n0,2,0\n0,4,0\n1,0,10\n1,4,13\n"}
        with tree.planted(files) as root:
            [(what, members)] = outcomes.groups_of(pathlib.Path(root), "cancer").items()
            self.assertEqual(outcomes.line(what, members, "cancer", "cd8"),
                             "| free · 1 mg/kg | 1 | 0 | 0 | 1 | 6 (0 to 13) | 2 | 8 (7 to 9) | 4 (3 to 5) |")


class NoBench:
    """Instead of a build: says of each mutant what `verdict` makes of its source."""

    def __init__(self, verdict):
        self.verdict, self.text = verdict, None
        self.written = []

    def __call__(self, root, work, jobs):
        return self

    def measure(self, programs):
        pass

    def write(self, name, text):
        self.text = text
        self.written.append(text)

    def build(self, program):
        return self.verdict("build", self.text), ""

    def test(self, program):
        return self.verdict(program, self.text), "TEST CASE:  a law\n"


class Mutants(unittest.TestCase):
    def of(self, source):
        return [(m.kind, source[m.begin:m.end], m.now) for m in mutate.mutants_of("x.cpp", source)]

    def test_changes(self):
        self.assertEqual([
            ("arithmetic", "+", "-"), ("constant", "1", "2"), ("constant", "1", "0"),
            ("comparison", "<", ">="), ("boundary", "<", "<="), ("comparison", "&&", "||"), ("arithmetic", "+=", "-="),
            ("constant", "3", "4"), ("constant", "0", "1"), ("negated", "a < 3 && !v.empty()", "!(a < 3 && !v.empty())"),
            ("dropped", "if (a < 3 && !v.empty()) sum += v[0];", ";"), ("dropped", "sum = twice(sum);", ";")],
            self.of(SOURCE))

    def test_left_alone(self):
        """Comments, texts, directives, signs, references, parameters' descriptors, declarations, returns."""
        for line in ("// a + b", "/* a\n < b */", 'x("1 + 1");', "#if A < 3", "f(-x, *p, a->b);", "int n{};", "return x;",
                     "    .min = 1,", "const double x = y;", "Site next(site);", "x<y>(z);"):
            self.assertEqual([], [m for m in self.of("{\n" + line + "\n") if m[0] != "dropped"], line)
        for line in ("  int n{};", "  return x();", "  const double x = y();", "  Site next(site);", "  throw E(1);"):
            self.assertNotIn("dropped", [m[0] for m in self.of("{\n" + line + "\n")], line)

    def run_on(self, verdict, *arguments, planted):
        bench = NoBench(verdict)
        old, mutate.ROOT = mutate.ROOT, pathlib.Path(planted)
        try:
            code, said = quietly(lambda: mutate.main(["agents", "--work", str(pathlib.Path(planted, "work")), *arguments],
                                                     bench))
        finally:
            mutate.ROOT = old
        return code, said, bench

    def results(self, planted):
        lines = pathlib.Path(planted, "work", "results.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines[1:]]

    def test_judgement(self):
        def verdict(what, text):
            if what == "build":
                return 1 if "||" in text else 0
            return 1 if "a + 1" not in text and what == "test_golden" else 0

        with tree.planted({"agents/x.cpp": SOURCE}) as planted:
            code, said, bench = self.run_on(verdict, "--number", "100", planted=planted)
            found = self.results(planted)
            self.assertEqual((0, 12), (code, len(found)), said)
            by = {(r["was"], r["now"]): r for r in found}
            self.assertEqual("does not compile", by["&&", "||"]["result"])
            self.assertEqual("caught", by["+", "-"]["result"])
            self.assertEqual("test_golden: a law", by["+", "-"]["by"])
            self.assertEqual(("survived", 6), (by["<", "<="]["result"], by["<", "<="]["line"]))
            self.assertIn("caught 3 of 11: 27%", said)
            self.assertIn("survived agents/x.cpp:6:9 boundary: < -> <=", said)
            self.assertEqual(SOURCE, bench.text)  # the copy is whole again
            self.assertEqual(SOURCE, pathlib.Path(planted, "agents/x.cpp").read_text(encoding="utf-8"))

    def test_resume(self):
        calls = []

        def stopped(what, text):
            calls.append(what)
            if len(calls) == 20:
                raise KeyboardInterrupt
            return 0

        with tree.planted({"agents/x.cpp": SOURCE}) as planted:
            code, _, bench = self.run_on(stopped, planted=planted)
            self.assertEqual((130, SOURCE), (code, bench.text))
            first = self.results(planted)
            self.assertLess(0, len(first))
            with pathlib.Path(planted, "work", "results.jsonl").open("a", encoding="utf-8") as file:
                file.write('{"file": "agents/x')  # killed while it wrote
            self.run_on(lambda *_: 0, planted=planted)
            resumed = self.results(planted)
            self.assertEqual(first, resumed[:len(first)])
            self.assertEqual(12, len({(r["line"], r["column"], r["kind"], r["now"]) for r in resumed}))
            # Other sources, or another seed: those results do not count for them.
            with self.assertRaises(SystemExit):
                self.run_on(lambda *_: 0, "--seed", "2", planted=planted)
            pathlib.Path(planted, "agents/x.cpp").write_text(SOURCE + "\n", encoding="utf-8")
            with self.assertRaises(SystemExit):
                self.run_on(lambda *_: 0, planted=planted)


class Sources(unittest.TestCase):
    def test_page(self):
        self.assertEqual(sources.PAGE.read_text(encoding="utf-8"), sources.page(), "run tools/sources.py")

    def test_rows(self):
        text = ("agents:\n  a:\n    b: 1 1/h @one   # derived: half of 2\n"
                "    c: { d: f(x, 1 nM) @assumed, e: { g: 2 } , h: 3 d @one }\n"
                "    rules:\n      - { in: [x], when: y < 8 nM @one, become: z }   # held @no\n  k: 4\n")
        with tree.planted({"part.yaml": text}) as root:
            rows = list(sources.rows_of(pathlib.Path(root, "part.yaml")))
        self.assertEqual([("agents.a.b", "1 1/h", "one", "derived: half of 2"),
                          ("agents.a.c.d", "f(x, 1 nM)", "assumed", ""),
                          ("agents.a.c.h", "3 d", "one", ""),
                          ("agents.a.rules.when", "y < 8 nM", "one", "held @no")], rows)
        self.assertEqual(["derived: half of 2", "assumed", "held"],
                         [sources.standing(source, remark) for _, _, source, remark in rows[:3]])


if __name__ == "__main__":
    unittest.main()
