// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "viz/palette.hpp"
#include "viz/server/run.hpp"

#include <nlohmann/json.hpp>
#include <string>

namespace tilscape::viz {

/// "#e69f00".
std::string hex(Rgb colour);

/// What a run is: its title and stage; of an open one its header with colours, and its frames.
nlohmann::json about(const Run& run);

}  // namespace tilscape::viz
