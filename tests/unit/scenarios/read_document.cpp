// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/random.hpp"
#include "scenarios/read/merge.hpp"
#include "tests/support/reading.hpp"
#include "tests/support/stream.hpp"
#include "tests/support/temporary_folder.hpp"

#include <doctest/doctest.h>
#include <fstream>

using namespace tilscape;
using namespace tilscape::scenarios;
using namespace tilscape::test;

namespace {

struct Parsed {
  std::optional<Node> root;
  Problems problems;
  double seconds = 0;
};

Parsed parse(const std::string& text) {
  Parsed out;
  out.problems.add_source("a.yaml", text);
  out.seconds = processor_seconds([&] { out.root = parse_document(text, "a.yaml", out.problems); });
  return out;
}

Code first_code(const Parsed& parsed) {
  const auto all = parsed.problems.sorted();
  REQUIRE(!all.empty());
  return all.front().code;
}

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

/// Reads the complete scenario with random changes; the time that the slowest took [s].
double read_changed(std::uint32_t texts, std::uint64_t seed) {
  const std::string original = file_content(complete_scenario());
  const Draws draws(seed, 0);
  const std::string marks = "{}[],:#&*!|>'\"%@`-? \n\t$0123456789abcxyz(/)~\xc3";
  double longest = 0;
  for (std::uint32_t i = 0; i < texts; ++i) {
    std::string text = original;
    const std::uint32_t changes = 1 + draws.of(test::stream).below(3, i, 0);
    for (std::uint16_t c = 0; c < changes; ++c) {
      const std::size_t at =
          draws.of(test::stream)
              .below(static_cast<std::uint32_t>(text.size()), i, static_cast<std::uint16_t>(10 * c + 1));
      const char mark = marks[draws.of(test::stream)
                                  .below(static_cast<std::uint32_t>(marks.size()), i,
                                         static_cast<std::uint16_t>(10 * c + 2))];
      switch (draws.of(test::stream).below(5, i, static_cast<std::uint16_t>(10 * c + 3))) {
        case 0:
          text[at] = mark;
          break;
        case 1:
          text.insert(at, 1, mark);
          break;
        case 2:
          text.erase(at, 1);
          break;
        case 3:
          text.erase(at, text.find('\n', at) - at);
          break;
        default:
          text.insert(at, text.substr(at, 80));
          break;
      }
    }
    longest = std::max(longest, processor_seconds([&] {
                         (void)validate_text(text, complete_scenario(), language()).problems.text();
                       }));
  }
  return longest;
}

}  // namespace

TEST_CASE("document: keys and values know their line and column, in characters") {
  const Parsed p = parse("a: 1\nµm: { b: \"two\", c: [x, y] }\n");
  REQUIRE(p.root);
  const Node* map = p.root->find("µm");
  REQUIRE(map != nullptr);
  CHECK(map->entries[0].where.line == 2);
  CHECK(map->entries[0].where.column == 7);
  CHECK(map->find("b")->where.column == 10);
  CHECK(map->find("b")->at(1).column == 12);
  CHECK(map->find("c")->items[1].where.column == 24);
}

