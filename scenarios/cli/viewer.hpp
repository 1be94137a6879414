// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/cli/options.hpp"
#include "scenarios/cli/verb.hpp"

namespace tilscape::scenarios {

/// A verb that is tilscape-view, a program of its own that knows nothing of the simulator, with these words
/// first. What is written behind it goes there as it is, --help too.
Command viewer(Options& verb, const std::vector<std::string>& first);

}  // namespace tilscape::scenarios
