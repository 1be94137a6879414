// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/values.hpp"
#include "engine/step/behaviour_info.hpp"
#include "scenarios/read/merge.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tilscape::scenarios {

/// An agent type as the scenario says it.
struct AgentSpec {
  std::string name;
  Location where;
  Values values;                                           ///< takes, states, columns, start, rules
  std::vector<std::pair<std::string, Values>> behaviours;  ///< in the order of their names
};

/// A scenario that has been read: every value checked, in canonical units, with its place and source.
struct Scenario {
  std::string file;
  std::string variant;                ///< empty: the file as it stands
  Values root;                        ///< the sections (sections.hpp), without agents
  std::vector<AgentSpec> types;       ///< in the order of their names
  std::vector<std::string> variants;  ///< names
  std::shared_ptr<const Node> text;   ///< before variant and overrides
  Node said;                          ///< the merged text
  Node tree;                          ///< the same, parameters and rules worked in
  std::shared_ptr<const std::vector<BehaviourInfo>> catalogue;  ///< that it was read with
  bool buildable = false;  ///< all of it, or with errors what is sound of it (refused.hpp)
};

struct Validation {
  Scenario scenario;  ///< complete when the problems are ok(), else what is refused is marked
  Problems problems;
};

/// Reads and checks a scenario with everything it extends. Without a chosen variant each variant is checked
/// as well.
Validation validate(const std::string& file, const std::vector<BehaviourInfo>& catalogue,
                    const LoadOptions& options = {});
/// The same of what load_extended() gave: many readings of one text with different options.
Validation validate_tree(const Node& loaded, const std::string& file,
                         const std::vector<BehaviourInfo>& catalogue, const LoadOptions& options);
/// The same of a text; `file` stands for its name.
Validation validate_text(const std::string& text, const std::string& file,
                         const std::vector<BehaviourInfo>& catalogue, const LoadOptions& options = {});

}  // namespace tilscape::scenarios
