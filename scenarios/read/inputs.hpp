// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/document.hpp"

#include <map>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// What a scenario was read from, so that it can be read again with other changes wherever its files have
/// gone: its text with everything that it extends, and the tables that it names.
struct Inputs {
  Node text = {};                            ///< places have absolute paths
  std::string directory = {};                ///< that paths in overrides of the command line are relative to
  std::map<std::string, std::string> files;  ///< absolute path of each table -> where it is read now

  /// Adds tables of a scenario that was read from this text.
  void add_files(const std::vector<std::string>& tables);
};

/// Those of a text, without any tables yet.
Inputs inputs_of(const Node& text);

}  // namespace tilscape::scenarios
