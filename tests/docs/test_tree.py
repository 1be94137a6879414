# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""What holds for the files of the repository. Each check returns its findings as "file:line: what"."""

import pathlib
import re
import unittest

import tree

# docs/develop/architecture.md, section 2: a room includes itself and these.
BELOW = {
    "engine": set(),
    "agents": {"engine"},
    "proto": set(),
    "scenarios": {"agents", "engine", "proto"},
    "viz": {"proto"},
}
# Libraries that a room does not know: the engine side has no YAML, no protobuf, no output.
STRANGERS = {
    "engine": ("yaml-cpp/", "google/protobuf", "fmt/", "CLI/", "nlohmann/", "png.h", "zstd.h"),
    "agents": ("yaml-cpp/", "google/protobuf", "fmt/color", "fmt/ostream", "CLI/", "nlohmann/", "png.h", "zstd.h"),
    "proto": ("yaml-cpp/", "CLI/", "tbb/"),
    "viz": ("tbb/",),
}
PARALLEL = "engine/base/parallel.hpp"
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def include_findings(root):
    found = []
    for path, number, line in code_lines(root, BELOW):
        match = INCLUDE.match(line)
        if not match:
            continue
        room, (own, system) = path.parts[0], match.groups()
        where = f"{path}:{number}: "
        if system:
            if system.startswith(STRANGERS.get(room, ())):
                found.append(where + f"{room} does not know <{system}>")
            if system.startswith("tbb/") and system != "tbb/version.h" and str(path) != PARALLEL:
                found.append(where + f"only {PARALLEL} speaks to TBB")
            continue
        target = pathlib.PurePosixPath(own).parts
        if target[0] not in BELOW:
            found.append(where + f'"{own}" is not written from the repository\'s root')
        elif target[0] != room and target[0] not in BELOW[room]:
            found.append(where + f"{room} must not include {target[0]}")
        elif target[0] != room and "detail" in target:
            found.append(where + f'"{own}" is private to {target[0]}')
    return found


def circles(graph):
    """Sets of nodes each of which leads to all others of its set (Tarjan 1972)."""
    number, low, stack, found = {}, {}, [], []

    def visit(node):
        number[node] = low[node] = len(number)
        stack.append(node)
        for after in sorted(graph.get(node, ())):
            if after not in number:
                visit(after)
            if after in stack:
                low[node] = min(low[node], low[after])
        if low[node] == number[node]:
            circle = stack[stack.index(node):]
            del stack[-len(circle):]
            if len(circle) > 1:
                found.append(sorted(circle))

    for start in sorted(graph):
        if start not in number:
            visit(start)
    return found


def circle_findings(root):
    """Files of a room that include each other, whether by header or source, and folders that do. What lies in `detail` is a
    part of whom it serves; main.cpp joins the folders of its room."""
    files, folders = {}, {}
    for path, _, line in code_lines(root, BELOW):
        match = INCLUDE.match(line)
        if not match or not match.group(1) or path.name == "main.cpp":
            continue
        target = pathlib.PurePosixPath(match.group(1))
        if target.parts[0] != path.parts[0]:
            continue
        here, there = path.with_suffix(""), target.with_suffix("")
        if str(here) != str(there):
            files.setdefault(str(here), set()).add(str(there))
        here, there = (str(p.parent).removesuffix("/detail") for p in (here, there))
        if here != there:
            folders.setdefault(here, set()).add(there)
    own = [c for c in circles(files) if sum("/detail/" not in name for name in c) > 1]
    return ["a circle: " + ", ".join(c) for c in own + circles(folders)]


# Functions whose last bit depends on the system's library or on the CPU, and the standard's distributions.
LIBM = re.compile(
    r"\bstd::(a?(?:sin|cos|tan)h?|atan2|exp2?|expm1|log(?:2|10|1p)?|pow|cbrt|hypot|erfc?|[tl]gamma)f?\s*\("
    r"|#\s*include\s*<random>")


def state_path_findings(root):
    return [f"{path}:{number}: {line.strip()} (use engine/base/math.hpp, engine/base/random.hpp)"
            for path, number, line in code_lines(root, ("engine", "agents"))
            if LIBM.search(line.split("//")[0])]


