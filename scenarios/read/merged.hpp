// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/scenario.hpp"

#include <string>

namespace tilscape::scenarios {

/// The scenario as one YAML file: everything laid together, parameters replaced, every default written out,
/// with a comment on each line that says where the value is from. Reading it gives the same scenario.
std::string merged_text(const Scenario& scenario, const std::vector<BehaviourInfo>& catalogue);

/// What decides the results, in a form that does not depend on how it was written: a line per value with its
/// path, numbers in canonical units and shortest form, tables by the checksum of their content. The hash of a
/// scenario is taken over these bytes.
std::string canonical_bytes(const Scenario& scenario, const std::vector<BehaviourInfo>& catalogue);

/// XXH3-128 of canonical_bytes(), in hexadecimal.
std::string scenario_hash(const Scenario& scenario, const std::vector<BehaviourInfo>& catalogue);

/// A line of the parameter ledger: every number with its source.
struct LedgerLine {
  std::string path;     ///< "agents.cancer.divide.every"
  std::string written;  ///< as in the file
  std::string source;   ///< a reference, "assumed" when none is given
  bool is_default = false;
  Location where;
};
std::vector<LedgerLine> ledger(const Scenario& scenario, const std::vector<BehaviourInfo>& catalogue);

}  // namespace tilscape::scenarios
