// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/body/systems/text.hpp"

#include <string>
#include <vector>

namespace tilscape::body {

/// Statements of a graph in the language of Graphviz (dot): species and variables in a box for each system,
/// flows between them, doses that enter by routes, the tissue.
std::string diagram(const std::vector<SystemText>& systems);

}  // namespace tilscape::body