TEST_CASE("document: a byte order mark and Windows line ends are read") {
  const Parsed p = parse(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: 2\r\n");
  REQUIRE(p.root);
  CHECK(p.root->find("b")->text == "2");
  CHECK(p.root->find("b")->where.line == 2);
}

TEST_CASE("document: what is no text is refused at its place") {
  CHECK(first_code(parse(std::string("a: 1\nb: \0", 9))) == Code::not_text);
  CHECK(first_code(parse("a: \xff\xfe")) == Code::not_text);
  CHECK(first_code(parse("a: \xc3")) == Code::not_text);
  CHECK(first_code(parse("a: \xed\xa0\x80")) == Code::not_text);
  CHECK(first_code(parse("a: \xc0\xaf")) == Code::not_text);
  CHECK(first_code(parse("a: \x1b[31m")) == Code::not_text);
  CHECK(parse("x: 1\nb: \x01").problems.sorted().front().where.line == 2);
}

TEST_CASE("document: hostile texts are refused within half a second") {
  const auto refused = [](const std::string& text, Code code) {
    const Parsed p = parse(text);
    CHECK(first_code(p) == code);
    CHECK(p.seconds < 0.5);
  };
  refused("a: " + std::string(60'000'000, 'x'), Code::too_large);
  refused("a: " + repeated("[", 400'000), Code::too_large);
  refused("a: " + repeated("[", 60'000), Code::too_deep);
  refused("a: " + repeated("[\n", 400'000), Code::too_deep);
  refused(repeated("{a: ", 15'000), Code::too_deep);
  refused(repeated("{a:\n", 200'000), Code::too_deep);
  refused(repeated("? ", 30'000), Code::too_deep);
  refused(repeated("- ", 30'000), Code::too_deep);
  refused("a: [" + repeated("1,\n", 300'000) + "1]", Code::too_many_values);
  refused(repeated("k: 1\n", 60'000), Code::duplicate_key);
  std::string keys;
  for (int i = 0; i < 20'000; ++i) keys += "k" + std::to_string(i) + ": 1\n";
  refused(keys, Code::too_many_values);
  refused("a: &a [1, *a]", Code::anchor);
  refused("a: *b", Code::anchor);
  std::string bomb = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 30; ++i)
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + ", *a" +
            std::to_string(i - 1) + "]\n";
  refused(bomb, Code::anchor);
}

TEST_CASE("document: a scenario with random changes never crashes the reader nor takes long") {
  CHECK(read_changed(300, 1) < 0.5);
}

TEST_CASE("document: ten thousand scenarios with random changes neither" * doctest::test_suite("slow")) {
  CHECK(read_changed(10'000, 2) < 0.5);
}

TEST_CASE("merge: maps are merged, lists replaced or appended, keys removed") {
  Problems problems;
  const auto tree = [&](const char* text) { return *parse_document(text, "a.yaml", problems); };
  Node base = tree("m: { a: 1, b: 2 }\nl: [1, 2]\nk: [1]\nz: 3\n");
  merge_into(base, tree("m: { b: 3, c: 4 }\nl+: [3]\nk: [9]\nz: !unset\n"), problems);
  finish_merging(base, problems);
  CHECK(problems.ok());
  CHECK(base.find("m")->find("a")->text == "1");
  CHECK(base.find("m")->find("b")->text == "3");
  CHECK(base.find("m")->find("c")->text == "4");
  CHECK(base.find("l")->items.size() == 3);
  CHECK(base.find("k")->items.size() == 1);
  CHECK(base.find("z") == nullptr);
}

TEST_CASE("parameters: arithmetic keeps units and refuses what does not fit") {
  const auto result = [](const std::string& expression) {
    Problems problems;
    Node root =
        *parse_document("parameters: { dose: 3 mg/kg, n: 4, l: 20 um, c: 2 nM, t: \"${2 * n}\" }\nv: \"${" +
                            expression + "}\"\n",
                        "a.yaml", problems);
    substitute_parameters(root, problems);
    return problems.ok() ? root.find("v")->text : "error";
  };
  CHECK(result("dose") == "3 mg/kg");
  CHECK(result("t") == "8");
  CHECK(result("n * (n - 1) / 2") == "6");
  CHECK(result("-n + 2") == "-2");
  CHECK(result("l * l") == "400 um2");
  CHECK(result("10 um + l") == "30 um");
  CHECK(result("1e2 um / 4 h") == "0.4166666666666667 um/min");
  CHECK(result("c / 2") == "1 nM");
  CHECK(result("dose + l") == "error");
  CHECK(result("1 / 0") == "error");
  CHECK(result("n +") == "error");
  CHECK(result("(n") == "error");
  CHECK(result("m") == "error");
  CHECK(result(std::string(500, '(')) == "error");
  CHECK(result(std::string(500, '-')) == "error");
}

TEST_CASE(
    "scenario: thousands of wrong names, rules, parameters or variants take a time that grows as they do") {
  const auto seconds = [](const std::string& text) {
    return processor_seconds([&] {
      const Validation v = validate_text(text, "a.yaml", language());
      CHECK_FALSE(v.problems.ok());
      (void)v.problems.text();
    });
  };
  const auto numbered = [](const char* before, const char* after, int n) {
    std::string out;
    for (int i = 0; i < n; ++i) out += before + std::to_string(i) + after;
    return out;
  };
  // Four times as much takes four times as long, and 16 times where it goes by the square.
  const auto grows = [&](const auto& text, int most) {
    const double quarter = seconds(text(most / 4));
    CHECK(seconds(text(most)) < 10 * quarter + 0.2);
  };
  grows(
      [&](int n) {
        return "agents:\n  cell:\n    takes: 1\n    consume:\n" +
               numbered("      sugar", ": 1 um3/min\n", n) + "substances:\n" +
               numbered("  other", ": { diffusion: 1 um2/s }\n", n);
      },
      4000);
  grows(
      [&](int n) {
        return "agents:\n  cell:\n    takes: 1\n    divide: { every: 1 d }\n    rules:\n" +
               numbered("      - \"room increases divide.rate to 2, half-max 0.", "1\"\n", n);
      },
      8000);
  grows(
      [&](int n) {
        return "parameters:\n  p0: xxxxxxxxxx\n" + numbered("  q", ": \"${p0}${p0}${p0}\"\n", n) +
               "about: \"" + repeated("${q1}", 5 * static_cast<std::size_t>(n)) + "\"\n";
      },
      2000);
  grows([&](int n) { return "variants:\n" + numbered("  v", ": { seed: 2 }\n", n); }, 4000);
}

TEST_CASE("extends: many files of many keys are laid together in a time that grows as they do") {
  const TemporaryFolder folder;
  constexpr int files = 8;
  for (int f = 0; f < files; ++f) {
    std::string text = "tilscape: 1\nname: e\n";
    text += f + 1 < files ? "extends: big" + std::to_string(f + 1) + ".yaml\n"
                          : "time: { end: 1 h }\nlattice: { sites: [4, 4] }\n";
    for (int k = 0; k < 4000; ++k)
      text += "x-" + std::to_string(f) + "_" + std::to_string(k) + ": " + std::to_string(k) + "\n";
    std::ofstream(folder.path() / ("big" + std::to_string(f) + ".yaml")) << text;
  }
  Problems problems;
  std::optional<Node> root;
  const double seconds = processor_seconds([&] {
    root = load_extended((folder.path() / "big0.yaml").string(), {}, problems);
    if (root) finish_merging(*root, problems);
  });
  REQUIRE_MESSAGE(root, problems.text());
  CHECK(root->entries.size() == 4 + files * 4000);
  CHECK(seconds < 5);
}

TEST_CASE("a file: a name with a control character names none, wherever it stands") {
  const std::string head = "tilscape: 1\nname: e\ntime: { end: 1 h }\n";
  for (const std::string& text :
       {head + "extends: \"../../etc/passwd\\0.yaml\"\n", head + "extends: [\"a\\tb.yaml\"]\n",
        head + "vessels: { read: \"v\\x7f.csv\" }\n",
        head + "lattice: { sites: [4, 4] }\nagents: { a: { start: { cells: \"/etc/passwd\\0.csv\" } } }\n"}) {
    CAPTURE(text);
    CHECK(validate_text(text, "a.yaml", language()).problems.text().find("names no file") !=
          std::string::npos);
  }
}
