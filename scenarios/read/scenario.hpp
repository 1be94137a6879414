// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/values.hpp"
#include "engine/part/agent_spec.hpp"
#include "scenarios/read/document.hpp"
#include "scenarios/read/language.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tilscape::scenarios {

struct LoadOptions;

/// How arms and results call a scenario as it stands; no variant may have this name.
inline constexpr const char* as_written = "as_written";
/// Stands in a text that merged_yaml() has written. There, parts, variants and the command line are laid
/// together, so what they leave without effect cannot be told from what the file says, and was meant.
inline constexpr const char* resolved_key = "x-resolved";

/// A scenario that has been read: every value checked, in canonical units, with its place and source.
struct Scenario {
  std::string file;
  std::string variant;                         ///< empty: the file as it stands
  Values root;                                 ///< the sections (sections.hpp), without agents
  std::vector<AgentSpec> types;                ///< in the order of their names
  std::vector<std::string> variants;           ///< names
  std::shared_ptr<const Node> text;            ///< before variant and overrides
  std::shared_ptr<const LoadOptions> options;  ///< with which it was read
  Node said;                                   ///< the merged text
  Node tree;                                   ///< the same, parameters and rules worked in
  const Language* language = nullptr;          ///< that it was read with
  bool buildable = false;  ///< all of it, or with errors what is sound of it (refused.hpp)
};

}  // namespace tilscape::scenarios
