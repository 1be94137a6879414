// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The shipped scenarios, changed at random: whatever comes of it, the program says where it is wrong or
// builds it. A crash ends the test program; TILSCAPE_MUTANT=file has the last text then.
#include "engine/base/error.hpp"
#include "scenarios/cli/load.hpp"
#include "scenarios/run/estimate.hpp"
#include "tests/support/runs.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <random>

namespace tilscape::scenarios {
namespace {

class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  std::string mutate(std::string text) {
    for (std::size_t i = 0; i <= below(3); ++i) change(text);
    return text;
  }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }

  void change(std::string& text) {
    static const std::vector<std::string> hostile = {"0",          "-1",         "1e300",
                                                     "1e-300",     "4294967296", "1e9",
                                                     ".nan",       "inf",        "99999999999999999999",
                                                     "\"\"",       "[]",         "{}",
                                                     "null",       "true",       "~",
                                                     "!unset",     "&a",         "*a",
                                                     "${x}",       "1/0",        "1 d",
                                                     "1e9 mmHg",   "cancer",     "[1, 2, 3, 4, 5]",
                                                     "oxygen < (", "\xff",       "\t",
                                                     ": "};
    if (text.empty()) return;
    const std::size_t at = below(text.size());
    const std::size_t line = text.rfind('\n', at) + 1;  // npos + 1 is 0
    const std::size_t next = std::min(text.find('\n', at), text.size() - 1) + 1;
    switch (below(8)) {
      case 0:
        text.erase(line, next - line);
        break;
      case 1:
        text.insert(line, text.substr(line, next - line));
        break;
      case 2:
        text[at] = static_cast<char>(below(256));
        break;
      case 3:
        text.erase(at, 1 + below(8));
        break;
      case 4:
        text.insert(at, hostile[below(hostile.size())]);
        break;
      case 5:
        text.insert(line, text.substr(0, next - line));
        break;
      case 6:
        text.resize(at);
        break;
      default:
        replace_number(text, at, hostile[below(hostile.size())]);
    }
  }
  static void replace_number(std::string& text, std::size_t from, const std::string& by) {
    const std::size_t begin = text.find_first_of("0123456789", from);
    if (begin == std::string::npos) return;
    const std::size_t end = std::min(text.find_first_not_of("0123456789.e", begin), text.size());
    text.replace(begin, end - begin, by);
  }

  std::mt19937 random_;  // of the same numbers everywhere, by the standard
};

/// Sections, not solid tumours: most mutants have errors, and each such build counts.
bool small_beside_errors(const Scenario& scenario) {
  try {
    return scenario.buildable && estimate_beside_errors(scenario).memory < 6e7;
  } catch (const std::exception&) {  // what it would take is not known
    return false;
  }
}

/// What comes of a text, as `tilscape validate` would have it: 0, 3 or 4.
Exit outcome(const std::string& text, const std::string& file) {
  Validation v = validate_text(text, file, test::language());
  if (v.problems.ok()) {
    try {
      if (estimate(v.scenario).memory < 2e8) static_cast<void>(try_build(v.scenario, 1, v.problems));
    } catch (const BuildError& e) {
      add_refusals(e.refusals, v.problems);
    } catch (const InputError&) {
      return Exit::unreadable_input;
    }
  } else if (small_beside_errors(v.scenario)) {
    static_cast<void>(try_build(v.scenario, 1, v.problems));
  }
  for (const Problem& problem : v.problems.sorted()) {
    CHECK_FALSE(problem.where.file.empty());
    CHECK_FALSE(problem.problem.empty());
  }
  return v.problems.ok() ? Exit::done : Exit::invalid_scenario;
}

TEST_CASE("a scenario: changed at random, it is built or refused with a place, and never a crash") {
  const char* kept = std::getenv("TILSCAPE_MUTANT");
  const char* more = std::getenv("TILSCAPE_MUTATIONS");
  // The fuzzers try thousands under the sanitizer.
  const int mutations = more != nullptr ? std::atoi(more) : test::sanitized ? 15 : 60;
  int built = 0;
  int refused = 0;
  for (const std::string& name : test::library()) {
    const std::string file = test::library_file(name);
    const std::string text = test::file_content(file);
    for (int i = 0; i < mutations; ++i) {
      const std::string mutant = Mutator(static_cast<unsigned>(i)).mutate(text);
      if (kept != nullptr) std::ofstream(kept) << mutant;
      CAPTURE(name);
      CAPTURE(i);
      (outcome(mutant, file) == Exit::done ? built : refused) += 1;
    }
  }
  CHECK(built > mutations / 2);
  CHECK(refused > mutations);
}

}  // namespace
}  // namespace tilscape::scenarios
