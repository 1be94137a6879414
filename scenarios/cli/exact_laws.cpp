// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/exact_laws.hpp"

#include "engine/base/error.hpp"
#include "proto/console.hpp"
#include "scenarios/cli/study_run.hpp"
#include "scenarios/run/shell_word.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <sys/wait.h>
#include <vector>

namespace tilscape::scenarios {

namespace {

using Json = nlohmann::ordered_json;

// Those with a case whose name begins with the number of a law, or with `outside`: what others have
// calculated.
constexpr std::array<const char*, 4> programs = {"test_validation", "test_unit_agents", "test_unit_scenarios",
                                                 "test_integration"};

/// What a program's reporter `laws` writes: one line of JSON for each case (tests/support/laws_reporter.cpp).
void run_laws(const std::filesystem::path& program, std::vector<Json>& laws) {
  const std::string command =
      shell_word(program.string()) + " --reporters=laws --success --test-case='V?: *,V??: *,outside: *'";
  const auto close = [](FILE* f) { ::pclose(f); };
  const std::unique_ptr<FILE, decltype(close)> answers(::popen(command.c_str(), "r"), close);
  if (!answers) throw InputError(program.string() + " does not start");
  std::string line;
  for (int c = std::fgetc(answers.get()); c != EOF; c = std::fgetc(answers.get())) {
    if (c != '\n') {
      line += static_cast<char>(c);
      continue;
    }
    if (line.starts_with('{')) laws.push_back(Json::parse(line));
    line.clear();
  }
}

/// V3 comes before V14, what is outside comes last.
int number_of(const Json& law) {
  const std::string name = law["law"];
  return name.starts_with('V') ? std::atoi(name.c_str() + 1) : std::numeric_limits<int>::max();
}

std::string measured(const Json& law) {
  std::string out;
  const auto add = [&](const std::string& what) { out += (out.empty() ? "" : "; ") + what; };
  if (!law["least_order"].is_null()) {
    const double least = law["least_order"];
    const double most = law["most_order"];
    add(least == most ? fmt::format("order {:.2f}", least)
                      : fmt::format("order {:.2f} to {:.2f}", least, most));
  }
  constexpr double shown_digits = 1e-9;  // doctest writes ten
  if (!law["error"].is_null())
    add(law["error"] < shown_digits ? "error below 1e-9"
                                    : fmt::format("error at most {:.1e}", law["error"].get<double>()));
  if (const std::string nearest = law["nearest"]; !nearest.empty()) add("nearest its bound: " + nearest);
  return out;
}

std::string laws_text(const std::vector<Json>& laws) {
  std::string out;
  std::size_t passed = 0;
  for (const Json& law : laws) {
    const bool pass = law["pass"];
    passed += pass ? 1 : 0;
    const std::size_t checks = law["checks"];
    out += fmt::format("{:<7} {}\n        {} check{}, {:.1f} s", pass ? "pass" : "MISS",
                       law["law"].get<std::string>(), checks, checks == 1 ? "" : "s",
                       law["seconds"].get<double>());
    const std::string found = measured(law);
    out += (found.empty() ? "" : "; " + found) + "\n";
  }
  return out + fmt::format("{} of {} laws hold\n", passed, laws.size());
}

}  // namespace

Exit verify_exact_laws(const Globals& globals) {
  const auto here = std::filesystem::path(own_program()).parent_path();
  std::vector<Json> laws;
  for (const char* name : programs)
    if (std::filesystem::exists(here / name)) {
      if (!globals.quiet) console::tell("{}\n", (here / name).string());
      run_laws(here / name, laws);
    }
  if (laws.empty())
    throw InputError(
        "the programs that check the laws are not beside this one: `./dev build dev` builds them "
        "into build/dev/bin");
  std::stable_sort(laws.begin(), laws.end(),
                   [](const Json& a, const Json& b) { return number_of(a) < number_of(b); });
  const bool pass =
      std::all_of(laws.begin(), laws.end(), [](const Json& law) { return law["pass"] == true; });
  if (globals.json)
    console::print("{}\n", Json({{"schema", "tilscape.laws/1"}, {"laws", laws}, {"pass", pass}}).dump(2));
  else
    console::print_text(laws_text(laws));
  return pass ? Exit::done : Exit::claim_missed;
}

}  // namespace tilscape::scenarios
