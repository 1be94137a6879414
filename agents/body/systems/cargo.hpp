// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/body/designs.hpp"
#include "agents/body/systems/text.hpp"

#include <string>
#include <vector>

// What particles carry, as species of their system: for each of these that counts particles, one for each
// drug and pool that they carry.

namespace tilscape::body {

/// Adds the species that count what is carried. Of a system of anything else it does nothing.
void load(const Designs& designs, SystemText& system);
/// Has it particles in this species?
bool carries(const SystemText& system, const std::string& species);
/// All such.
std::vector<std::string> carriers(const SystemText& system);

}  // namespace tilscape::body