def code_lines(root, rooms):
    for path in tree.files(root):
        if path.parts[0] in rooms and path.suffix in (".hpp", ".cpp"):
            for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1):
                yield path, number, line


# Names that the parts of agents/ give to their sections and to what these define.
SECTION = re.compile(r'\{\.name = "(\w+)",\s*\.kind = ParameterKind::(?:record|map)|map_of<[^>]*>\("(\w+)"|\{"(\w+)", "(\w+)", Code')
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
LANGUAGE = (("scenarios", "read"), ("scenarios", "subjects"))
# The behaviour whose entries the rules of a type are: named once.
RULES = "scenarios/subjects/agent_type.hpp"


def domain_words(root):
    """What biology and pharmacology are called in a scenario: behaviours, and the sections of parts."""
    words = set()
    for path in tree.files(root):
        if path.parts[:2] == ("agents", "behaviours") and path.suffix == ".cpp":
            words.add(path.stem)
        if path.parts[:2] == ("agents", "parts") and path.suffix == ".cpp":
            for match in SECTION.finditer((root / path).read_text(encoding="utf-8")):
                words.update(word for word in match.groups() if word)
    return words


def domain_findings(root):
    """The room of the language knows descriptors, and no word of what they describe."""
    words = domain_words(root)
    return [f"{path}:{number}: {line.strip()} (a word of agents/: let its part or behaviour say it)"
            for path, number, line in code_lines(root, ("scenarios",))
            if path.parts[:2] in LANGUAGE and not (str(path) == RULES and "rules_verb =" in line)
            and words.intersection(LITERAL.findall(line.split("//")[0]))]


BUILDER = ("scenarios", "build")
BY_NAME = re.compile(r'(?:\.|->)(?:at|boolean|distribution|expression|has|list|map|number|numbers|number_or|records|text|text_or)'
                     r'\("')


def by_name_findings(root):
    """Who builds asks the members of the structs in which keys are declared, so that none is misspelt or undocumented."""
    return [f"{path}:{number}: {line.strip()} (use its Parameter: scenarios/subjects)"
            for path, number, line in code_lines(root, ("scenarios",))
            if path.parts[:2] == BUILDER and BY_NAME.search(line.split("//")[0])]


PRINT = re.compile(r"\bfmt::print\(|\bstd::(?:f|v|vf)?printf\(|\bstd::(?:cout|cerr|clog)\b|\bstd::(?:fputs|fputc|puts|putchar)\([^)]*\bstd(?:out|err)\b")
# The second speaks to the pool that has started it, not to people.
PRINTERS = ("proto/console.cpp", "scenarios/ensemble/worker.cpp")


def print_findings(root):
    return [f"{path}:{number}: {line.strip()} (use proto/console.hpp)"
            for path, number, line in code_lines(root, BELOW)
            if str(path) not in PRINTERS and PRINT.search(line.split("//")[0])]


LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
NOT_PROSE = re.compile(r"<!--.*?-->|^(```|~~~).*?^\1|`[^`\n]*`", re.DOTALL | re.MULTILINE)


def blank(match):
    return "\n" * match.group().count("\n")


def anchors(page):
    """The anchors of a page's headings, as the usual renderers make them."""
    headings = re.findall(r"^#+\s+(.*)$", re.sub(r"^(```|~~~).*?^\1", "", page, flags=re.DOTALL | re.MULTILINE),
                          re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def link_findings(root):
    found = []
    for path in tree.files(root):
        if path.suffix != ".md":
            continue
        prose = NOT_PROSE.sub(blank, (root / path).read_text(encoding="utf-8"))
        for match in LINK.finditer(prose):
            target, _, anchor = match.group(1).partition("#")
            if re.match(r"[a-z]+:", target):
                continue  # another site: not asked, tests use no network
            page = root / path if not target else root / path.parent / target
            where = f"{path}:{prose[:match.start()].count(chr(10)) + 1}: "
            if not page.exists():
                found.append(where + f"there is no {match.group(1)}")
            elif anchor and page.suffix == ".md" and anchor not in anchors(page.read_text(encoding="utf-8")):
                found.append(where + f"there is no heading for #{anchor}")
    return found


# Absolute paths of somebody's machine, and file URLs.
PLACE = re.compile(r"(?<![\w.$}/~-])/(?:home|root|Users|work|tmp/wt)/[\w.]|file:/{2,}")


def place_findings(root):
    found = []
    for path in tree.files(root):
        content = tree.text(root / path)
        for number, line in enumerate((content or "").splitlines(), 1):
            if PLACE.search(line):
                found.append(f"{path}:{number}: {line.strip()[:80]}")
    return found


BENCH = "tests/bench"
SHIPPED = re.compile(r"scenarios/library|\blibrary(?:_file|_scenario)?\(")
# It counts the bytes of what is shipped.
COUNTS_SHIPPED = (f"{BENCH}/memory.cpp",)


def bench_findings(root):
    """What is timed is frozen: a change of a shipped scenario must not look like one of the program's speed."""
    return [f"{path}:{number}: {line.strip()} (freeze it in {BENCH})"
            for path in tree.files(root)
            if str(path).startswith(BENCH + "/") and path.suffix in (".cpp", ".hpp", ".yaml")
            and str(path) not in COUNTS_SHIPPED
            for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1)
            if SHIPPED.search(line)]


