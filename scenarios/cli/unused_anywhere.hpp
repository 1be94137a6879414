// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/scenario.hpp"

namespace tilscape::scenarios {

/// Warns of every key that nobody has asked for since it was forgotten (scenarios/build/unused.hpp), and that
/// acts in no variant and with no level of the study either: they are built as well, when there is anything
/// to tell. Of a variant: what is its own, and what acts without it neither.
void tell_unused_anywhere(const Scenario& scenario, Problems& problems);

}  // namespace tilscape::scenarios
