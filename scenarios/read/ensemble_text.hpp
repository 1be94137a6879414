// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/document.hpp"

#include <vector>

namespace tilscape::scenarios {

/// The section in the text of a scenario; nullptr: there is none.
const Node::Entry* ensemble_in(const Node& scenario);
/// What is varied, by paths, in the text of a scenario; nullptr: nothing.
const Node* varied_in(const Node& scenario);
/// The ends of the range of a factor, or nullptr.
const Node* ends_in(const Node& factor);
/// Its levels, of a range the ends; none of a distribution.
std::vector<const Node*> levels_in(const Node& factor);
/// The columns of the series that the section names, as they are written.
std::vector<const Node*> compared_columns(const Node& scenario);

}  // namespace tilscape::scenarios
