// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameter.hpp"

namespace tilscape::scenarios {

/// `ensemble`: kept as it is written, read by check_ensemble().
ParameterInfo ensemble_section();

/// `expect`: claims; a run does not depend on them.
ParameterInfo expect_section();

}  // namespace tilscape::scenarios
