# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""The examples of the pages: fenced blocks, and what the words behind the fence say of them.

    ```yaml                      a whole scenario, or a fragment that is laid over the quickstart: valid, without warnings
    ```yaml over=FILE            a fragment that is laid over another scenario, of the tree's library or of tests/docs/files
    ```yaml view                 a view file, with which a run is drawn
    ```console                   `$ command`, then what it prints; `...` stands for anything; run beside those of tests/docs/files
    ```sh runnable               run, one after the other, in a copy of the tree; so are python and r
    ```sh run by=FILE            another test runs it, which names the page
    ```cpp of=FILE               a piece of this file, word for word, which is built and tested
    ```sh not run: REASON        nobody runs it

Other languages are not examples, nor is a block without one. Each check returns its findings as "file:line: what".
"""

import dataclasses
import functools
import glob
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile

import tree

FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
INFO = re.compile(r"(?P<language>\w*)(?: (?:(?P<runnable>runnable)|(?P<view>view)|over=(?P<over>\S+)|run by=(?P<by>\S+)|of=(?P<of>\S+)"
                  r"|not run: (?P<reason>.+)))?")
SPAN = re.compile(r"`([^`\n]+)`")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
EXAMPLES = {"yaml", "console", "sh", "python", "r", "cpp", "snakemake"}
SHELLS = {"sh": ["bash", "-euo", "pipefail", "-c"], "python": ["/usr/bin/python3" if os.path.exists("/usr/bin/python3") else "python3", "-c"], "r": ["Rscript", "-e"]}
BASE = "scenarios/library/quickstart.yaml"


@dataclasses.dataclass
class Block:
    page: pathlib.Path  # of the tree
    line: int
    text: str
    info: dict

    @property
    def where(self):
        return f"{self.page}:{self.line}: "


def pages(root):
    """Every page but the changelog, which speaks of what was."""
    return [p for p in tree.files(root) if p.suffix == ".md" and p.name != "CHANGELOG.md"]


def read(root, page):
    return (root / page).read_text(encoding="utf-8")


def blocks(root):
    for page in pages(root):
        text = read(root, page)
        for match in FENCE.finditer(text):
            info = INFO.fullmatch(match.group(1).strip())
            yield Block(page, text[:match.start()].count("\n") + 1, match.group(2),
                        info.groupdict() if info else {"language": match.group(1), "wrong": True})


def kind_findings(root):
    """Blocks of which nobody says how they are tried."""
    found = []
    for block in blocks(root):
        info, language = block.info, block.info["language"]
        if "wrong" in info:
            found.append(block.where + f"`{language}` is not how a block is marked (tests/docs/examples.py)")
        elif language not in EXAMPLES:
            if re.search(r"^(\$ |tilscape|\./dev )", block.text, re.MULTILINE):
                found.append(block.where + "commands stand in a block that nobody tries: mark it `sh` or `console`")
        elif info["by"]:
            test = root / info["by"]
            if not test.is_file() or block.page.name not in read(root, info["by"]):
                found.append(block.where + f"{info['by']} is no test that names {block.page.name}")
        elif info["of"]:
            whole = root / info["of"]
            if not whole.is_file() or block.text not in read(root, info["of"]):
                found.append(block.where + f"{info['of']} does not hold this")
        elif not (info["reason"] or (info["runnable"] and language in SHELLS) or language in ("yaml", "console")):
            found.append(block.where + f"says neither how this {language} is run nor why not")
        if language == "python":
            try:
                compile(block.text, str(block.page), "exec")
            except SyntaxError as error:
                found.append(block.where + str(error))
    return found


# scenarios, views, messages

def program(name):
    """A built program: those of the build that runs the tests, or of PATH."""
    return os.environ.get({"tilscape": "TILSCAPE_PROGRAM", "tilscape-view": "TILSCAPE_VIEWER"}[name], name)


def run(command, directory, **more):
    return subprocess.run(command, cwd=directory, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False, **more)


def program_findings(root):
    """What the programs say against scenarios, views and the messages that are shown."""
    found = []
    with tempfile.TemporaryDirectory() as directory:
        here = pathlib.Path(directory)
        shutil.copytree(tree.ROOT / "scenarios/library", here / "scenarios/library")
        shutil.copytree(tree.ROOT / "tests/docs/files", here, dirs_exist_ok=True)
        for block in blocks(root):
            language = block.info["language"]
            if "wrong" in block.info or block.info["reason"] or block.info["by"]:
                continue
            if language == "yaml":
                said = view_said(block, here) if block.info["view"] else scenario_said(block, here)
            elif language == "console":
                said = console_said(block, here)
            else:
                continue
            if said:
                found.append(block.where + said)
    return found


def scenario_said(block, here):
    text = block.text
    if not re.search(r"^tilscape:", text, re.MULTILINE):
        text = f"tilscape: 1\nname: example\nextends: {block.info['over'] or BASE}\n" + text
    file = here / "example.yaml"
    file.write_text(text, encoding="utf-8")
    checked = run([program("tilscape"), "validate", "--strict", str(file)], here)
    return "" if checked.returncode == 0 else checked.stdout


def view_said(block, here):
    if not (here / "run").exists():
        run([program("tilscape"), "run", BASE, "-q", "--until", "1 h", "--set", "outputs.snapshots.every=1 h", "-o", "run"],
            here)
    (here / "example.view.yaml").write_text(block.text, encoding="utf-8")
    drawn = run([program("tilscape-view"), "render", "run", "--view", "example.view.yaml", "--at", "last"], here)
    return "" if drawn.returncode == 0 else drawn.stdout


def console_said(block, here):
    shown = re.split(r"^\$ (.*)\n", block.text, flags=re.MULTILINE)
    for command, expected in zip(shown[1::2], shown[2::2]):
        words = shlex.split(command)
        said = run([program(words[0]), *words[1:]], here).stdout
        if not re.search(wild(expected.rstrip("\n")), said, re.DOTALL):
            return f"`{command}` says\n{said}"
    return "" if len(shown) > 1 else "no command begins with `$ `"


# commands that are shown: verbs, options, paths

COMMAND = re.compile(r"(?:^|[\s(/])(tilscape-view|tilscape|\./dev)(?=\s|$)((?: (?:[^\s`|;#)'\"]|'[^']*'|\"[^\"]*\")+)*)")
FOLDERS = "agents|cmake|docs|engine|proto|python|scenarios|tests|tools|viz"
FILE = r"\.(hpp|cpp|py|yaml|yml|md|json|csv|txt|html|sh|js|sqlite|plan|vtp)$"
PATH = re.compile(rf"(?:{FOLDERS})/[\w./*{{}},-]+")


@functools.lru_cache(maxsize=None)
def help_of(name, verbs):
    return run([program(name), *verbs, "--help"], tree.ROOT).stdout


@functools.lru_cache(maxsize=None)
def dev_verbs():
    return set(re.findall(r"^(?:verb|step)_(\w+)\(\)", read(tree.ROOT, "dev"), re.MULTILINE)) | {"help"}


LISTED = r"^  ([a-z]+)(?:, ([a-z]+))? {2,}"


def options(text):
    return set(re.findall(r"(?<![\w-])--?[a-z][-a-z]*", text))


def command_said(name, words):
    """What is wrong with the verbs and options of a command."""
    if name == "./dev":
        verb = next(iter(words), "help")
        return "" if verb in dev_verbs() or not re.fullmatch(r"[a-z]+", verb) else f"./dev has no verb {verb}"
    if name == "tilscape" and words[:1] in (["view"], ["render"]):
        name, words = "tilscape-view", words[1:] if words[0] == "view" else words
    verbs, known = (), options(help_of(name, ()))
    for word in words:
        listed = re.findall(LISTED, help_of(name, verbs).partition("Subcommands:")[2], re.MULTILINE)
        if any(word in names for names in listed):
            verbs += (word,)
            known |= options(help_of(name, verbs))
        elif name == "tilscape" and listed and re.fullmatch(r"[a-z]+", word):
            return f"{' '.join((name, *verbs))} has no verb {word}"
        elif re.match(r"--?[a-z]", word) and re.split("=", word)[0] not in known:
            return f"{' '.join((name, *verbs))} has no option {word}"
    return ""


def shown_commands(text):
    """Commands of blocks and of words between backquotes, with their lines."""
    text = re.sub(r"\\\n", "  ", text)
    for number, line in enumerate(text.splitlines(), 1):
        for match in COMMAND.finditer(line):
            yield number, match.group(1), match.group(2)


def command_findings(root):
    found = []
    for page in pages(root):
        text = COMMENT.sub(lambda m: "\n" * m.group().count("\n"), read(root, page))
        fenced = {n for m in FENCE.finditer(text) for first in [text[:m.start()].count("\n") + 1]
                  if m.group(1).split(" ")[0] in ("sh", "console")
                  for n in range(first, first + m.group().count("\n") + 1)}
        for number, line in enumerate(text.splitlines(), 1):
            pieces = [line] if number in fenced else SPAN.findall(line)
            for piece in pieces:
                for _, name, rest in shown_commands(piece):
                    if number not in fenced and not piece.startswith(name):
                        continue
                    try:
                        words = shlex.split(rest)
                    except ValueError as error:
                        found.append(f"{page}:{number}: {piece}: {error}")
                        continue
                    said = command_said(name, words)
                    if said:
                        found.append(f"{page}:{number}: {said}")
    return found


def table_findings(root):
    """Options that the tables of a page list and that no program has."""
    known = {o for name in ("tilscape", "tilscape-view") for o in options(help_of(name, ()))}
    for name in ("tilscape", "tilscape-view"):
        for verb, _ in re.findall(LISTED, help_of(name, ()).partition("Subcommands:")[2], re.MULTILINE):
            if verb not in ("view", "render") or name == "tilscape-view":
                known |= options(help_of(name, (verb,)))
    return [f"{page}:{number}: no program has the option {option}"
            for page in pages(root) for number, line in enumerate(read(root, page).splitlines(), 1)
            for span in SPAN.findall(line.split("|")[1] if line.startswith("| `-") else "")
            for option in options(span) if option not in known]


def key_findings(root):
    """Keys of the scenario language that a page names by their path and that the language does not have."""
    schema = json.loads(run([program("tilscape"), "schema"], tree.ROOT).stdout)
    behaviours = re.findall(r"^  (\w+)  ", run([program("tilscape"), "describe"], tree.ROOT).stdout, re.MULTILINE)
    begins = {*schema["properties"], *behaviours} - {"tilscape", "parameters", "variants", "references"}
    known, found = {}, []
    for page in pages(root):
        for number, line in enumerate(read(root, page).splitlines(), 1):
            for span in SPAN.findall(line):
                if not re.fullmatch(r"[a-z_]+(\.[a-z_0-9]+)+", span) or span.split(".")[0] not in begins or re.search(FILE, span):
                    continue
                if span not in known:
                    known[span] = run([program("tilscape"), "describe", "--key", span], tree.ROOT)
                if known[span].returncode != 0:
                    found.append(f"{page}:{number}: {known[span].stdout.strip()}")
    return found


def option_findings(root):
    """Presets and options that only one of BUILDING.md and CMake has."""
    page = read(root, pathlib.Path("BUILDING.md"))
    rows = set(re.findall(r"^\| `([^`]+)`", page, re.MULTILINE))
    presets = {p["name"] for p in json.loads(read(root, "CMakePresets.json"))["configurePresets"] if not p.get("hidden")}
    there = {option for path in glob.glob(str(root / "cmake/*.cmake"))
             for option in re.findall(r"^(?:option|set)\((TILSCAPE_\w+) .*(?:ON|OFF|CACHE .*)\)", read(root, path), re.MULTILINE)}
    listed = {row for row in rows if row.startswith("TILSCAPE_")}
    return ([f"BUILDING.md:1: there is no preset {row}" for row in sorted(rows - listed - presets)]
            + [f"BUILDING.md:1: there is no option {row}" for row in sorted(listed - there)]
            + [f"BUILDING.md:1: says nothing of {name}" for name in sorted((there - listed) | (presets - rows))])


def braces(path):
    """a/{b,c}.d -> a/b.d, a/c.d"""
    match = re.search(r"\{([^{}]*)\}", path)
    if not match:
        return [path]
    return [p for part in match.group(1).split(",") for p in braces(path[:match.start()] + part + path[match.end():])]


def path_findings(root):
    """Files and folders that a page names and that are not there."""
    found = []
    for page in pages(root):
        for number, line in enumerate(read(root, page).splitlines(), 1):
            for span in SPAN.findall(line):
                if PATH.fullmatch(span):
                    found += [f"{page}:{number}: there is no {path}" for path in braces(span)
                              if not glob.glob(str(root / path))]
    return found


# tests that a page names

CASE = re.compile(r'(?:TEST_CASE|SUBCASE|TEST_CASE_TEMPLATE)\(\s*"([^"]*(?:"\s*"[^"]*)*)"|\w+_test\(NAME "([^"]*)"')
PREFIXES = {"tests/faults": "faults: ", "tests/docs": "docs: "}


def test_names(root):
    names = set()
    for path in tree.files(root):
        if path.parts[0] == "tests" and (path.suffix == ".cpp" or path.name == "CMakeLists.txt"):
            for case, sentence in CASE.findall(read(root, path)):
                names.add(PREFIXES.get(str(path.parent), "") + (re.sub(r'"\s*"', "", case) or sentence))
    return names


def wild(text):
    """A pattern for text in which `...` stands for anything."""
    return ".*".join(re.escape(part) for part in re.split(r"…|\.\.\.", text))


def test_findings(root):
    """Tests that a page names, as `prefix: sentence` or `prefix: …`, and that are not there."""
    names, found = test_names(root), []
    prefixes = {name.split(": ")[0] for name in names if ": " in name}
    for page in pages(root):
        for number, line in enumerate(FENCE.sub(lambda m: "\n" * m.group().count("\n"), read(root, page)).splitlines(), 1):
            for span in SPAN.findall(line):
                if re.fullmatch(r"(\.\.\.|…) [a-z, -]+(\.\.\.|…)?", span):  # goes on where a name before it has begun
                    if not any(re.search(wild(span.strip("….").strip()), name) for name in names):
                        found.append(f"{page}:{number}: there is no test `{span}`")
                    continue
                prefix, colon, rest = span.partition(": ")
                numbered = re.fullmatch(r"[VO]\d+", prefix)
                if not colon or not (prefix in prefixes or numbered) or "{" in rest:
                    continue
                if not numbered and len(rest.split()) < 3 and not rest.endswith(("…", "...")):
                    continue  # a line of YAML
                if not any(re.match(wild(span), name) for name in names):
                    found.append(f"{page}:{number}: there is no test `{span}`")
    return found


# what is run

def run_findings(root, page, directory):
    """The runnable blocks of a page that fail when run there one after the other, with their output."""
    found = []
    for block in blocks(root):
        if block.page != page or "wrong" in block.info or not block.info["runnable"]:
            continue
        ran = run([*SHELLS[block.info["language"]], block.text], directory, env={**os.environ, "CI": "1"})
        if ran.returncode != 0:
            found.append(f"{block.where}{block.text}exit code {ran.returncode}\n{ran.stdout[-4000:]}")
    return found
