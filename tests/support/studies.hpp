// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/ensemble/plan.hpp"
#include "scenarios/read/merge.hpp"
#include "tests/support/reading.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fstream>
#include <stdexcept>
#include <string>

namespace tilscape::test {

/// A run of a few milliseconds: cells that divide and die, two arms, a parameter.
inline std::string tiny_study(const std::string& ensemble, const std::string& more = "") {
  return "tilscape: 1\nname: tiny\nseed: 3\nparameters: { rate: 1 1/d }\n"
         "time: { end: 2 h, step: 10 min }\nlattice: { size: [200 um, 200 um], spacing: 20 um }\n"
         "agents:\n  cancer:\n    takes: 7\n    states: { alive: alive, gone: dead }\n"
         "    start: { count: 20, shape: everywhere }\n    divide: { every: 2 h }\n"
         "    die: { rate: \"${rate}\", leaves: gone }\n"
         "variants: { deadly: { parameters: { rate: 100 1/d } } }\n"
         "outputs:\n  series: { every: 10 min }\n"
         "  endpoints: { grown: cancer.count > 1.1 * baseline, gone: cancer.count < 1 }\n" +
         more + "ensemble: { " + ensemble + " }\n";
}

/// The scenario as a file in a folder.
inline std::string written(const std::filesystem::path& folder, const std::string& text,
                           const std::string& name = "tiny.yaml") {
  std::ofstream(folder / name) << text;
  return (folder / name).string();
}

inline scenarios::Plan plan_of(const std::string& file) {
  const scenarios::LoadOptions options;
  scenarios::Validation read = scenarios::validate(file, language(), options);
  if (!read.problems.ok()) throw std::runtime_error(read.problems.text());
  const auto ensemble = scenarios::check_ensemble(read.scenario, options, read.problems);
  if (!ensemble) throw std::runtime_error(read.problems.text());
  return scenarios::make_plan(read.scenario, *ensemble, options, 0);
}

}  // namespace tilscape::test
