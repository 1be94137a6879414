// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/record/observable.hpp"
#include "proto/event_kind.hpp"
#include "proto/series_column.hpp"

#include <string>
#include <vector>

namespace tilscape::scenarios {

/// What the engine says of its events and numbers, as files tell it to their readers.

/// Kinds of events, in their order; `written`: the words of those that the file has one by one.
std::vector<snapshot::EventKindInfo> event_kinds_of(const std::vector<EventInfo>& kinds,
                                                    const std::vector<std::string>& written);

std::vector<snapshot::SeriesColumn> series_columns_of(const std::vector<Observable>& series);

}  // namespace tilscape::scenarios