BOUND = "tests/support/near.hpp"
BARE = re.compile(r"\bApprox\(")


def tolerance_findings(root):
    """doctest's Approx adds 1 to what it compares: of 1e-7 a thousandth would be a thousandth of 1."""
    return [f"{path}:{number}: {line.strip()} (use test::near)"
            for path, number, line in code_lines(root, ("tests",))
            if str(path) != BOUND and BARE.search(line.split("//")[0])]


# Readers go by what a file says that its events, columns and tables are. The words of today stand in these
# tables; old files, which do not say it, are known in proto/ alone.
KINDS = "engine/step/event_kind.hpp"
KIND = re.compile(r'EventInfo\{EventKind::\w+,\s*"(\w+)",\s*"(\w+)"')
READERS = ("viz/", "scenarios/ensemble/")
NAMES = re.compile(r"""["'`]body_|["'`]seed=|outputs\.events=|["'`\\}]\.(?:count|given|mean|min|max)\b""")
SIDES = {"left"}  # a total, and a side of a page


def searched_findings(root):
    words = {word for row in KIND.findall((root / KINDS).read_text(encoding="utf-8")) for word in row} - SIDES
    kind = re.compile("""(?P<quote>["'`])(?:%s)(?P=quote)""" % "|".join(sorted(words)))
    return [f"{path}:{number}: {line.strip()} (go by roles: proto/event_kind.hpp, proto/series_column.hpp)"
            for path in tree.files(root)
            if str(path).startswith(READERS) and path.suffix in (".cpp", ".hpp", ".ts", ".tsx")
            for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1)
            if kind.search(line.split("//")[0]) or NAMES.search(line.split("//")[0])]


class Check(unittest.TestCase):
    def check_tree(self, findings):
        self.assertTrue(tree.files(), "no files found")
        self.assertEqual("", "\n".join(findings(tree.ROOT)))

    def check_planted(self, findings, contents, expected):
        """Each of the planted files but `good...` is found exactly once, for the expected reason."""
        with tree.planted(contents) as root:
            found = findings(pathlib.Path(root))
        self.assertEqual(len(expected), len(found), found)
        for part in expected:
            self.assertTrue(any(part in finding for finding in found), (part, found))


class Includes(Check):
    def test_tree(self):
        self.check_tree(include_findings)

    def test_planted(self):
        self.check_planted(include_findings, {
            "engine/good.hpp": '#include "engine/base/id.hpp"\n#include <vector>\n',
            "engine/up.hpp": '#pragma once\n#include "agents/behaviours/kill.hpp"\n',
            "engine/yaml.cpp": "#include <yaml-cpp/yaml.h>\n",
            "agents/short.cpp": '#include "kill.hpp"\n',
            "agents/tasks.cpp": "#include <tbb/task_group.h>\n",
            "agents/private.cpp": '#include "engine/field/detail/sweep.hpp"\n',
            "viz/side.cpp": '#  include "scenarios/cli/run.hpp"\n',
        }, ["engine/up.hpp:2: engine must not include agents", "engine does not know <yaml-cpp",
            "not written from", "speaks to TBB", "is private to engine", "viz must not include scenarios"])


