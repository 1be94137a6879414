// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"

#include <cstdint>
#include <nlohmann/json.hpp>

namespace tilscape::viz {

/// What a frame holds of one cell: type, state, place [um], columns and the substances at its site, with
/// units; null when the cell is not there. Ids are text, because they are larger than the page's numbers.
nlohmann::json cell_in(const snapshot::RunHeader& header, const snapshot::Frame& frame, std::uint64_t id);

/// The events of a frame that are the cell's own, or in which it is the other one: a parent's newborn, a
/// killer's victim.
nlohmann::json events_of(const snapshot::RunHeader& header, const snapshot::Frame& frame, std::uint64_t id);

}  // namespace tilscape::viz
