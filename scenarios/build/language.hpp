// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/language.hpp"

namespace tilscape::scenarios {

/// All that a scenario can say: the behaviours and parts of agents/.
const Language& language();

}  // namespace tilscape::scenarios
