// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameters.hpp"
#include "engine/part/assembly.hpp"

#include <string>

namespace tilscape {

/// An expression over what there is on a site, as a scenario says it. `name` is what messages call it. Types
/// whose living it names are counted. Throws BuildError at the place within the expression.
SiteRule site_rule(Assembly& out, const Parameter<std::string>& said, std::string name,
                   const std::string& unit);

/// Throws BuildError where the rule names `open(NAME)` of what has a rule for its open volume: that volume is
/// found when its own reactions are solved, and nobody else knows it.
void require_known_open(const Assembly& out, const SiteRule& rule, const Location& where);

}  // namespace tilscape
