// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameter.hpp"

#include <string>
#include <vector>

namespace tilscape::scenarios {

/// The language: every key that a scenario can have, but for the behaviours under an agent type, which come
/// from the catalogue.
const std::vector<ParameterInfo>& sections();

/// The keys of an agent type that are not behaviours.
const std::vector<ParameterInfo>& type_sections();

}  // namespace tilscape::scenarios
