// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/language.hpp"

#include <string>
#include <vector>

namespace tilscape::scenarios {

/// JSON Schema (draft 2020-12) of the scenario language with these behaviours: for completion and hover texts
/// in editors. Made from the descriptors that the reader works with. It is wider than the reader: names,
/// units of the right dimension and what is missing after merging are the reader's to judge.
std::string scenario_schema(const Language& language);

}  // namespace tilscape::scenarios
