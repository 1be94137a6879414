// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/merge.hpp"
#include "scenarios/read/scenario.hpp"

#include <string>
#include <vector>

namespace tilscape::scenarios {

struct Validation {
  Scenario scenario;  ///< complete when the problems are ok(), else what is refused is marked
  Problems problems;
};

/// Reads and checks a scenario with everything it extends. Without a chosen variant each variant is checked
/// as well.
Validation validate(const std::string& file, const Language& language, const LoadOptions& options = {});
/// The same of what load_extended() gave: many readings of one text with different options.
Validation validate_tree(const Node& loaded, const std::string& file, const Language& language,
                         const LoadOptions& options);
/// The same of a text; `file` stands for its name.
Validation validate_text(const std::string& text, const std::string& file, const Language& language,
                         const LoadOptions& options = {});

}  // namespace tilscape::scenarios