class Circles(Check):
    def test_tree(self):
        self.check_tree(circle_findings)

    def test_planted(self):
        self.check_planted(circle_findings, {
            "engine/good/a.cpp": '#include "engine/good/a.hpp"\n#include "engine/good/detail/part.hpp"\n',
            "engine/good/detail/part.hpp": '#include "engine/good/a.hpp"\n',
            "engine/x/one.hpp": '#include "engine/x/two.hpp"\n',
            "engine/x/two.cpp": '#include "engine/x/one.hpp"\n',
            "viz/main.cpp": '#include "viz/server/s.hpp"\n',
            "viz/server/s.cpp": '#include "viz/sheet.hpp"\n',
            "viz/look.hpp": '#include "viz/pages/p.hpp"\n',
            "viz/pages/q.hpp": '#include "viz/sheet.hpp"\n',
        }, ["a circle: engine/x/one, engine/x/two", "a circle: viz, viz/pages"])


class Domain(Check):
    def test_tree(self):
        self.check_tree(domain_findings)

    def test_planted(self):
        self.check_planted(domain_findings, {
            "agents/behaviours/gnaw.cpp": "",
            "agents/parts/leaves.cpp": 'Part leaves() {\n  return {.sections = {{.name = "leaves",\n'
                                       '                        .kind = ParameterKind::map}},\n'
                                       '          .names = {{"leaf", "leaves", Code{499}, "None."}}};\n}\n',
            "scenarios/read/good.cpp": 'error("no `gnaw` at leaves");  // "gnaw"\n',
            "scenarios/read/bad.cpp": 'if (verb == "gnaw") return;\nsection("leaves");\nnames("leaf");\n',
            "scenarios/subjects/bad.hpp": 'Map<double> leaves{this, {.name = "leaves"}};\n',
            "scenarios/build/good.cpp": 'if (verb == "gnaw") return;\n',
        }, ["scenarios/read/bad.cpp:1", "scenarios/read/bad.cpp:2", "scenarios/read/bad.cpp:3",
            "scenarios/subjects/bad.hpp:1"])

    def test_words(self):
        words = domain_words(tree.ROOT)
        for word in ("kill", "divide", "drugs", "drug", "particles", "vessels", "body", "treatments"):
            self.assertIn(word, words)


class ByName(Check):
    def test_tree(self):
        self.check_tree(by_name_findings)

    def test_planted(self):
        self.check_planted(by_name_findings, {
            "scenarios/build/good.cpp": 'run.steps = *time.end;  // not time.number("end")\nhas("x");\n',
            "scenarios/build/bad.cpp": 'const Values& time = root.map("time");\nif (start->has("cells")) read();\n',
            "scenarios/read/good.cpp": 'const double end = time.number("end");\n',
        }, ["scenarios/build/bad.cpp:1", "scenarios/build/bad.cpp:2"])


class StatePath(Check):
    def test_tree(self):
        self.check_tree(state_path_findings)

    def test_planted(self):
        self.check_planted(state_path_findings, {
            "engine/good.cpp": "double y = std::sqrt(x) + math::exp(x);  // not std::exp(x)\n",
            "engine/bad.cpp": "double y = std::exp (x);\n",
            "agents/bad.cpp": "#include <random>\n",
            "viz/good.cpp": "double y = std::exp(x);\n",
        }, ["engine/bad.cpp:1", "agents/bad.cpp:1"])


class Printing(Check):
    def test_tree(self):
        self.check_tree(print_findings)

    def test_planted(self):
        self.check_planted(print_findings, {
            "viz/good.cpp": 'console::print("{}", x);  // not fmt::print(x)\nstd::snprintf(line, 8, "x");\n',
            "scenarios/cli/bad.cpp": 'fmt::print(stderr, "{}", x);\n',
            "viz/bad.cpp": "std::cerr << x;\n",
            "proto/bad.cpp": "std::fputs(text, stderr);\n",
            "engine/bad.cpp": 'std::fprintf(stderr, "x");\n',
        }, ["scenarios/cli/bad.cpp:1", "viz/bad.cpp:1", "proto/bad.cpp:1", "engine/bad.cpp:1"])


