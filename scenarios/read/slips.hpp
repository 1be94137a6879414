// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/document.hpp"
#include "scenarios/read/language.hpp"

#include <vector>

namespace tilscape::scenarios {

/// Calls each key that nobody knows as the one that it nearly is and that is missing beside it; `written`
/// keeps what stands there, which the reader tells.
void read_slips(Node& root, const Language& language);

}  // namespace tilscape::scenarios
