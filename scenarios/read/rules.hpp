// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/scenario.hpp"

namespace tilscape::scenarios {

/// Sentences among the rules ("oxygen increases divide.rate from 0 to 1, half-max 12 mmHg, hill 4") change
/// the parameters that they name (docs/concepts/rules.md).
void apply_sentences(Node& root, const Language& language, Problems& problems);

/// `cancer.count < 0.7 * baseline for 3 d` -> { when: ..., lasting: 3 d }.
void split_endpoints(Node& root);

/// The rules that are maps become entries of the behaviour `become`.
void add_rules(AgentSpec& spec);

}  // namespace tilscape::scenarios
