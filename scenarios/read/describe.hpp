// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/scenario.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// A text and the same as JSON.
struct Description {
  std::string text;
  std::string json;
};

/// A behaviour by its name, or a key by its path: `lattice.spacing`, `divide.every`,
/// `agents.cancer.divide.every`. nullopt when there is none; see suggest_key().
std::optional<Description> describe_key(const std::string& path, const Language& language);
/// The behaviour, section, function or key that was meant (`divide.every`), or "".
std::string suggest_key(const std::string& path, const Language& language);

/// A function of expressions: `hill`. nullopt when there is none.
std::optional<Description> describe_function(const std::string& name);

/// A code: `E0214`, `W0701` or `214`. nullopt when there is none.
std::optional<Description> describe_code(const std::string& code, const Language& language);

/// What a scenario says, in plain sentences, with the ledger of its numbers and their sources.
Description describe_scenario(const Scenario& scenario);

/// What of a scenario can be drawn, as a graph for Graphviz (dot); empty: nothing can.
std::string diagram_of(const Scenario& scenario);

/// The reference of the language in Markdown: every section, every behaviour, every code.
std::string reference_page(const Language& language);

}  // namespace tilscape::scenarios
