// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Each cases/NAME.yaml is read as a scenario; what is said of it has to be NAME.txt, to the letter. In a case
// `# set: a.b=c` and `# variant: name` stand for the options of the command line.
#include "scenarios/cli/load.hpp"
#include "scenarios/read/ensemble.hpp"
#include "tests/support/reading.hpp"

#include <algorithm>
#include <cstdlib>
#include <doctest/doctest.h>
#include <optional>

using namespace tilscape;
using namespace tilscape::scenarios;
using namespace tilscape::test;

namespace {

std::vector<std::filesystem::path> cases() {
  std::vector<std::filesystem::path> out;
  for (const auto& entry : std::filesystem::directory_iterator(source_file("tests/errors/cases")))
    if (entry.path().extension() == ".yaml") out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

LoadOptions options_of(const std::string& text) {
  LoadOptions options;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# set: ")) options.overrides.push_back(line.substr(7));
    if (line.starts_with("# variant: ")) options.variant = line.substr(11);
  }
  return options;
}

std::string messages(const std::filesystem::path& file) {
  const LoadOptions options = options_of(file_content(file.string()));
  Validation v = validate(file.string(), language(), options);
  if (const std::optional<Run> run = try_build(v.scenario, 1, v.problems))
    check_compared(v.scenario, *run, v.problems);
  (void)check_ensemble(v.scenario, options, v.problems);
  return without_folder(v.problems.text(), source_file("tests/errors/"));
}

}  // namespace

TEST_CASE("messages: every faulty scenario is answered by exactly the expected text") {
  const bool update = std::getenv("TILSCAPE_UPDATE_EXPECTED") != nullptr;
  CHECK(cases().size() >= 60);
  for (const std::filesystem::path& file : cases()) {
    std::filesystem::path expected = file;
    expected.replace_extension(".txt");
    const std::string said = messages(file);
    if (update) std::ofstream(expected, std::ios::binary) << said;
    INFO(file.filename().string());
    CHECK(said == file_content(expected.string()));
    CHECK_FALSE(said.empty());
  }
}

TEST_CASE("messages: every code is explained, each once") {
  std::vector<int> numbers;
  for (const CodeInfo& info : language().codes()) {
    CHECK_FALSE(info.about.empty());
    numbers.push_back(static_cast<int>(info.code));
  }
  std::sort(numbers.begin(), numbers.end());
  CHECK(std::adjacent_find(numbers.begin(), numbers.end()) == numbers.end());
}

TEST_CASE("messages: the same problems as JSON carry place, code and suggestion") {
  const Validation v = validate(source_file("tests/errors/cases/unknown_key.yaml"), language());
  const std::string json = v.problems.json();
  CHECK(json.find("\"code\": \"E0214\"") != std::string::npos);
  CHECK(json.find("\"line\": 4") != std::string::npos);
  CHECK(json.find("spacing") != std::string::npos);
}
