// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/cli/exit.hpp"
#include "scenarios/cli/globals.hpp"

namespace tilscape::scenarios {

/// verify --exact: the laws with an exact result, as the test programs beside this one check them.
Exit verify_exact_laws(const Globals& globals);

}  // namespace tilscape::scenarios
