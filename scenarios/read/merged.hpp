// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/inputs.hpp"
#include "scenarios/read/scenario.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// Of a scenario that has just been built, those that were asked for; the others have no effect in it, and
/// would be told as such where they are written.
enum class Defaults : std::uint8_t { all, that_act };

/// The scenario as one YAML file: everything laid together, parameters replaced, defaults written out, with a
/// comment on each line that says where the value is from. Reading it gives the same scenario. `copies`: what
/// to write for the path of a table that has been copied. It is marked as resolved (checks.hpp).
std::string merged_yaml(const Scenario& scenario, Defaults defaults,
                        const std::map<std::string, std::string>& copies = {});

/// Paths of the tables that it reads, each once.
std::vector<std::string> files_of(const Scenario& scenario);
/// The text of a scenario, with its tables.
Inputs inputs_of(const Scenario& scenario);

/// What decides the results, in a form that does not depend on how it was written: a line per value with its
/// path, numbers in canonical units and shortest form, tables by the checksum of their content. The hash of a
/// scenario is taken over these bytes.
std::string canonical_bytes(const Scenario& scenario);

/// XXH3-128 of canonical_bytes(), in hexadecimal.
std::string scenario_hash(const Scenario& scenario);

/// XXH3-128 of what decides a run of this name but for its draws: without the seed and what is written of it.
std::string replicate_hash(const Scenario& scenario, const std::string& name);

/// A line of the parameter ledger: every number with its source.
struct LedgerLine {
  std::string path;     ///< "agents.cancer.divide.every"
  std::string written;  ///< as in the file
  std::string source;   ///< a reference, "assumed" when none is given
  bool is_default = false;
  Location where;
};
std::vector<LedgerLine> ledger(const Scenario& scenario);

}  // namespace tilscape::scenarios
