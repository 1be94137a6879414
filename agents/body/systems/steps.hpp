// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/body/systems/draft.hpp"

#include <functional>
#include <optional>

namespace tilscape::body {

/// What flows and comes to pass in a system.
void add_flows(Draft& draft, std::size_t system);
void add_events(Draft& draft, std::size_t system);
/// What is given into a system, and by which rules.
void add_doses(Draft& draft, std::size_t system, const Designs& designs);
/// Where a system meets the tissue: walls of vessels, and what the lymph brings.
void add_walls(Draft& draft, std::size_t system, Designs& designs);
/// The account of what is counted as this species is: of all of a system in its unit, of a vaccine of what
/// flows from and to it. What particles carry is counted with the drug.
std::size_t account_of(Draft& draft, const Named& species);

}  // namespace tilscape::body
