// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameter.hpp"
#include "engine/step/event_kind.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape::scenarios {

/// Every key that a scenario can have, but for those that parts bring (language.hpp). `periods`: what of the
/// parts can have a period of its own.
std::vector<ParameterInfo> own_sections(const std::vector<std::string>& periods,
                                        const std::vector<EventInfo>& events);

/// They name and explain; a run does not depend on them.
inline constexpr std::array<std::string_view, 5> describing = {"tilscape", "name", "about", "references",
                                                               "expect"};

/// The keys of an agent type that are not behaviours.
const std::vector<ParameterInfo>& type_sections();

}  // namespace tilscape::scenarios