class Links(Check):
    def test_tree(self):
        self.check_tree(link_findings)

    def test_planted(self):
        self.check_planted(link_findings, {
            "docs/good.md": "# One & two\n[a](other.md) [b](#one--two) [c](https://example.org/x) `[d](no.md)`\n"
                            "<!-- [e](no.md) -->\n```\n[f](no.md)\n```\n",
            "docs/other.md": "[up](../README.md#title)\n",
            "docs/bad.md": "# Bad\n\n[a](nowhere.md)\n![b](nothing.png)\n",
            "README.md": "# Title\n[a](docs/good.md#three)\n",
        }, ["docs/bad.md:3: there is no nowhere.md", "docs/bad.md:4", "README.md:2: there is no heading"])


class Places(Check):
    def test_tree(self):
        self.check_tree(place_findings)

    def test_planted(self):
        slash = "/"
        self.check_planted(place_findings, {
            "good.md": f"network{slash}work{slash}x, ~{slash}work{slash}x and docs/home/index.md are no places\n",
            "a.md": f"see {slash}home/someone/x\n",
            "b.cpp": f'auto path = "{slash}root/x";\n',
            "c.md": f"file:{slash}{slash}{slash}x\n",
        }, ["a.md:1", "b.cpp:1", "c.md:1"])


class Bench(Check):
    def test_tree(self):
        self.check_tree(bench_findings)

    def test_planted(self):
        self.check_planted(bench_findings, {
            "tests/bench/good.yaml": "extends: [parts/cancer.yaml]\n",
            "tests/bench/memory.cpp": "for (const auto& name : test::library()) use(name);\n",
            "tests/bench/bad.yaml": "extends:\n  - ../../scenarios/library/parts/cancer.yaml\n",
            "tests/bench/parts/bad.yaml": "extends: ../../../scenarios/library/parts/cd8.yaml\n",
            "tests/bench/bad.cpp": 'add("quickstart", test::library_file("quickstart"));\n',
            "tests/unit/scenarios/good.cpp": 'test::library_file("quickstart");\n',
        }, ["bad.yaml:2", "parts/bad.yaml:1", "bad.cpp:1"])


class Searched(Check):
    def test_tree(self):
        self.assertEqual(9, len(set(sum(KIND.findall((tree.ROOT / KINDS).read_text(encoding="utf-8")), ())) - SIDES))
        self.check_tree(searched_findings)

    def test_planted(self):
        self.check_planted(searched_findings, {
            KINDS: 'EventInfo{EventKind::division, "divide", "divisions", 1},\n'
                   'EventInfo{EventKind::exit, "leave",\n          "left"},\n',
            "viz/server/good.cpp": 'if (kind.births()) add(kind.name);  // "divide"\n',
            "viz/web/src/good.ts": 'const place = "left"; charts.find((each) => each.role === "given");\n',
            "proto/good.cpp": 'if (text.find("outputs.events=[") != npos) add("divide");\n',
            "viz/server/word.cpp": 'if (event.kind == "divide") take(event);\n',
            "viz/server/text.cpp": 'if (line.starts_with("seed=")) skip();\n',
            "viz/web/src/total.ts": "for (const what of ['divisions']) add(what);\n",
            "viz/web/src/panels/body.tsx": 'charts.find((chart) => chart.name.startsWith("body_"));\n',
            "viz/web/src/pattern.ts": "const counts = /^(.*)\\.count$/;\n",
            "viz/web/src/template.ts": "called(types.map((type) => `${type}.count`));\n",
            "scenarios/ensemble/report.cpp": 'if (name.ends_with(".count")) keep(name);\n',
        }, ["word.cpp:1", "text.cpp:1", "total.ts:1", "body.tsx:1", "pattern.ts:1", "template.ts:1", "report.cpp:1"])


class Tolerances(Check):
    def test_tree(self):
        self.check_tree(tolerance_findings)

    def test_planted(self):
        self.check_planted(tolerance_findings, {
            "tests/validation/good.cpp": "CHECK(x == test::near(1e-7, 1e-3));  // not Approx(1e-7)\n",
            "tests/validation/bad.cpp": "CHECK(x == doctest::Approx(1e-7).epsilon(1e-3));\n",
            "tests/unit/engine/bad.cpp": "CHECK(x == doctest::Approx(2));\n",
            "tests/support/near.hpp": "return doctest::Approx(expected).epsilon(share).scale(1e-290);\n",
        }, ["tests/validation/bad.cpp:1", "tests/unit/engine/bad.cpp:1"])


if __name__ == "__main__":
    unittest.main()
